from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.cli.conftest import Cli, Server, respond

from endpoint_explorer.cli.document import EXCHANGE_SHAPE, ROW_SHAPE, dump, timestamp

TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=30)


def shape(value: Any) -> Any:
    """Return the types of a document, by key."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


EXCHANGE = {
    "id": "int",
    "started_at": "str",
    "request": {
        "method": "str",
        "url": "str",
        "headers": [["str"]],
        "body": "str",
        "body_encoding": "str",
        "size": "int",
    },
    "saved_as": {
        "file": "str",
        "id": "str",
        "name": "str",
        "collection": "str",
        "environment": "str",
    },
    "response": {
        "status": "int",
        "reason": "str",
        "http_version": "str",
        "headers": [["str"]],
        "body": "str",
        "body_encoding": "str",
        "size": "int",
        "wire_size": "int",
        "expected_size": "int",
        "complete": "bool",
        "notes": [],
    },
    "timings": {
        "dns": "NoneType",
        "connect": "float",
        "tls": "NoneType",
        "send": "float",
        "first_byte": "float",
        "download": "float",
        "total": "float",
    },
    "hops": [],
    "remote_address": "str",
    "proxy": "NoneType",
    "certificate": "NoneType",
    "captures": [],
    "failure": "NoneType",
}


def test_the_shape_of_an_exchange_is_what_help_says(cli: Cli, server: Server) -> None:
    server.answer = respond(b'{"a": 1}', extra="X-A: 1\r\nX-A: 2\r\n")
    document = json.loads(cli("send", server.url, "-d", "x=1", "--json").out)
    assert shape(document) == EXCHANGE
    assert document == json.loads(cli("history", "show", "1", "--json").out)
    assert document["request"]["body"] == "x=1"
    response = document["response"]
    assert (response["body"], response["body_encoding"], response["size"]) == (
        '{"a": 1}',
        "utf-8",
        8,
    )
    assert [pair for pair in response["headers"] if pair[0] == "X-A"] == [
        ["X-A", "1"],
        ["X-A", "2"],
    ]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", document["started_at"])
    for key in (*EXCHANGE, *EXCHANGE["request"], *EXCHANGE["response"], *EXCHANGE["timings"]):
        assert re.search(rf"\b{key}\b", EXCHANGE_SHAPE), key


def test_a_binary_body_is_base64(cli: Cli, server: Server) -> None:
    server.answer = respond(b"\xff\x00", "image/png")
    response = json.loads(cli("send", server.url, "--json").out)["response"]
    assert (response["body"], response["body_encoding"]) == ("/wA=", "base64")


def test_a_failure_is_a_document_too(cli: Cli) -> None:
    outcome = cli("send", "http://127.0.0.1:1/", "--json")
    document = json.loads(outcome.out)
    assert outcome.code == 4
    assert document["response"] is None
    failure = document["failure"]
    assert set(failure) == {"kind", "message", "hint", "host", "phase"}
    assert (failure["kind"], failure["phase"]) == ("connect", "connect")


def test_redirects_are_hops(cli: Cli, server: Server) -> None:
    target = Server()
    server.answer = respond(b"", status="307 Go", extra=f"Location: {target.url}/x\r\n")
    document = json.loads(cli("send", server.url, "-H", "Authorization: Bearer a", "--json").out)
    target.close()
    (hop,) = document["hops"]
    assert hop["status"] == 307
    assert hop["location"] == f"{target.url}/x"
    assert "Authorization" in hop["dropped"]


def test_the_rows_of_the_history(cli: Cli, server: Server) -> None:
    cli("send", "DELETE", server.url)
    cli("send", "http://127.0.0.1:1/")
    outcome = cli("history", "list", "--json")
    failed, succeeded = json.loads(outcome.out)
    assert shape(succeeded) == {
        "id": "int",
        "started_at": "str",
        "method": "str",
        "url": "str",
        "status": "int",
        "reason": "str",
        "failure": "NoneType",
        "duration": "float",
        "size": "int",
        "request_id": "str",
        "request_name": "str",
        "environment": "str",
        "route": "str",
        "changed": "bool",
        "pinned": "bool",
        "note": "str",
    }
    assert (failed["id"], failed["status"], failed["failure"]) == (2, None, "connect")
    assert (succeeded["method"], succeeded["status"], succeeded["size"]) == ("DELETE", 200, 2)
    assert all(key in ROW_SHAPE for key in succeeded)


def test_a_document_is_never_written_in_part(cli: Cli, server: Server) -> None:
    """What cannot be resolved is no exchange: nothing on stdout, the reason on stderr."""
    outcome = cli("send", f"{server.url}/{{{{nothing}}}}", "--json")
    assert (outcome.code, outcome.out) == (2, b"")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "1970-01-01T00:00:00.000Z"),
        (1_700_000_000.1234, "2023-11-14T22:13:20.123Z"),
        (1_700_000_000.9999, "2023-11-14T22:13:21.000Z"),
    ],
)
def test_times_are_in_utc_to_the_millisecond(seconds: float, text: str) -> None:
    assert timestamp(seconds) == text


@given(TEXT, st.booleans())
@example("\udcff", False)
def test_any_text_comes_back_from_json(text: str, ascii_only: bool) -> None:
    data = dump({"text": text}, ascii_only=ascii_only)
    # Two halves of a pair that stand side by side are one character in JSON.
    expected = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    assert json.loads(data) == {"text": expected}


@given(TEXT)
def test_a_document_for_a_terminal_has_printable_ascii_only(text: str) -> None:
    data = dump({"text": text}, ascii_only=True).decode("ascii")
    assert all(line.isprintable() for line in data.splitlines())


def test_the_shape_is_in_the_help(cli: Cli) -> None:
    assert EXCHANGE_SHAPE.strip() in cli("send", "--help").text
    assert ROW_SHAPE.strip() in cli("history", "list", "--help").text


def test_home_is_private(cli: Cli, server: Server, home: Path) -> None:
    cli("send", server.url)
    assert home.joinpath("state").stat().st_mode & 0o077 == 0
