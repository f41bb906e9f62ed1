"""Where a row of the history belongs: its endpoint, its series, and whether its body changed."""

from __future__ import annotations

import sqlite3
from hashlib import blake2b

import msgspec

from endpoint_explorer.model.endpoint import Endpoint, endpoint_of

_FIND_ENDPOINT = "SELECT id, route FROM endpoints WHERE shape = ? AND method = ? AND host = ?"
_INSERT_ENDPOINT = "INSERT INTO endpoints (shape, method, host, route) VALUES (?, ?, ?, ?)"
_FIND_SERIES = """
    SELECT series.id, route FROM endpoints JOIN series ON endpoint = endpoints.id
    WHERE shape = ? AND method = ? AND host = ? AND status = ? AND environment = ?
    AND collection = ? AND failure_kind = ? AND changed = ?
"""
_INSERT_SERIES = """
    INSERT INTO series (endpoint, status, environment, collection, failure_kind, changed)
    VALUES (?, ?, ?, ?, ?, ?)
"""
_BODY_BEFORE = """
    SELECT exchanges.response_body FROM exchanges JOIN series ON series.id = exchanges.series
    WHERE exchanges.call = ? AND series.status > 0 ORDER BY exchanges.id DESC LIMIT 1
"""
_ROWS_OF_1 = """
    SELECT exchanges.id, started_at, nullif(response_body, ?) AS response_body,
        ifnull(sha256, x''), method, url, route, collection, environment, status, failure_kind
    FROM exchanges LEFT JOIN bodies ON bodies.id = request_body AND bodies.size
    ORDER BY exchanges.id
"""
_TRAITS_OF_1 = (
    "body",
    "method",
    "url",
    "route",
    "collection",
    "environment",
    "status",
    "failure_kind",
)
_FIND_EMPTY = "SELECT id FROM bodies WHERE size = 0"
_COPY_ROW = """
    INSERT INTO rows_of_2 (id, series, call, latest, started_at, url, status, reason, duration,
        size, request_id, request_name, request_path, request_body, response_body, document)
    SELECT id, ?, ?, ?, started_at, url, status, reason, duration,
        size, request_id, request_name, request_path, request_body, ?, document
    FROM exchanges WHERE id = ?
"""
_WITH_BODY = """
    SELECT exchanges.id, endpoints.method, exchanges.url, sha256
    FROM exchanges JOIN bodies ON bodies.id = request_body AND bodies.size
    JOIN series ON series.id = exchanges.series JOIN endpoints ON endpoints.id = endpoint
"""
_COUNT_SERIES = """
    UPDATE series SET (count, last) =
        (SELECT count(*), ifnull(max(id), 0) FROM rows_of_2 WHERE rows_of_2.series = series.id)
"""


class Traits(msgspec.Struct, frozen=True):
    """What field filters tell exchanges apart by, but for whether the body changed.

    `status` is 0 where no response came, and below 0 where it did not come whole. `call` is a
    number for method, URL and body.
    """

    endpoint: Endpoint
    collection: str
    environment: str
    status: int
    failure_kind: str
    call: int


def traits_of(
    *,
    body: bytes,
    method: str,
    url: str,
    route: str,
    collection: str,
    environment: str,
    status: int | None,
    failure_kind: str,
) -> Traits:
    """Return the traits of an exchange; the texts are such as SQLite takes.

    `body` is the hash of what was sent, empty where nothing was.
    """
    return Traits(
        endpoint_of(method, url, route),
        collection,
        environment,
        -abs(status or 0) if failure_kind else status or 0,
        failure_kind,
        _number_of(f"{method} {url}", body),
    )


def is_changed(connection: sqlite3.Connection, traits: Traits, body: int | None) -> bool:
    """Say whether a complete response has another body than the one before it had."""
    if traits.status <= 0:
        return False
    found = connection.execute(_BODY_BEFORE, (traits.call,)).fetchone()
    return found is not None and found[0] != body


def series_of(connection: sqlite3.Connection, traits: Traits, *, changed: bool) -> int:
    """Return the id of a series, made where there is none."""
    endpoint = traits.endpoint
    key = (endpoint.shape, endpoint.method, endpoint.host)
    rest = (
        traits.status,
        traits.environment,
        traits.collection,
        traits.failure_kind,
        changed,
    )
    found = connection.execute(_FIND_SERIES, (*key, *rest)).fetchone()
    if found is not None and (found[1] == endpoint.route or not endpoint.is_written):
        return int(found[0])
    endpoint_id = _endpoint_id(connection, endpoint)
    return int(found[0]) if found else _insert(connection, _INSERT_SERIES, (endpoint_id, *rest))


def classify_rows(connection: sqlite3.Connection) -> None:
    """Copy the rows of version 1 to the table of version 2, the oldest first, with what is new."""
    latest = 0.0
    bodies: dict[int, int | None] = {}
    empty = connection.execute(_FIND_EMPTY).fetchone()
    for number, started_at, body, *told in connection.execute(_ROWS_OF_1, empty or (None,)):
        traits = traits_of(**dict(zip(_TRAITS_OF_1, told, strict=True)))
        changed = traits.status > 0 and bodies.get(traits.call, body) != body
        if traits.status > 0:
            bodies[traits.call] = body
        latest = max(latest, started_at)
        series = series_of(connection, traits, changed=changed)
        connection.execute(_COPY_ROW, (series, traits.call, latest, body, number))
    connection.execute(_COUNT_SERIES)


def number_calls(connection: sqlite3.Connection) -> None:
    """Give the calls with a body the number that one of the same body has."""
    for row_id, method, url, body in connection.execute(_WITH_BODY).fetchall():
        call = _number_of(f"{method} {url}", body)
        connection.execute("UPDATE exchanges SET call = ? WHERE id = ?", (call, row_id))


def _endpoint_id(connection: sqlite3.Connection, endpoint: Endpoint) -> int:
    key = (endpoint.shape, endpoint.method, endpoint.host)
    found = connection.execute(_FIND_ENDPOINT, key).fetchone()
    if found is None:
        return _insert(connection, _INSERT_ENDPOINT, (*key, endpoint.route))
    endpoint_id, route = found
    if endpoint.is_written and endpoint.route != route:
        connection.execute(
            "UPDATE endpoints SET route = ? WHERE id = ?", (endpoint.route, endpoint_id)
        )
    return int(endpoint_id)


def _insert(connection: sqlite3.Connection, statement: str, values: tuple[object, ...]) -> int:
    row_id = connection.execute(statement, values).lastrowid
    assert row_id is not None, "an insert has an id"
    return row_id


def _number_of(text: str, body: bytes) -> int:
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=8, key=body).digest()
    return int.from_bytes(digest, signed=True)
