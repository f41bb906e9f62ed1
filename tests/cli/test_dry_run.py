"""`send --dry-run`: the message on stdout, nothing on the wire and nothing in the history."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from endpoint_explorer.model.secret import MASK

from .conftest import Cli, Server, on_a_terminal


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a collection with a secret in it."""
    folder = tmp_path / "work" / "collections" / "shop"
    (folder / "environments").mkdir(parents=True)
    (folder / "collection.toml").write_text('format = 1\nbase_url = "http://127.0.0.1:9"\n')
    (folder / "environments" / "default.toml").write_text('[secrets]\ntoken = "env:SHOP_TOKEN"\n')
    (folder / "get.toml").write_text(
        'method = "GET"\nurl = "/x"\n\n[headers]\nX-Key = "{{token}}"\n'
    )
    monkeypatch.setenv("SHOP_TOKEN", "hunter2-hunter2")
    return folder


def test_the_message_is_what_a_send_puts_on_the_wire(cli: Cli, server: Server) -> None:
    words = ("send", f"{server.url}/a?b=1", "-d", '{"a": 1}', "-H", "x-One: 1")
    dry = cli(*words, "--dry-run")
    assert (dry.code, dry.err, server.requests) == (0, "", [])
    assert cli(*words).code == 0
    assert server.requests == [dry.out]
    assert json.loads(cli("history", "list", "--json").out)[0]["method"] == "POST"
    assert len(json.loads(cli("history", "list", "--json").out)) == 1


def test_json_is_the_part_of_the_document(cli: Cli, server: Server) -> None:
    words = ("send", f"{server.url}/a", "-d", "text", "--json")
    dry = json.loads(cli(*words, "--dry-run").out)
    assert dry == {"request": json.loads(cli(*words).out)["request"]}


def test_secrets_are_masked(cli: Cli, shop: Path) -> None:
    shown = cli("send", "shop/get", "--dry-run")
    assert f"X-Key: {MASK}\r\n" in shown.text
    document = cli("send", "shop/get", "--dry-run", "--json")
    assert ["X-Key", "{{token}}"] in json.loads(document.out)["request"]["headers"]
    assert b"hunter2" not in shown.out + document.out


def test_the_jar_is_looked_into_unless_it_is_left_alone(cli: Cli, server: Server) -> None:
    folder = Path("collections/shop")
    folder.mkdir(parents=True)
    (folder / "collection.toml").write_text(f'format = 1\nbase_url = "{server.url}"\n')
    (folder / "get.toml").write_text('method = "GET"\nurl = "/x"\n')
    server.answer = server.answer.replace(b"\r\n\r\n", b"\r\nSet-Cookie: sid=12345\r\n\r\n", 1)
    assert cli("send", "shop/get").code == 0
    assert f"\r\nCookie: sid={MASK}\r\n" in cli("send", "shop/get", "--dry-run").text
    assert "Cookie" not in cli("send", "shop/get", "--dry-run", "--no-cookies").text
    document = json.loads(cli("send", "shop/get", "--dry-run", "--json").out)
    assert ["Cookie", f"sid={MASK}"] in document["request"]["headers"]
    assert len(server.requests) == 1


def test_what_cannot_be_resolved_is_an_error_as_in_a_send(cli: Cli, shop: Path) -> None:
    unknown = cli("send", "http://127.0.0.1:9/{{nope}}", "--dry-run")
    assert (unknown.code, unknown.out) == (2, b"")
    assert "nope" in unknown.err
    (shop / "get.toml").write_text("method = ")
    assert cli("send", "shop/get", "--dry-run").code == 3


@pytest.mark.parametrize("option", [("-o", "x"), ("--include",), ("--fail",), ("--pretty",)])
def test_options_about_an_answer_are_refused(cli: Cli, option: tuple[str, ...]) -> None:
    refused = cli("send", "http://127.0.0.1:9/", "--dry-run", *option)
    assert refused.code == 2
    assert "--dry-run" in refused.err
    assert not Path("x").exists()


def test_a_terminal_gets_lines_in_colour(server: Server) -> None:
    code, out = on_a_terminal("send", f"{server.url}/\u202e", "-d", "{}", "--dry-run")
    assert code == 0
    assert b"\x1b[34mHost\x1b[0m: 127.0.0.1" in out
    assert b"%E2%80%AE" in out
    assert b"\r" not in out
    assert server.requests == []
