from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from tests.cli.conftest import Cli, Server, respond

from endpoint_explorer.explorer import keeping


def ids(cli: Cli) -> list[int]:
    return [row["id"] for row in json.loads(cli("history", "list", "--json").out)]


class TestPrune:
    def test_without_too_much_nothing_goes(self, cli: Cli, server: Server) -> None:
        cli("send", server.url)
        assert cli("history", "prune").text == "Nothing to remove.\n"
        assert ids(cli) == [1]

    def test_a_history_that_is_not_there_has_nothing_to_remove(self, cli: Cli) -> None:
        assert cli("history", "prune").text == "Nothing to remove.\n"

    def test_the_bounds_are_those_of_the_options(self, cli: Cli, server: Server) -> None:
        for _ in range(4):
            server.answer = respond(os.urandom(300_000))
            cli("send", server.url)
        cli("history", "pin", "1")
        outcome = cli("history", "prune", "--count", "2", "--json")
        document = json.loads(outcome.out)
        assert document["exchanges"] == 2
        assert document["freed"] > 100_000
        assert ids(cli) == [4, 1]

    def test_the_bounds_are_those_of_the_settings(
        self, cli: Cli, server: Server, home: Path
    ) -> None:
        (home / "config").mkdir(parents=True)
        (home / "config" / "config.toml").write_text("[history]\ncount = 1\n")
        for _ in range(3):
            cli("send", server.url)
        assert cli("history", "prune", "--count", "0").text == "Nothing to remove.\n"
        assert cli("history", "prune").text.startswith("2 removed")
        assert ids(cli) == [3]

    @pytest.mark.parametrize("option", ["--days", "--count", "--size"])
    def test_a_bound_is_no_negative_number(self, cli: Cli, option: str) -> None:
        assert cli("history", "prune", option, "-1").code == 2

    def test_sending_keeps_the_bounds_now_and_then(
        self, cli: Cli, server: Server, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(keeping, "EVERY", 4)
        (home / "config").mkdir(parents=True)
        (home / "config" / "config.toml").write_text("[history]\ncount = 1\n")
        for _ in range(3):
            cli("send", server.url)
        assert ids(cli) == [3, 2, 1]
        cli("send", server.url)
        assert ids(cli) == [4]


class TestStats:
    def test_the_numbers_are_shown(self, cli: Cli, server: Server) -> None:
        server.answer = respond(b"abc" * 1000)
        cli("send", f"{server.url}/users/1")
        cli("send", f"{server.url}/users/2")
        server.answer = respond(b"", status="404 No")
        cli("send", server.url)
        lines = dict(line.split("  ", 1) for line in cli("history", "stats").text.splitlines())
        assert lines["Exchanges"].strip() == "3"
        assert lines["Failed"].strip() == "1 (33.3%)"
        assert lines["Endpoints"].strip() == "2"
        assert "6.0 kB kept in" in lines["Bodies"]
        document = json.loads(cli("history", "stats", "--json").out)
        assert document["exchanges"] == 3
        assert document["body_size"] == 6_000
        assert document["oldest_at"] <= document["newest_at"]

    def test_an_empty_history_has_numbers_too(self, cli: Cli) -> None:
        document = json.loads(cli("history", "stats", "--json").out)
        assert (document["exchanges"], document["oldest_at"]) == (0, None)
        assert cli("history", "stats").text.splitlines()[-1].split() == ["Exchanges", "0"]

    def test_what_was_searched_is_searchable(self, cli: Cli, server: Server) -> None:
        cli("send", server.url)
        assert json.loads(cli("history", "stats", "--json").out)["indexed"] == 0
        cli("history", "search", "word")
        assert json.loads(cli("history", "stats", "--json").out)["indexed"] == 1
