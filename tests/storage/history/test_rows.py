from __future__ import annotations

import json
import math
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest

from endpoint_explorer.model.exchange import Exchange, OmittedBody, Timings, WireRequest
from endpoint_explorer.model.network import Certificate
from endpoint_explorer.model.request import Capture, Options, Request
from endpoint_explorer.storage.history import History
from endpoint_explorer.storage.history.rows import to_exchange, to_row

WHOLE = Exchange(
    wire=WireRequest(method="GET", url="http://h/"),
    timings=Timings(),
    certificate=Certificate(subject="CN=a", issuer="CN=b", not_before=0.0, not_after=1.0),
    request=Request(options=Options()),
)


def number_fields(held: msgspec.Struct, *path: str) -> Iterator[tuple[str, ...]]:
    """Yield the path of each field of an exchange, and of what it holds, that may be a float."""
    for field in msgspec.structs.fields(held):
        value = getattr(held, field.name)
        if isinstance(value, msgspec.Struct):
            yield from number_fields(value, *path, field.name)
        elif "float" in str(field.type):
            yield (*path, field.name)


def with_field(held: Any, path: tuple[str, ...], value: object) -> Any:
    name, *rest = path
    if rest:
        value = with_field(getattr(held, name), tuple(rest), value)
    return msgspec.structs.replace(held, **{name: value})


def kept(exchange: Exchange) -> Exchange:
    document = to_row(exchange).columns["document"]
    assert isinstance(document, bytes)
    return to_exchange(1, document, None, None)


@pytest.mark.parametrize("path", number_fields(WHOLE), ids=".".join)
@pytest.mark.parametrize("number", [math.inf, math.nan])
def test_what_is_no_finite_number_is_kept_as_it_is(path: tuple[str, ...], number: float) -> None:
    found: Any = kept(with_field(WHOLE, path, number))
    for name in path:
        found = getattr(found, name)
    assert str(found) == str(number)


def test_half_a_surrogate_pair_and_a_large_integer_are_kept_as_they_are() -> None:
    exchange = with_field(WHOLE, ("wire", "url"), "http://h/\ud800")
    exchange = with_field(exchange, ("request", "options", "max_body"), 2**70)
    assert kept(exchange) == msgspec.structs.replace(exchange, id=1)


def test_captures_of_an_older_version_keep_their_queries() -> None:
    request = {"captures": [{"name": "a", "value": "status"}, {"name": "b", "query": "body"}]}
    document = {"wire": {"method": "GET", "url": "http://h/"}, "request": request}
    found = to_exchange(1, json.dumps(document).encode(), None, None).request
    assert found is not None
    assert found.captures == (Capture("a", "status"), Capture("b", "body"))


def test_request_body_that_was_too_large_is_named_with_size_and_hash(tmp_path: Path) -> None:
    omitted = OmittedBody(60_000_000, sha256(b"x").hexdigest())
    wire = WireRequest(
        method="PUT", url="http://h/", body=None, body_size=60_000_000, omitted=omitted
    )
    history = History(tmp_path / "history.sqlite")
    found = history.get(history.record(Exchange(wire=wire)))
    history.close()
    assert found.wire == wire
