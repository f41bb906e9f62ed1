"""An open file of the history: writing exchanges to it, and reading single ones."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path

from endpoint_explorer.storage.history.classifying import is_changed, series_of
from endpoint_explorer.storage.history.rows import Row, StoredBody

_LARGE = 1_000_000
"""Bytes of a body that takes longer to compress than others should wait."""

_FIND_BODY = "SELECT id FROM bodies WHERE sha256 = ?"
_INSERT_BODY = "INSERT INTO bodies (sha256, size, encoding, data) VALUES (?, ?, ?, ?)"
# One statement for all that an insert asks: each would take some microseconds of its own.
_KNOWN = """
    SELECT
        (SELECT id FROM bodies WHERE sha256 = ?),
        (SELECT id FROM bodies WHERE sha256 = ?),
        ifnull((SELECT latest FROM exchanges ORDER BY id DESC LIMIT 1), 0)
"""
# First a row's own columns, in their order there.
_INSERT_ROW = """
    INSERT INTO exchanges (started_at, url, status, reason, duration, size, request_id,
        request_name, request_path, document, series, call, latest, request_body, response_body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
# Two calls may have one number, by a chance of 1 in 2^64.
_BEFORE = """
    SELECT earlier.id
    FROM exchanges AS this JOIN series AS own ON own.id = this.series
    JOIN endpoints AS known ON known.id = own.endpoint
    CROSS JOIN exchanges AS earlier INDEXED BY exchanges_of_call
    JOIN series AS its ON its.id = earlier.series JOIN endpoints ON endpoints.id = its.endpoint
    WHERE this.id = ? AND earlier.call = this.call AND earlier.id < this.id
        AND earlier.url = this.url AND endpoints.method = known.method
        AND earlier.request_body IS this.request_body
    ORDER BY earlier.id DESC LIMIT 1
"""
_BEFORE_OF_REQUEST = """
    SELECT max(earlier.id) FROM exchanges AS this
    JOIN exchanges AS earlier USING (request_id)
    WHERE this.id = ? AND this.request_id <> '' AND earlier.id < this.id
"""


class Store:
    """An open history file; one thread at a time.

    `refusal` says why nothing can be recorded, and is empty where something can.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, refusal: str = "") -> None:
        self.path = path
        self.refusal = refusal
        self.connection = connection
        self._place = os.fspath(path)
        self._identity = _identity(self._place)

    @cached_property
    def _compress(self) -> Callable[[bytes], bytes]:
        import zstandard

        # One for all bodies: to set it up takes longer than to compress a usual body. Level 3
        # would make texts smaller by a thirtieth, and take a quarter longer.
        return zstandard.ZstdCompressor(level=1).compress

    @property
    def is_current(self) -> bool:
        """Whether the file is still the one at its path: what was moved away is not written to."""
        return self._identity is not None and _identity(self._place) == self._identity

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Do all of what is written inside, or nothing of it."""
        execute = self.connection.execute
        execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
            execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):  # a full disk rolls back by itself
                execute("ROLLBACK")
            raise

    def insert(self, row: Row) -> int:
        """Insert a row and its bodies in one transaction; return its id."""
        received, sent = self._made_small(row.response_body), self._made_small(row.request_body)
        digests = tuple(body and body.sha256 for body in (received, sent))
        traits = row.traits
        with self.transaction() as connection:
            known_received, known_sent, latest = connection.execute(_KNOWN, digests).fetchone()
            response_body = known_received or self._inserted(received)
            if digests[0] == digests[1]:
                known_sent = response_body
            changed = is_changed(connection, traits, response_body)
            values = (
                *row.columns.values(),
                series_of(connection, traits, changed=changed),
                traits.call,
                max(row.started_at, latest),
                known_sent or self._inserted(sent),
                response_body,
            )
            row_id = connection.execute(_INSERT_ROW, values).lastrowid
        assert row_id is not None, "an insert has an id"
        return row_id

    def _made_small(self, body: StoredBody | None) -> StoredBody | None:
        """Compress a large body before the file is locked for it, unless it is there already."""
        if body is None or body.size < _LARGE:
            return body
        if self.connection.execute(_FIND_BODY, (body.sha256,)).fetchone():
            return body
        return body.compressed(self._compress)

    def _inserted(self, body: StoredBody | None) -> int | None:
        if body is None:
            return None
        kept = body.compressed(self._compress)
        values = (kept.sha256, kept.size, kept.encoding, kept.data)
        return self.connection.execute(_INSERT_BODY, values).lastrowid

    def find(self, exchange_id: int) -> tuple[bytes, StoredBody | None, StoredBody | None] | None:
        """Return a row's document and its two bodies, or None where there is no such row."""
        found = self.connection.execute(
            "SELECT document, request_body, response_body FROM exchanges WHERE id = ?",
            (exchange_id,),
        ).fetchone()
        if found is None:
            return None
        document, request_body, response_body = found
        return document, self._find_body(request_body), self._find_body(response_body)

    def _find_body(self, body_id: int | None) -> StoredBody | None:
        found = self.connection.execute(
            "SELECT sha256, size, encoding, data FROM bodies WHERE id = ?", (body_id,)
        ).fetchone()
        return None if found is None else StoredBody(*found)

    def before(self, exchange_id: int) -> int | None:
        """Return the id of the newest row before one of its call, else of its request, if any."""
        for statement in (_BEFORE, _BEFORE_OF_REQUEST):
            found = self.connection.execute(statement, (exchange_id,)).fetchone()
            if found is not None and found[0] is not None:
                return int(found[0])
        return None

    def paths_of(self, request_id: str) -> tuple[str, ...]:
        """Return the files that a request was sent from, in the order of their first use."""
        found = self.connection.execute(
            "SELECT request_path FROM exchanges WHERE request_id = ? GROUP BY 1 ORDER BY min(id)",
            (request_id,),
        )
        return tuple(path for (path,) in found)

    def close(self) -> None:
        """Close the file."""
        self.connection.close()


def _identity(place: str) -> tuple[int, int] | None:
    try:
        status = os.stat(place)  # noqa: PTH116 - before each use of the file: this takes half as long
    except OSError:
        return None
    return status.st_dev, status.st_ino
