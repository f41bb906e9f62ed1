from __future__ import annotations

import json
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.conftest import Cli, Server, respond

from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.storage.history import History


def export(cli: Cli, *words: str) -> list[dict[str, object]]:
    outcome = cli("history", "export", "--as", "har", *words)
    assert outcome.code == 0, outcome.err
    entries = json.loads(outcome.out)["log"]["entries"]
    assert isinstance(entries, list)
    return entries


def test_everything_is_written_oldest_first(
    cli: Cli, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("endpoint_explorer.cli.history.finding.PAGE", 2)
    for number in range(5):
        cli("send", f"{server.url}/{number}")
    assert [entry["_id"] for entry in export(cli)] == [1, 2, 3, 4, 5]


def test_a_query_chooses(cli: Cli, server: Server) -> None:
    cli("send", server.url)
    server.answer = respond(b"", status="404 No")
    cli("send", server.url)
    assert [entry["_id"] for entry in export(cli, "-status:2xx")] == [2]


def test_nothing_is_a_document_too(cli: Cli) -> None:
    assert export(cli) == []


def test_a_file_is_replaced_as_a_whole(cli: Cli, server: Server) -> None:
    Path("out.har").write_text("something else")
    cli("send", server.url)
    outcome = cli("history", "export", "--as", "har", "-o", "out.har")
    assert (outcome.code, outcome.out) == (0, b"")
    assert len(json.loads(Path("out.har").read_bytes())["log"]["entries"]) == 1


def test_secrets_and_cookies_are_masked(
    cli: Cli, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path("collections/demo")
    (folder / "environments").mkdir(parents=True)
    (folder / "collection.toml").write_text(f'format = 1\nname = "D"\nbase_url = "{server.url}"\n')
    (folder / "environments" / "local.toml").write_text('[secrets]\nkey = "env:TEST_KEY"\n')
    (folder / "get.toml").write_text(
        'name = "Get"\nmethod = "GET"\nurl = "/"\n[headers]\nX-Key = "{{key}}"\n'
    )
    monkeypatch.setenv("TEST_KEY", "very-secret-key")
    server.answer = respond(b"{}", extra="Set-Cookie: sid=very-secret-cookie; Path=/\r\n")
    for _ in range(2):
        assert cli("send", "demo/get", "--env", "local").code == 0
    text = json.dumps(export(cli))
    assert "very-secret" not in text
    assert '{"name": "X-Key", "value": "{{key}}"}' in text
    assert text.count('"name": "sid"') == 3


def test_what_cannot_be_read_is_left_out_and_said(cli: Cli, server: Server, home: Path) -> None:
    for _ in range(2):
        cli("send", server.url)
    path = home / "state" / "history.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE exchanges SET document = '{' WHERE id = 1")
    outcome = cli("history", "export", "--as", "har")
    assert [entry["_id"] for entry in json.loads(outcome.out)["log"]["entries"]] == [2]
    assert "exchange 1 cannot be read" in outcome.err
    assert outcome.code == 0


def test_the_format_has_to_be_named(cli: Cli) -> None:
    outcome = cli("history", "export")
    assert outcome.code == 2
    assert "--as" in outcome.err


def test_a_folder_that_is_not_there_is_said(cli: Cli, server: Server) -> None:
    cli("send", server.url)
    assert cli("history", "export", "--as", "har", "-o", "no/such.har").code == 3


def test_ctrl_c_leaves_the_file_that_there_was(
    cli: Cli, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        cli("send", server.url)
    Path("out.har").write_text("as it was")
    get = History.get

    def get_and_press(history: History, exchange_id: int) -> Exchange:
        signal.raise_signal(signal.SIGINT)
        return get(history, exchange_id)

    monkeypatch.setattr(History, "get", get_and_press)
    outcome = cli("history", "export", "--as", "har", "-o", "out.har")
    assert outcome.code == 130
    assert "cancelled" in outcome.err
    assert Path("out.har").read_text() == "as it was"
    assert [path.name for path in Path().iterdir()] == ["out.har"]
