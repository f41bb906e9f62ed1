from __future__ import annotations

import os
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
