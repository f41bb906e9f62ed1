from __future__ import annotations

import json
import signal
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import Cli, start
from tests.tokens.asking import fetch
from tests.tokens.server import SECRET, AuthorizationServer

from endpoint_explorer.cli import authorize


@pytest.fixture
def oauth() -> Iterator[AuthorizationServer]:
    with AuthorizationServer() as server:
        yield server


@pytest.fixture
def shop(home: Path, oauth: AuthorizationServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A collection whose API wants a token that a person has to authorize."""
    folder = Path.cwd() / "collections" / "shop"
    (folder / "environments").mkdir(parents=True)
    (folder / "collection.toml").write_text(
        f'format = 1\nbase_url = "{oauth.url}"\n\n[auth]\ntype = "oauth2"\n'
        'grant = "authorization-code"\ntoken_url = "/token"\nauthorize_url = "/authorize"\n'
        'client_id = "the client"\nclient_secret = "{{client}}"\n'
    )
    (folder / "environments" / "local.toml").write_text('[secrets]\nclient = "env:SHOP_CLIENT"\n')
    (folder / "get.toml").write_text('id = "1"\nmethod = "GET"\nurl = "/api"\n')
    monkeypatch.setenv("SHOP_CLIENT", SECRET)
    monkeypatch.setattr(authorize, "open_in_browser", lambda url: bool(fetch(url)))
    return folder


def test_a_person_authorizes_and_sends_have_a_token(
    cli: Cli, shop: Path, oauth: AuthorizationServer, home: Path
) -> None:
    needed = cli("send", "shop/get", "--env", "local")
    assert needed.code == 2
    assert "authorize first" in needed.err
    assert "endpoint-explorer authorize" in needed.err
    outcome = cli("authorize", "shop/get", "--env", "local")
    assert outcome.code == 0, outcome.err
    url, result = outcome.text.splitlines()
    assert url.startswith(f"{oauth.url}/authorize?response_type=code&client_id=the+client")
    assert result == "authorized: token expires in 59 minutes"
    sent = cli("send", "shop/get", "--env", "local", "--json")
    assert sent.code == 0, sent.err
    assert ["Authorization", "Bearer {{access token}}"] in json.loads(sent.text)["request"][
        "headers"
    ]
    assert "access-token-1" not in sent.text
    dry = cli("send", "shop/get", "--env", "local", "--dry-run")
    assert "Authorization: Bearer ••••••" in dry.text
    (path,) = (home / "state" / "tokens").glob("*.json")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    values = (b"access-token-1", b"refresh-token-1", b"the-code-1", SECRET.encode())
    for file in home.rglob("*"):
        if file.is_file() and file != path:
            assert not any(value in file.read_bytes() for value in values), file
    assert SECRET.encode() not in path.read_bytes()


def test_a_token_is_forgotten(cli: Cli, shop: Path) -> None:
    arguments = ("shop/get", "--env", "local")
    assert cli("authorize", *arguments, "--clear").text == "there was no token\n"
    cli("authorize", *arguments)
    assert cli("authorize", *arguments, "--clear").text == "the token is forgotten\n"
    assert "no token" in cli("send", *arguments, "--dry-run").err


def test_without_a_browser_the_url_is_enough(
    shop: Path, oauth: AuthorizationServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with start(
        "authorize", "shop/get", "--env", "local", "--no-browser", stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        fetch(process.stdout.readline().decode().strip())
        assert process.stdout.read() == b"authorized: token expires in 59 minutes\n"
    assert process.returncode == 0


def test_ctrl_c_ends_the_waiting(shop: Path) -> None:
    pipe = subprocess.PIPE
    command = ("authorize", "shop/get", "--env", "local", "--no-browser")
    with start(*command, stdout=pipe, stderr=pipe) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b"http://")
        process.send_signal(signal.SIGINT)
        assert b"cancelled while waiting for the browser" in process.stderr.read()
    assert process.returncode == 130


def test_who_does_not_agree_is_told_so(cli: Cli, shop: Path, oauth: AuthorizationServer) -> None:
    oauth.redirect = lambda good: {
        "error": "access_denied",
        "error_description": "not today",
        "state": good["state"],
    }
    outcome = cli("authorize", "shop/get", "--env", "local")
    assert outcome.code == 4
    assert "the authorization endpoint answered: access_denied: not today" in outcome.err


def test_a_request_without_oauth_has_nothing_to_authorize(cli: Cli, shop: Path) -> None:
    (shop / "plain.toml").write_text('id = "2"\nurl = "/api"\n[auth]\ntype = "none"\n')
    outcome = cli("authorize", "shop/plain")
    assert outcome.code == 2
    assert "nothing to authorize" in outcome.err
