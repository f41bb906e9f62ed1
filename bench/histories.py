"""Histories to measure with: recorded in small, then multiplied by SQL, which takes no minutes."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from itertools import product
from pathlib import Path

from endpoint_explorer.model.exchange import (
    Exchange,
    Failure,
    Headers,
    Response,
    Timings,
    WireRequest,
)
from endpoint_explorer.model.request import Field, Request
from endpoint_explorer.model.secret import Secret
from endpoint_explorer.storage.history import History

NOW = 1_780_000_000.0
"""When the newest exchange was sent, in epoch seconds."""

HOSTS = ("api.example.com", "staging.example.com")
ROUTES = ("/users/{id}", "/users", "/orders/{id}/items", "/search", "/login")
STATUSES = (200, 404, 503)
ENVIRONMENTS = ("production", "staging")

_TOKEN = "tok_3f9a8c7b6d5e4f3a2b1c"
_MULTIPLY = """
    WITH RECURSIVE counting (n) AS (
        SELECT 0 UNION ALL SELECT n + 1 FROM counting WHERE n + 1 < :more
    )
    INSERT INTO exchanges (series, call, started_at, latest, url, status, reason, duration, size,
        request_id, request_name, request_path, request_body, response_body, pinned, note, document)
    SELECT series, n % 50000, :start + n, :start + n, url || '?n=' || n, status, reason,
        n % 997, size, request_id, request_name, request_path, request_body, response_body,
        n % 29 = 0, CASE WHEN n % 31 = 0 THEN 'look at ' || n ELSE '' END, document
    FROM counting JOIN exchanges ON id = 1 + n % :recorded
"""
_INSERT_FOUND = """
    INSERT INTO exchanges (series, call, started_at, latest, url, status, reason, duration, size,
        request_id, request_name, request_path, request_body, response_body, document)
    SELECT series, :n, :start + :n, :start + :n, url, status, reason, duration, size,
        request_id, request_name, request_path, request_body, :body, document
    FROM exchanges WHERE id = 1
"""
_COUNT = """
    UPDATE series SET (count, last) =
        (SELECT count(*), max(id) FROM exchanges WHERE exchanges.series = series.id)
"""


def usual_exchange(number: int) -> Exchange:
    """Return an exchange of 20 KB of JSON, with a secret in its head, as programs send them."""
    randomly = random.Random(number)
    items = [
        {
            "id": randomly.randrange(10**6),
            "name": "".join(randomly.choices("abcdefghij klmnop", k=20)),
            "price": round(randomly.uniform(1, 999), 2),
            "is_active": True,
            "created_at": f"2026-11-{randomly.randrange(1, 29):02}T00:00:00Z",
        }
        for _ in range(170)
    ]
    headers: Headers = (
        ("Content-Type", "application/json"),
        ("Date", "Mon, 23 Nov 2026 08:00:00 GMT"),
        ("Server", "uvicorn"),
        ("X-Request-Id", f"{number:032x}"),
    )
    return Exchange(
        wire=WireRequest(
            method="GET",
            url=f"https://api.example.com/v1/users/{number}?page=1",
            headers=(("Host", "api.example.com"), ("Authorization", f"Bearer {_TOKEN}")),
        ),
        response=Response(
            status=200, reason="OK", headers=headers, body=json.dumps(items).encode()[:20_000]
        ),
        timings=Timings(dns=0.4, connect=1.1, tls=3.2, first_byte=20.0, total=31.5),
        started_at=NOW + number,
        remote_address="127.0.0.1:443",
        request=Request(
            id="r1",
            name="Get a user",
            url="/users/{id}",
            headers=(Field("Authorization", "Bearer {{token}}"),),
        ),
        request_path="/collections/api/get-user.toml",
        collection="/collections/api",
        environment="production",
        secrets=(Secret("token", "env:TOKEN", _TOKEN),),
    )


def fill(path: Path, rows: int) -> None:
    """Make a history of so many rows, of every kind that filters tell apart."""
    with closing(History(path)) as history:
        recorded = max(map(history.record, _of_every_kind()))
    with _without_counting(path) as connection:
        more = {"more": rows - recorded, "start": NOW - rows, "recorded": recorded}
        connection.execute(_MULTIPLY, more)


def fill_with_words(path: Path, rows: int) -> None:
    """Make a history with the index of its words."""
    with closing(History(path)) as history:
        history.record(_exchange("/search", status=200))
        history.index()
    randomly = random.Random(1)
    texts = [(number, _words(randomly)) for number in range(2, rows + 1)]
    with _without_counting(path) as connection:
        for number, text in texts:
            body = connection.execute(
                "INSERT INTO bodies (sha256, size, encoding, data) VALUES (?, ?, 'raw', ?)",
                (sha256(f"{number} {text}".encode()).digest(), len(text), text.encode()),
            ).lastrowid
            connection.execute(_INSERT_FOUND, {"n": number, "start": NOW - rows, "body": body})
        # As `History.index` leaves it, which would take a minute.
        connection.executemany(
            "INSERT INTO words (rowid, url, headers, body) VALUES (?, '', '', ?)", texts
        )
        connection.execute("UPDATE words_known SET indexed_to = ?", (rows,))


def _words(randomly: random.Random) -> str:
    """Return 30 words, some of which are in every tenth text and others in one of thousands."""
    return " ".join(f"w{int(randomly.paretovariate(0.4)) % 100_003}" for _ in range(30))


def _of_every_kind() -> Iterator[Exchange]:
    for host, route, environment, status in product(HOSTS, ROUTES, ENVIRONMENTS, STATUSES):
        for body in (b"one", b"another"):  # the second is a changed one
            yield _exchange(route, host=host, environment=environment, status=status, body=body)
    for host, route in product(HOSTS, ROUTES):
        yield _exchange(route, host=host, kind="timeout")
        yield _exchange(route, host=host, status=200, kind="connection-broken")
        yield _exchange(route, host=host, kind="cancelled")


def _exchange(
    route: str,
    *,
    host: str = HOSTS[0],
    environment: str = ENVIRONMENTS[0],
    status: int = 0,
    body: bytes = b"",
    kind: str = "",
) -> Exchange:
    method = "POST" if route == "/login" else "GET"
    url = f"https://{host}{route.replace('{id}', '25')}?s={status}&e={environment}"
    return Exchange(
        wire=WireRequest(method=method, url=url),
        response=Response(status=status, body=body) if status else None,
        failure=Failure(kind, "no answer") if kind else None,
        started_at=NOW - 10**8,
        request=Request(id=route.strip("/").partition("/")[0], url=route),
        collection=f"/collections/{host.partition('.')[0]}",
        environment=environment,
    )


@contextmanager
def _without_counting(path: Path) -> Iterator[sqlite3.Connection]:
    """Insert without the trigger that counts, and count once at the end."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA synchronous = OFF")
        (trigger,) = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'exchange_added'"
        ).fetchone()
        connection.execute("DROP TRIGGER exchange_added")
        yield connection
        connection.execute(_COUNT)
        connection.execute(trigger)
