from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import msgspec

from endpoint_explorer.model.exchange import (
    Exchange,
    Failure,
    Hop,
    Response,
    Timings,
    WireRequest,
)
from endpoint_explorer.model.request import Field, Request
from endpoint_explorer.storage.history import History
from endpoint_explorer.storage.history.rows import to_row
from endpoint_explorer.storage.history.schema import MIGRATIONS

REQUEST = Request(id="r1", name="Get", url="/users/{id}", headers=(Field("X", "{{token}}"),))
EXCHANGE = Exchange(
    wire=WireRequest(
        method="POST",
        url="http://127.0.0.1:8765/users/25?a=1",
        headers=(("Host", "127.0.0.1"), ("X", "1"), ("X", "2")),
        body=b"\x00sent",
        body_size=5,
    ),
    response=Response(
        status=201,
        reason="Created",
        headers=(("X-Twice", "a=1"), ("X-Twice", "b=2")),
        body=b'{"id": 25}\n\xff',
        wire_size=12,
        expected_size=12,
    ),
    timings=Timings(dns=0.5, total=12.25),
    hops=(Hop(302, "GET", "http://a/", "http://b/", ("Authorization",)),),
    started_at=1_700_000_000.5,
    remote_address="127.0.0.1:8765",
    request=REQUEST,
    request_path="/c/get.toml",
    collection="/c",
    environment="local",
    overrides={"a": "1"},
)
FAILED = Exchange(
    wire=WireRequest(method="GET", url="http://h/", body=None, body_size=7),
    failure=Failure("connect", "refused", "try", "h", "connect"),
)


def numbered(number: int, request_id: str = "r1") -> Exchange:
    wire = WireRequest(method="GET", url=f"http://h/{number}")
    return Exchange(wire=wire, request=Request(id=request_id), response=Response(status=200))


def fill(path: Path, count: int = 40) -> None:
    history = History(path)
    for number in range(count):
        body = os.urandom(3000)
        exchange = msgspec.structs.replace(
            numbered(number), response=Response(status=200, body=body)
        )
        history.record(exchange)
    history.close()


def write_version_1(path: Path, exchanges: Sequence[Exchange]) -> None:
    """Write a file as the first version of the program did."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode = WAL")
        for step in MIGRATIONS[0]:
            assert isinstance(step, str)
            connection.execute(step)
        connection.execute("PRAGMA user_version = 1")
        for exchange in exchanges:
            _insert_version_1(connection, exchange)


def _insert_version_1(connection: sqlite3.Connection, exchange: Exchange) -> None:
    row = to_row(exchange)
    response, wire = exchange.response, exchange.wire
    bodies = (wire.body, response.body if response else None)
    connection.execute(
        f"INSERT INTO exchanges VALUES (NULL{', ?' * 18})",
        (
            row.columns["started_at"],
            wire.method,
            wire.url,
            row.traits.endpoint.host,
            exchange.request.url if exchange.request else "",
            row.columns["status"],
            row.columns["reason"],
            row.traits.failure_kind,
            row.columns["duration"],
            row.columns["size"],
            exchange.environment,
            exchange.collection,
            *(row.columns[name] for name in ("request_id", "request_name", "request_path")),
            *(_body_of_1(connection, body) for body in bodies),
            row.columns["document"],
        ),
    )


def _body_of_1(connection: sqlite3.Connection, body: bytes | None) -> int | None:
    if body is None:
        return None
    digest = sha256(body).digest()
    connection.execute(
        "INSERT OR IGNORE INTO bodies (sha256, size, encoding, data) VALUES (?, ?, 'raw', ?)",
        (digest, len(body), body),
    )
    found = connection.execute("SELECT id FROM bodies WHERE sha256 = ?", (digest,)).fetchone()
    return int(found[0])
