"""The tables of the history, as a list of migrations that is only ever appended to.

The version of a file is SQLite's `user_version`: the number of migrations that it has had.
"""

from __future__ import annotations

import sqlite3

MIGRATIONS: tuple[tuple[str, ...], ...] = (
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
)

VERSION = len(MIGRATIONS)


def version_of(connection: sqlite3.Connection) -> int:
    """Return how many migrations a file has had."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a file up to this program's version, in one transaction; two programs may try.

    Whatever is raised, closing the connection leaves the file as it was.
    """
    if version_of(connection) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    for migration in MIGRATIONS[version_of(connection) :]:
        for statement in migration:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION:d}")
    connection.execute("COMMIT")
