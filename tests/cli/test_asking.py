from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Cli

from endpoint_explorer.demo.process import DemoServer


@pytest.fixture
def target(tmp_path: Path, demo_server: DemoServer) -> str:
    shop = tmp_path / "work" / "collections" / "shop"
    (shop / "environments").mkdir(parents=True)
    (shop / "collection.toml").write_text(f'base_url = "{demo_server.base_url}"\n')
    (shop / "environments" / "default.toml").write_text(
        '[secrets]\ntoken = "prompt:"\npin = "env:PIN"\n'
    )
    (shop / "get.toml").write_text(
        'url = "/v1/users/1"\n[headers]\nX-Token = "{{token}}"\nX-Pin = "{{pin}}"\n'
    )
    return "shop/get"


@pytest.fixture(autouse=True)
def pin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIN", "123")


def test_a_secret_is_asked_for_on_a_terminal(
    cli: Cli, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(question: str, stream: Any) -> str:
        assert stream is sys.stderr
        asked.append(question)
        return "typed-secret"

    class Keyboard:
        @staticmethod
        def isatty() -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Keyboard())
    monkeypatch.setattr(getpass, "getpass", answer)
    outcome = cli("send", target, "--json")
    assert (outcome.code, asked) == (0, ["token (shop): "])
    assert "typed-secret" not in outcome.text + outcome.err
    assert outcome.err.count("the secret pin has fewer than 4 characters: it is not redacted") == 1
    monkeypatch.setattr(getpass, "getpass", lambda *_: "")
    empty = cli("send", target)
    assert (empty.code, empty.out) == (2, b"")
    assert "no value was given for the secret token" in empty.err


def test_without_a_terminal_nothing_is_sent(
    cli: Cli, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    outcome = cli("send", target)
    assert (outcome.code, outcome.out) == (2, b"")
    assert "the secret token is asked for when it is needed" in outcome.err
    assert 'let the environment refer to "env:NAME"' in outcome.err
    assert "Nothing has been sent" in cli("history", "list").err or not cli("history", "list").out


def test_a_dry_run_asks_nobody(cli: Cli, target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    outcome = cli("send", target, "--dry-run")
    assert outcome.code == 0
    assert "X-Token: \u2022" in outcome.text
    assert '"{{token}}"' in cli("send", target, "--dry-run", "--json").text
