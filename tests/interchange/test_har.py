from __future__ import annotations

import base64
import json
import math
from datetime import datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.interchange.har import entry, write_har
from endpoint_explorer.model.exchange import (
    Exchange,
    Failure,
    Hop,
    OmittedBody,
    Response,
    Timings,
    WireRequest,
)
from endpoint_explorer.model.request import Request

EXCHANGE = Exchange(
    wire=WireRequest(
        method="POST",
        url="https://api.example.com/users?page=2&q=a%20b&empty=",
        headers=(("Content-Type", "application/json"), ("Cookie", "sid=••••; theme=••••")),
        body=b'{"a": 1}',
        body_size=8,
    ),
    response=Response(
        status=201,
        reason="Created",
        http_version="HTTP/2",
        headers=(
            ("content-type", "application/json"),
            ("Set-Cookie", "sid=••••; Path=/; Secure; Expires=Wed, 21 Oct 2026 07:28:00 GMT"),
            ("Set-Cookie", "b=••••; HttpOnly; SameSite=Lax; Domain=example.com"),
        ),
        body='{"name": "Ä"}'.encode(),
        wire_size=10,
    ),
    timings=Timings(dns=1.5, connect=2, tls=3, send=0.5, first_byte=10, download=1, total=20),
    started_at=1_700_000_000.25,
    remote_address="[::1]:443",
    request=Request(name="Create user"),
    environment="staging",
    id=7,
)

NUMBER = (int, float)
REQUIRED: dict[str, Any] = {
    "startedDateTime": str,
    "time": NUMBER,
    "request": {
        "method": str,
        "url": str,
        "httpVersion": str,
        "cookies": list,
        "headers": list,
        "queryString": list,
        "headersSize": int,
        "bodySize": int,
    },
    "response": {
        "status": int,
        "statusText": str,
        "httpVersion": str,
        "cookies": list,
        "headers": list,
        "content": {"size": int, "mimeType": str},
        "redirectURL": str,
        "headersSize": int,
        "bodySize": int,
    },
    "cache": dict,
    "timings": {"send": NUMBER, "wait": NUMBER, "receive": NUMBER},
}
"""The fields of an entry that the specification does not call optional, and their types."""

OPTIONAL: dict[str, set[str]] = {
    "": {"pageref", "serverIPAddress", "connection", "comment"},
    "request": {"postData", "comment"},
    "response": {"comment"},
    "response.content": {"compression", "text", "encoding", "comment"},
    "timings": {"blocked", "dns", "connect", "ssl", "comment"},
}


def check(found: dict[str, Any], required: dict[str, Any] = REQUIRED, place: str = "") -> None:
    """Hold a part of an entry against the specification."""
    for name, kind in required.items():
        if isinstance(kind, dict):
            check(found[name], kind, f"{place}.{name}".removeprefix("."))
        else:
            assert isinstance(found[name], kind), name
    extra = {name for name in found.keys() - required.keys() if not name.startswith("_")}
    assert extra <= OPTIONAL.get(place, set())


def check_entry(found: dict[str, Any]) -> None:
    check(found)
    assert datetime.fromisoformat(found["startedDateTime"]).tzinfo is not None
    for pair in (
        *found["request"]["headers"],
        *found["response"]["headers"],
        *found["request"]["queryString"],
        *found["request"]["cookies"],
        *found["response"]["cookies"],
    ):
        assert isinstance(pair["name"], str)
        assert isinstance(pair["value"], str)
    if "postData" in found["request"]:
        assert {"mimeType", "params", "text"} <= found["request"]["postData"].keys()
    timings = {k: v for k, v in found["timings"].items() if v != -1 and k != "ssl"}
    assert math.isclose(found["time"], sum(timings.values()), abs_tol=0.01)


def test_an_entry_says_what_was_sent_and_what_came() -> None:
    found = entry(EXCHANGE)
    check_entry(found)
    assert found["startedDateTime"] == "2023-11-14T22:13:20.250Z"
    assert found["serverIPAddress"] == "::1"
    assert found["comment"] == "Create user"
    assert found["request"]["httpVersion"] == "HTTP/2"
    assert found["request"]["queryString"] == [
        {"name": "page", "value": "2"},
        {"name": "q", "value": "a b"},
        {"name": "empty", "value": ""},
    ]
    assert found["request"]["postData"] == {
        "mimeType": "application/json",
        "params": [],
        "text": '{"a": 1}',
    }
    assert found["response"]["content"] == {
        "size": 14,
        "compression": 4,
        "mimeType": "application/json",
        "text": '{"name": "Ä"}',
    }
    assert found["response"]["bodySize"] == 10


def test_cookies_are_masked_as_the_history_has_them() -> None:
    found = entry(EXCHANGE)
    assert found["request"]["cookies"] == [
        {"name": "sid", "value": "••••"},
        {"name": "theme", "value": "••••"},
    ]
    assert found["response"]["cookies"] == [
        {
            "name": "sid",
            "value": "••••",
            "httpOnly": False,
            "secure": True,
            "path": "/",
            "expires": "2026-10-21T07:28:00+00:00",
        },
        {
            "name": "b",
            "value": "••••",
            "httpOnly": True,
            "secure": False,
            "sameSite": "Lax",
            "domain": "example.com",
        },
    ]


def test_the_handshake_is_part_of_connecting_and_the_rest_was_waited() -> None:
    found = entry(EXCHANGE)
    assert found["timings"] == {
        "blocked": 2.0,
        "dns": 1.5,
        "connect": 5.0,
        "ssl": 3.0,
        "send": 0.5,
        "wait": 10.0,
        "receive": 1.0,
    }
    assert found["time"] == 20.0


@pytest.mark.parametrize(
    ("body", "media_type", "encoding"),
    [
        (b"\xff\xfe", "text/plain", "base64"),
        (b"a\x00b", "application/octet-stream", "base64"),
        ("Ä".encode("latin-1"), "text/plain; charset=iso-8859-1", "base64"),
        ("Ä".encode(), "text/plain; charset=iso-8859-1", "base64"),
        ("Ä".encode(), 'text/plain; charset="UTF-8"', None),
        ("Ä".encode(), "text/plain; charset=utf8", None),
        (b"A", "text/plain; charset=iso-8859-1", None),
    ],
)
def test_what_is_no_text_is_in_base64(body: bytes, media_type: str, encoding: str | None) -> None:
    headers = (("Content-Type", media_type),)
    response = Response(status=200, headers=headers, body=body, wire_size=len(body))
    wire = WireRequest(method="PUT", url="http://h/", headers=headers, body=body, body_size=2)
    found = entry(Exchange(wire=wire, response=response))
    check_entry(found)
    content, posted = found["response"]["content"], found["request"]["postData"]
    assert content.get("encoding") == posted.get("_encoding") == encoding
    for text in (content["text"], posted["text"]):
        assert (base64.b64decode(text) if encoding else text.encode()) == body


def test_a_failure_is_an_entry_without_a_status() -> None:
    wire = WireRequest(method="GET", url="http://h/#top")
    found = entry(Exchange(wire=wire, failure=Failure("connect", "refused")))
    check_entry(found)
    assert found["response"]["status"] == 0
    assert found["response"]["_error"] == "connect: refused"
    assert found["request"]["url"] == "http://h/"


def test_bodies_that_were_too_large_say_so() -> None:
    omitted = OmittedBody(60_000_000, "0" * 64)
    wire = WireRequest(method="PUT", url="http://h/", body=None, body_size=60_000_000)
    response = Response(status=200, omitted=omitted, wire_size=60_000_000)
    found = entry(Exchange(wire=wire, response=response))
    check_entry(found)
    assert "too large" in found["response"]["content"]["comment"]
    assert found["response"]["content"]["size"] == 60_000_000
    assert "too large" in found["request"]["postData"]["comment"]


def test_redirects_and_proxies() -> None:
    hop = Hop(302, "GET", "http://a/", "http://b/")
    exchange = msgspec.structs.replace(EXCHANGE, hops=(hop,), proxy="http://127.0.0.1:1")
    found = entry(exchange)
    check_entry(found)
    assert [row["location"] for row in found["_redirects"]] == ["http://b/"]
    assert "serverIPAddress" not in found


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_document_is_json_whatever_the_number(count: int) -> None:
    document = json.loads(b"".join(write_har([EXCHANGE] * count)))
    log = document["log"]
    assert log["version"] == "1.2"
    assert log["creator"].keys() >= {"name", "version"}
    assert len(log["entries"]) == count


TEXT = st.text(max_size=8)
HEADERS = st.lists(
    st.tuples(st.sampled_from(["Cookie", "Set-Cookie", "Content-Type", "Location", "X"]), TEXT),
    max_size=4,
).map(tuple)
TIME = st.one_of(st.none(), st.floats(0, 1e6), st.just(math.nan), st.just(math.inf))


@given(
    st.builds(
        Exchange,
        wire=st.builds(
            WireRequest, method=TEXT, url=TEXT, headers=HEADERS, body=st.binary(max_size=9)
        ),
        response=st.none()
        | st.builds(
            Response,
            status=st.integers(0, 999),
            reason=TEXT,
            headers=HEADERS,
            body=st.binary(max_size=9),
        ),
        failure=st.none() | st.builds(Failure, TEXT, TEXT),
        timings=st.builds(
            Timings, dns=TIME, connect=TIME, tls=TIME, send=TIME, total=st.floats(0, 1e6)
        ),
        started_at=st.floats(-1e300, 1e300),
        remote_address=TEXT,
    )
)
def test_whatever_was_recorded_is_a_valid_entry(exchange: Exchange) -> None:
    data = b"".join(write_har([exchange]))
    assert data.isascii()
    assert not any(byte < 32 and byte != 10 for byte in data)
    (found,) = json.loads(data, parse_constant=pytest.fail)["log"]["entries"]
    check_entry(found)
