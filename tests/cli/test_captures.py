"""Captures through `send`: a login, its token, and the call that needs it, in one command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Cli, Server, respond

from endpoint_explorer.demo.process import DemoServer

DEMO = Path(__file__).parents[2] / "collections" / "demo"
SECRET = "tok-0123456789-abcdef"


@pytest.fixture
def shop(home: Path, server: Server) -> Path:
    """A collection whose first request captures, and whose second uses it."""
    folder = Path.cwd() / "collections" / "shop"
    folder.mkdir(parents=True)
    (folder / "collection.toml").write_text(f'format = 1\nbase_url = "{server.url}"\n')
    (folder / "first.toml").write_text(
        'id = "1"\nmethod = "GET"\nurl = "/"\n'
        "[captures]\ntoken = 'jsonpath \"$.token\"'\nuser_id = 'jsonpath \"$.id\"'\n"
        "none = 'jsonpath \"$.items[*]\"'\nbad = 'jsonpat'\n"
    )
    (folder / "second.toml").write_text(
        'id = "2"\nmethod = "GET"\nurl = "/users/{{user_id}}"\n[headers]\nX-Key = "{{token}}"\n'
    )
    body = f'{{"token": "{SECRET}", "id": 12345678901234567890, "items": [1, 2]}}'
    server.answer = respond(body.encode(), "application/json")
    return folder


def documents(text: str) -> list[dict[str, Any]]:
    decoder, found, at = json.JSONDecoder(), [], 0
    text = text.strip()
    while at < len(text):
        document, at = decoder.raw_decode(text, at)
        found.append(document)
        at += len(text[at:]) - len(text[at:].lstrip())
    return found


def test_login_token_and_call_in_one_command(cli: Cli, demo_server: DemoServer) -> None:
    login, call = (str(DEMO / "auth" / name) for name in ("log-in", "who-am-i-by-token"))
    told = cli("send", login, call, "--no-cookies", "--var", f"server={demo_server.base_url}")
    assert told.code == 0, told.err
    assert [one.get("scheme") for one in documents(told.text)] == [None, "Bearer"]


def test_what_was_captured_is_used_with_all_its_digits(
    cli: Cli, shop: Path, server: Server
) -> None:
    told = cli("send", "shop/first", "shop/second")
    assert told.code == 0, told.err
    sent = server.requests[-1].decode()
    assert "GET /users/12345678901234567890 " in sent
    assert f"X-Key: {SECRET}" in sent


def test_faults_are_said_on_stderr(cli: Cli, shop: Path) -> None:
    told = cli("send", "shop/first")
    assert told.code == 0
    assert "none was not captured: 2 matches, where one is wanted" in told.err
    assert "bad was not captured: column 1: no query is called 'jsonpat'" in told.err


def test_json_has_the_captures_and_no_secret(cli: Cli, shop: Path, home: Path) -> None:
    told = cli("send", "shop/first", "shop/second", "--json")
    first, second = documents(told.text)
    assert first["captures"][:2] == [
        {"name": "token", "value": "••••••", "secret": True, "fault": ""},
        {"name": "user_id", "value": "12345678901234567890", "secret": False, "fault": ""},
    ]
    assert [one["value"] for one in first["captures"][2:]] == [None, None]
    assert '"token": "{{token}}"' in first["response"]["body"]
    assert ["X-Key", "{{token}}"] in second["request"]["headers"]
    assert SECRET not in told.text + told.err
    for file in home.rglob("*"):
        assert not file.is_file() or SECRET.encode() not in file.read_bytes(), file
    shown = documents(cli("history", "show", str(first["id"]), "--json").text)
    assert shown[0]["captures"] == first["captures"]


def test_a_partial_or_failed_answer_is_not_looked_into(
    cli: Cli, shop: Path, server: Server
) -> None:
    server.answer = respond(b'{"token": "x"', "application/json", extra="Content-Length: 999\r\n")
    told = cli("send", "shop/first", "shop/second")
    assert told.code == 4
    assert "captured" not in told.err
    assert len(server.requests) == 1, "the first failure ends it"


def test_a_captured_value_is_no_template(
    cli: Cli, shop: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answer = respond(b'{"token": "{{user_id}}", "id": 7}', "application/json")
    cli("send", "shop/first", "shop/second")
    assert "X-Key: {{user_id}}" in server.requests[-1].decode()


def test_options_for_one_request_are_refused_for_several(cli: Cli, shop: Path) -> None:
    told = cli("send", "shop/first", "shop/second", "-q", "a=1")
    assert told.code == 2
    assert "single request" in told.err


def test_a_captured_cookie_is_a_secret_whatever_it_is_called(
    cli: Cli, shop: Path, server: Server
) -> None:
    (shop / "third.toml").write_text(
        'id = "3"\nmethod = "GET"\nurl = "/"\n\n[[captures]]\nname = "crumb"\n'
        'query = \'cookie "sid"\'\n\n[[captures]]\nname = "path"\n'
        "query = 'cookie \"sid[Path]\"'\n\n[[captures]]\nname = \"off\"\nquery = 'status'\n"
        "enabled = false\n\n[[captures]]\nname = \"pin\"\nquery = 'body'\nsecret = true\n"
    )
    server.answer = respond(b"123", "text/plain", extra=f"Set-Cookie: sid={SECRET}; Path=/x\r\n")
    told = cli("send", "shop/third", "--json")
    captures = {one["name"]: one["value"] for one in documents(told.text)[0]["captures"]}
    assert captures == {"crumb": "••••••", "path": "/x", "pin": "••••••"}
    assert SECRET not in told.text + told.err
    assert "the secret pin has fewer than 4 characters" in told.err
