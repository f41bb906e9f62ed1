"""Cookies from one `send` to the next, and out of what is recorded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Cli, Server, respond

SID = "0123456789abcdef-session"
SETS = f"Set-Cookie: sid={SID}; Path=/; HttpOnly\r\nSet-Cookie: theme=dark\r\n"


@pytest.fixture
def shop(home: Path, server: Server) -> Path:
    """A collection with one request, in ./collections."""
    folder = Path.cwd() / "collections" / "shop"
    (folder / "environments").mkdir(parents=True)
    (folder / "collection.toml").write_text(f'format = 1\nbase_url = "{server.url}"\n')
    (folder / "environments" / "staging.toml").write_text('name = "Staging"\n')
    (folder / "get.toml").write_text('id = "1"\nmethod = "GET"\nurl = "/"\n')
    (folder / "never.toml").write_text(
        'id = "2"\nmethod = "GET"\nurl = "/"\n[options]\ncookies = false\n'
    )
    server.answer = respond(f"you are {SID}, in dark".encode(), "text/plain", extra=SETS)
    return folder


def sent_cookie(server: Server) -> str:
    """Return the Cookie header of the last request."""
    lines = server.requests[-1].decode().split("\r\n")
    return next((line for line in lines if line.startswith("Cookie: ")), "")


def test_a_session_lasts_from_one_send_to_the_next(cli: Cli, shop: Path, server: Server) -> None:
    assert cli("send", "shop/get").code == 0
    assert sent_cookie(server) == ""
    assert cli("send", "shop/get").code == 0
    assert sent_cookie(server) == f"Cookie: sid={SID}; theme=dark"


def test_each_environment_has_a_session_of_its_own(cli: Cli, shop: Path, server: Server) -> None:
    cli("send", "shop/get")
    cli("send", "shop/get", "--env", "staging")
    assert sent_cookie(server) == ""


def test_a_request_and_the_command_line_can_opt_out(cli: Cli, shop: Path, server: Server) -> None:
    cli("send", "shop/get", "--no-cookies")
    cli("send", "shop/never")
    cli("send", "shop/get")
    assert sent_cookie(server) == "", "neither of the two kept what was set"
    cli("send", "shop/get", "--no-cookies")
    assert sent_cookie(server) == ""
    cli("send", "shop/never")
    assert sent_cookie(server) == ""


def test_an_ad_hoc_request_leaves_nothing_behind(
    cli: Cli, shop: Path, server: Server, home: Path
) -> None:
    cli("send", server.url)
    cli("send", server.url)
    assert sent_cookie(server) == ""
    assert not (home / "state" / "cookies").exists()


def test_no_value_is_recorded_or_in_the_document(
    cli: Cli, shop: Path, server: Server, home: Path
) -> None:
    cli("send", "shop/get")
    document = cli("send", "shop/get", "--json")
    assert sent_cookie(server) == f"Cookie: sid={SID}; theme=dark"
    assert SID not in document.text
    parsed = json.loads(document.text)
    assert ["Cookie", "sid=••••••; theme=••••••"] in parsed["request"]["headers"]
    assert ["Set-Cookie", "sid=••••••; Path=/; HttpOnly"] in parsed["response"]["headers"]
    assert parsed["response"]["body"] == "you are {{cookie sid}}, in dark"
    assert SID not in cli("history", "show", "1", "--json").text
    history = b"".join(path.read_bytes() for path in (home / "state").glob("history.sqlite*"))
    assert SID.encode() not in history
    assert cli("send", "shop/get").text == f"you are {SID}, in dark", "the live answer is whole"


def test_a_damaged_jar_is_said_and_costs_nothing(
    cli: Cli, shop: Path, server: Server, home: Path
) -> None:
    cli("send", "shop/get")
    (jar,) = (home / "state" / "cookies").glob("*.json")
    jar.write_text("{")
    outcome = cli("send", "shop/get")
    assert outcome.code == 0
    assert "damaged" in outcome.err
    cli("send", "shop/get")
    assert sent_cookie(server) == f"Cookie: sid={SID}; theme=dark"


def test_a_jar_of_a_newer_version_is_neither_used_nor_touched(
    cli: Cli, shop: Path, server: Server, home: Path
) -> None:
    cli("send", "shop/get")
    (jar,) = (home / "state" / "cookies").glob("*.json")
    jar.write_text('{"format": 2}')
    outcome = cli("send", "shop/get")
    assert outcome.code == 0
    assert "sent without cookies" in outcome.err
    assert sent_cookie(server) == ""
    assert jar.read_text() == '{"format": 2}'


def test_a_jar_that_cannot_be_written_costs_no_answer(
    cli: Cli, shop: Path, server: Server, home: Path
) -> None:
    (home / "state").mkdir(parents=True)
    (home / "state" / "cookies").write_text("a file where the folder should be")
    outcome = cli("send", "shop/get")
    assert outcome.code == 0
    assert "cookies" in outcome.err
