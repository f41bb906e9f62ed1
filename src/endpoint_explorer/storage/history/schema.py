"""The tables of the history, as a list of migrations that is only ever appended to.

The version of a file is SQLite's `user_version`: the number of migrations that it has had.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from endpoint_explorer.storage.history.classifying import classify_rows, number_calls

Step = str | Callable[[sqlite3.Connection], None]

MIGRATIONS: tuple[tuple[Step, ...], ...] = (
    (
        # A body is stored once however many exchanges have it. `data` is NULL for a body that is
        # too large to keep; `size` is in bytes before compression.
        """
        CREATE TABLE bodies (
            id INTEGER PRIMARY KEY,
            sha256 BLOB NOT NULL UNIQUE,
            size INTEGER NOT NULL,
            encoding TEXT NOT NULL CHECK (encoding IN ('raw', 'zstd', 'omitted')),
            data BLOB
        )
        """,
        # The columns are what lists show and searches narrow by; `document` is the exchange
        # itself, as JSON, but for its bodies. `size` is that of the response's decoded body,
        # `duration` in milliseconds, `started_at` in seconds since the epoch. Ids are never used
        # twice, so that an id written down somewhere cannot come to mean another exchange.
        """
        CREATE TABLE exchanges (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            started_at REAL NOT NULL,
            method TEXT NOT NULL,
            url TEXT NOT NULL,
            host TEXT NOT NULL,
            route TEXT NOT NULL,
            status INTEGER,
            reason TEXT NOT NULL,
            failure_kind TEXT NOT NULL,
            duration REAL NOT NULL,
            size INTEGER NOT NULL,
            environment TEXT NOT NULL,
            collection TEXT NOT NULL,
            request_id TEXT NOT NULL,
            request_name TEXT NOT NULL,
            request_path TEXT NOT NULL,
            request_body INTEGER REFERENCES bodies (id),
            response_body INTEGER REFERENCES bodies (id),
            document BLOB NOT NULL
        )
        """,
        # An index ends in the row's id: this one serves keyset paging too.
        "CREATE INDEX exchanges_of_request ON exchanges (request_id)",
    ),
    (
        # An endpoint is known by its shape, the route without the names of its parameters.
        """
        CREATE TABLE endpoints (
            id INTEGER PRIMARY KEY,
            method TEXT NOT NULL,
            host TEXT NOT NULL,
            shape TEXT NOT NULL,
            route TEXT NOT NULL,
            UNIQUE (shape, method, host)
        )
        """,
        # The exchanges that no field filter tells apart are a series. There are few, so that any
        # filters together are answered by merging some, newest first, whatever the number of
        # exchanges. `status` is 0 where no response came, and below 0 where it did not come whole.
        # `count` of them there are, and `last` is the id of the newest.
        """
        CREATE TABLE series (
            id INTEGER PRIMARY KEY,
            endpoint INTEGER NOT NULL REFERENCES endpoints (id),
            collection TEXT NOT NULL,
            environment TEXT NOT NULL,
            status INTEGER NOT NULL,
            failure_kind TEXT NOT NULL,
            changed INTEGER NOT NULL,
            count INTEGER NOT NULL DEFAULT 0,
            last INTEGER NOT NULL DEFAULT 0,
            UNIQUE (endpoint, status, environment, collection, failure_kind, changed)
        )
        """,
        # `call` is a number for method, URL and body, by which the exchange before is found.
        # `latest` is the latest start among a row and all before it: it never falls, so that the
        # first row since a moment can be searched for by halves.
        """
        CREATE TABLE rows_of_2 (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            series INTEGER NOT NULL REFERENCES series (id),
            call INTEGER NOT NULL,
            started_at REAL NOT NULL,
            latest REAL NOT NULL,
            url TEXT NOT NULL,
            status INTEGER,
            reason TEXT NOT NULL,
            duration REAL NOT NULL,
            size INTEGER NOT NULL,
            request_id TEXT NOT NULL,
            request_name TEXT NOT NULL,
            request_path TEXT NOT NULL,
            request_body INTEGER REFERENCES bodies (id),
            response_body INTEGER REFERENCES bodies (id),
            pinned INTEGER NOT NULL DEFAULT 0,
            note TEXT NOT NULL DEFAULT '',
            document BLOB NOT NULL
        )
        """,
        classify_rows,
        # Ids of rows that were deleted are not used again.
        """
        INSERT OR REPLACE INTO sqlite_sequence (rowid, name, seq)
        SELECT (SELECT rowid FROM sqlite_sequence WHERE name = 'rows_of_2'), 'rows_of_2', seq
        FROM sqlite_sequence WHERE name = 'exchanges'
        """,
        "DROP TABLE exchanges",
        "ALTER TABLE rows_of_2 RENAME TO exchanges",
        "CREATE INDEX exchanges_of_series ON exchanges (series)",
        "CREATE INDEX exchanges_of_call ON exchanges (call)",
        # With the series, so that filters within a request are answered by this index alone.
        "CREATE INDEX exchanges_of_request ON exchanges (request_id, series)",
        "CREATE INDEX exchanges_by_response ON exchanges (response_body)",
        """
        CREATE INDEX exchanges_by_request ON exchanges (request_body)
        WHERE request_body IS NOT NULL
        """,
        "CREATE INDEX exchanges_pinned ON exchanges (pinned) WHERE pinned",
        "CREATE INDEX exchanges_noted ON exchanges (id) WHERE note != ''",
        """
        CREATE TRIGGER exchange_added AFTER INSERT ON exchanges BEGIN
            UPDATE series SET count = count + 1, last = new.id WHERE id = new.series;
        END
        """,
        """
        CREATE TRIGGER exchange_deleted AFTER DELETE ON exchanges BEGIN
            UPDATE series SET count = count - 1,
                last = ifnull((SELECT max(id) FROM exchanges WHERE series = old.series), 0)
            WHERE id = old.series;
            DELETE FROM series WHERE id = old.series AND count = 0;
            DELETE FROM bodies WHERE id IN (old.request_body, old.response_body)
                AND NOT EXISTS (SELECT 1 FROM exchanges WHERE response_body = bodies.id)
                AND NOT EXISTS (SELECT 1 FROM exchanges WHERE request_body = bodies.id);
        END
        """,
        """
        CREATE TRIGGER series_deleted AFTER DELETE ON series BEGIN
            DELETE FROM endpoints WHERE id = old.endpoint
                AND NOT EXISTS (SELECT 1 FROM series WHERE endpoint = old.endpoint);
        END
        """,
        # The paths that a comparison leaves out, by what they were set for: a request or endpoint.
        "CREATE TABLE ignored_paths (subject TEXT PRIMARY KEY, paths TEXT NOT NULL)",
    ),
    # Files of version 2 may have calls that were told apart by method and URL alone.
    (number_calls,),
)

VERSION = len(MIGRATIONS)


def version_of(connection: sqlite3.Connection) -> int:
    """Return how many migrations a file has had."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)
