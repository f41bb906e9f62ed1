from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Cli, Server, respond

from endpoint_explorer.explorer import Explorer


def test_nothing_sent_yet_is_no_error(cli: Cli) -> None:
    outcome = cli("history", "list")
    assert (outcome.code, outcome.out, outcome.err) == (0, b"", "")


class TestList:
    def test_rows_are_aligned_below_their_titles_newest_first(
        self, cli: Cli, server: Server
    ) -> None:
        cli("send", f"{server.url}/first")
        cli("send", "DELETE", f"{server.url}/second")
        titles, second, first = cli("history", "list").text.splitlines()
        assert titles.split() == ["ID", "TIME", "METHOD", "STATUS", "DURATION", "SIZE", "URL"]
        url = titles.index("URL")
        assert second[url:] == f"{server.url}/second"
        assert first[url:] == f"{server.url}/first"
        assert second[titles.index("METHOD") :].startswith("DELETE  200 ")
        assert (second[: len("ID")], first[: len("ID")]) == (" 2", " 1")

    def test_a_limit_takes_the_newest(self, cli: Cli, server: Server) -> None:
        for name in "abc":
            cli("send", f"{server.url}/{name}")
        rows = json.loads(cli("history", "list", "--limit", "2", "--json").out)
        assert [row["url"][-1] for row in rows] == ["c", "b"]

    def test_failed_ones_are_found_past_the_first_page(
        self, cli: Cli, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("endpoint_explorer.cli.history.list.PAGE", 2)
        server.answer = respond(b"", status="404 No")
        cli("send", server.url)
        cli("send", "http://127.0.0.1:1/")
        server.answer = respond(b"")
        for _ in range(3):
            cli("send", server.url)
        rows = json.loads(cli("history", "list", "--failed", "--json").out)
        assert [row["id"] for row in rows] == [2, 1]
        assert len(cli("history", "list").text.splitlines()) == 6

    def test_a_limit_may_be_beyond_what_a_machine_counts_to(self, cli: Cli) -> None:
        assert cli("history", "list", "--limit", str(2**64)).code == 0

    @pytest.mark.parametrize("limit", ["0", "-1", "many"])
    def test_a_limit_is_a_positive_number(self, cli: Cli, limit: str) -> None:
        outcome = cli("history", "list", "--limit", limit)
        assert (outcome.code, outcome.out) == (2, b"")


class TestShow:
    def test_request_and_response_are_shown(self, cli: Cli, server: Server) -> None:
        server.answer = respond(b'{"a":1}')
        cli("send", server.url, "-d", "x=1", "-H", "X-Trace: 1")
        text = cli("history", "show", "1").text
        assert text.startswith("#1  ")
        assert f"\nPOST {server.url}/\n" in text
        assert "\nX-Trace: 1\n" in text
        assert "\n\nx=1\n\nHTTP/1.1 200 OK\n" in text
        assert text.endswith('\n\n{\n  "a": 1\n}\n')

    def test_redirects_are_shown(self, cli: Cli, server: Server) -> None:
        target = Server()
        server.answer = respond(b"", status="302 Found", extra=f"Location: {target.url}/x\r\n")
        cli("send", server.url, "-H", "Authorization: Bearer a")
        target.close()
        text = cli("history", "show", "1").text
        assert f"\n302 redirected to {target.url}/x, without Authorization\n" in text

    def test_a_failure_is_shown(self, cli: Cli) -> None:
        cli("send", "http://127.0.0.1:1/")
        assert "\nfailed: " in cli("history", "show", "1").text

    def test_the_body_alone_is_exact(self, cli: Cli, server: Server) -> None:
        data = bytes(range(256))
        server.answer = respond(data)
        cli("send", server.url)
        assert cli("history", "show", "1", "--body").out == data

    def test_a_failure_has_no_body(self, cli: Cli) -> None:
        cli("send", "http://127.0.0.1:1/")
        outcome = cli("history", "show", "1", "--body")
        assert (outcome.code, outcome.out) == (2, b"")
        assert "exchange 1 has no response" in outcome.err

    @pytest.mark.parametrize("command", ["show", "replay"])
    @pytest.mark.parametrize("name", ["99", "0", "-1", "one", str(2**64)])
    def test_what_is_not_there_is_wrong_usage(self, cli: Cli, command: str, name: str) -> None:
        outcome = cli("history", command, name)
        assert (outcome.code, outcome.out) == (2, b"")
        assert outcome.err.startswith("error: ")


class TestReplay:
    def test_it_is_sent_and_printed_again(self, cli: Cli, server: Server) -> None:
        server.answer = respond(b"old")
        cli("send", server.url, "-d", "a=1", "-H", "X-Trace: 1")
        server.answer = respond(b"new")
        outcome = cli("history", "replay", "1")
        assert (outcome.code, outcome.out, outcome.err) == (0, b"new", "")
        first, second = server.requests
        assert first == second
        rows = json.loads(cli("history", "list", "--json").out)
        assert [row["id"] for row in rows] == [2, 1]

    def test_it_takes_the_options_of_send(self, cli: Cli, server: Server) -> None:
        server.answer = respond(b"no", status="500 Oh")
        cli("send", server.url)
        outcome = cli("history", "replay", "1", "--fail", "--include", "-o", "out")
        assert (outcome.code, outcome.out) == (1, b"")
        assert Path("out").read_bytes().startswith(b"HTTP/1.1 500 Oh\n")
        assert Path("out").read_bytes().endswith(b"\n\nno")

    def test_variables_are_resolved_anew(
        self, cli: Cli, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = Path("collections/demo")
        (folder / "environments").mkdir(parents=True)
        (folder / "collection.toml").write_text(
            f'format = 1\nname = "Demo"\nbase_url = "{server.url}"\n'
        )
        (folder / "environments" / "local.toml").write_text('[secrets]\nkey = "env:TEST_KEY"\n')
        (folder / "get.toml").write_text(
            'name = "Get"\nmethod = "GET"\nurl = "/{{page}}"\n[headers]\nX-Key = "{{key}}"\n'
        )
        monkeypatch.setenv("TEST_KEY", "first-secret")
        assert cli("send", "demo/get", "--env", "local", "--var", "page=7").code == 0
        monkeypatch.setenv("TEST_KEY", "second-secret")
        assert cli("history", "replay", "1").code == 0
        first, second = server.requests
        assert b"X-Key: first-secret" in first
        assert second.startswith(b"GET /7 ")
        assert b"X-Key: second-secret" in second

    def test_several_are_sent_in_the_order_given(self, cli: Cli, server: Server) -> None:
        for number in (1, 2, 3):
            cli("send", f"{server.url}/{number}")
        server.requests.clear()
        assert cli("history", "replay", "3", "1").code == 0
        assert [request.split()[1] for request in server.requests] == [b"/3", b"/1"]
        server.answer = respond(b"no", status="500 Oh")
        server.requests.clear()
        assert cli("history", "replay", "1", "2", "--fail").code == 1
        assert len(server.requests) == 1

    def test_message_is_sent_as_it_was_with_the_secrets_of_today(
        self, cli: Cli, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        environments = Path("collections/demo/environments")
        environments.mkdir(parents=True)
        (environments.parent / "collection.toml").write_text(
            f'format = 1\nname = "Demo"\nbase_url = "{server.url}"\n'
        )
        for name, page in (("local", "1"), ("staging", "2")):
            text = f'[variables]\npage = "{page}"\n[secrets]\nkey = "env:TEST_KEY"\n'
            (environments / f"{name}.toml").write_text(text)
        (environments.parent / "get.toml").write_text(
            'id = "g"\nurl = "/{{page}}?key={{key}}"\n[headers]\nX-Page = "{{page}}"\n'
        )
        monkeypatch.setenv("TEST_KEY", "first secret")
        assert cli("send", "demo/get", "--env", "local").code == 0
        (environments / "local.toml").write_text('[secrets]\nkey = "env:TEST_KEY"\n')
        assert cli("history", "replay", "1", "--as-sent", "--timeout", "5").code == 0
        monkeypatch.setenv("TEST_KEY", "second secret")
        assert cli("history", "replay", "1", "--as-sent").code == 0
        assert cli("history", "replay", "1", "--env", "staging").code == 0
        first, again, changed, staged = server.requests
        assert again == first
        assert changed == first.replace(b"first%20secret", b"second%20secret")
        assert staged.startswith(b"GET /2?key=second%20secret ")
        assert cli("history", "replay", "1", "--as-sent", "--var", "page=2").code == 2
        assert "no exchange 99" in cli("history", "replay", "99", "--as-sent").err


def test_a_history_that_is_no_database_is_moved_aside_and_said(
    cli: Cli, server: Server, home: Path
) -> None:
    home.joinpath("state").mkdir(parents=True)
    home.joinpath("state", "history.sqlite").write_bytes(b"this is no database" * 100)
    outcome = cli("send", server.url)
    assert (outcome.code, outcome.out) == (0, b"{}")
    assert outcome.err.startswith("warning: ")
    assert "history.sqlite" in outcome.err
    explorer = Explorer()
    assert len(explorer.history.page().rows) == 1
    explorer.close()
