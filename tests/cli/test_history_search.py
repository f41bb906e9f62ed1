from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Cli, Server, respond

from endpoint_explorer.cli.history.finding import take_query
from endpoint_explorer.cli.output import Output
from endpoint_explorer.model.history import Condition, HistoryQuery, Words


@pytest.fixture
def sent(cli: Cli, server: Server) -> None:
    """Send three: 1 is fine, 2 is not found, 3 was posted and fails."""
    server.answer = respond(b'{"colour": "green"}')
    cli("send", f"{server.url}/users/25")
    server.answer = respond(b'{"error": "no such page"}', status="404 No")
    cli("send", f"{server.url}/pages/7")
    server.answer = respond(b'{"error": "out of order"}', status="500 Oh")
    cli("send", "POST", f"{server.url}/users", "-d", "name=Ada")


def ids(cli: Cli, *words: str) -> list[int]:
    outcome = cli("history", *words, "--json")
    assert outcome.code == 0, outcome.err
    return [row["id"] for row in json.loads(outcome.out)]


@pytest.mark.usefixtures("sent")
class TestSearch:
    @pytest.mark.parametrize(
        ("words", "found"),
        [
            (["green"], [1]),
            (["gre"], [1]),
            (["error"], [3, 2]),
            (["error", "status:404"], [2]),
            (["error status:5xx"], [3]),
            (["status:404", "status:500"], [3, 2]),
            (["-status:2xx"], [3, 2]),
            (["-status:404", "error"], [3]),
            (["route:/users/{id}"], [1]),
            (["method:POST", "Ada"], [3]),
            (["no such", "error"], [2]),
            (['"out of order"'], [3]),
            (['"out or order"'], []),
            (["is:failed", "since:1h"], [3, 2]),
            (["has:note"], []),
        ],
    )
    def test_what_is_found(self, cli: Cli, words: list[str], found: list[int]) -> None:
        assert ids(cli, "search", *words) == found

    def test_a_list_takes_a_query_too(self, cli: Cli) -> None:
        assert ids(cli, "list", "error", "--limit", "1") == [3]
        assert ids(cli, "list", "--failed", "-status:5xx") == [2]
        assert ids(cli, "list") == [3, 2, 1]

    @pytest.mark.parametrize("command", ["search", "list", "export"])
    def test_a_person_is_told_of_a_long_indexing(
        self, cli: Cli, monkeypatch: pytest.MonkeyPatch, command: str
    ) -> None:
        monkeypatch.setattr("endpoint_explorer.cli.history.finding.BACKLOG", 2)
        told: list[object] = []
        monkeypatch.setattr(Output, "status", lambda _, *spans: told.append(spans))
        options = ["--as", "har"] if command == "export" else []
        cli("history", command, *options, "status:200")
        assert told == []
        cli("history", command, *options, "green")
        assert "Indexing the words of 3 exchanges" in str(told)
        told.clear()
        cli("history", command, *options, "green")
        assert told == []

    def test_the_rows_are_those_of_a_list(self, cli: Cli) -> None:
        titles, row = cli("history", "search", "green").text.splitlines()
        assert titles.split() == ["ID", "TIME", "METHOD", "STATUS", "DURATION", "SIZE", "URL"]
        assert row.endswith("/users/25")


def test_all_pages_are_read(cli: Cli, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("endpoint_explorer.cli.history.list.PAGE", 2)
    for _ in range(5):
        cli("send", server.url)
    assert ids(cli, "search", "status:200") == [5, 4, 3, 2, 1]


def test_two_dashes_end_the_options(cli: Cli, server: Server) -> None:
    cli("send", server.url)
    outcome = cli("history", "search", "--json", "-status:404", "--", "-status:500")
    assert [row["id"] for row in json.loads(outcome.out)] == [1]


def test_nothing_found_is_no_error(cli: Cli) -> None:
    outcome = cli("history", "search", "anything")
    assert (outcome.code, outcome.out, outcome.err) == (0, b"", "")


def test_a_malformed_query_says_where(cli: Cli) -> None:
    outcome = cli("history", "search", "page", "status:teapot")
    assert (outcome.code, outcome.out) == (2, b"")
    assert "status" in outcome.err
    assert "5xx" in outcome.err


def test_a_search_without_words_is_wrong_usage(cli: Cli) -> None:
    assert cli("history", "search").code == 2


def test_an_option_that_is_not_there_is_no_word(cli: Cli) -> None:
    outcome = cli("history", "search", "a", "--limt", "3")
    assert (outcome.code, outcome.out) == (2, b"")


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ((), HistoryQuery()),
        (("a b",), HistoryQuery(words=(Words("a"), Words("b")))),
        (("a b", "c"), HistoryQuery(words=(Words("a b", exact=True), Words("c")))),
        (
            ("env:a b", "c"),
            HistoryQuery(conditions=(Condition("env", "a b"),), words=(Words("c"),)),
        ),
        (
            ("-env:a b", "c"),
            HistoryQuery(conditions=(Condition("env", "a b", negated=True),), words=(Words("c"),)),
        ),
    ],
)
def test_what_the_shell_kept_together_stays_together(
    words: tuple[str, ...], query: HistoryQuery
) -> None:
    assert take_query(words) == query


class TestMarks:
    def test_marks_stand_before_the_url(self, cli: Cli, server: Server) -> None:
        for body in (b"1", b"1", b"2"):
            server.answer = respond(body)
            cli("send", server.url)
        cli("history", "pin", "1", "3")
        cli("history", "note", "3", "look at this")
        titles, last, middle, first = cli("history", "list").text.splitlines()
        column = titles.index("MARKS")
        assert last[column:].startswith("changed pinned note  http")
        assert middle[column:].split() == [f"{server.url}/"]
        assert first[column:].startswith("pinned ")
        row = json.loads(cli("history", "list", "--limit", "1", "--json").out)[0]
        assert (row["changed"], row["pinned"], row["note"]) == (True, True, "look at this")
        assert row["route"] == "/"

    def test_what_is_pinned_can_be_let_go(self, cli: Cli, server: Server) -> None:
        cli("send", server.url)
        assert cli("history", "pin", "1").code == 0
        assert ids(cli, "list", "is:pinned") == [1]
        assert cli("history", "pin", "--off", "1").code == 0
        assert ids(cli, "list", "is:pinned") == []

    def test_a_note_is_printed_and_removed(self, cli: Cli, server: Server) -> None:
        cli("send", server.url)
        assert cli("history", "note", "1").out == b""
        cli("history", "note", "1", "the \x1b[31mfirst\n one")
        text = cli("history", "note", "1").text
        assert "first" in text
        assert "\x1b" not in text
        assert ids(cli, "search", "note:first") == [1]
        cli("history", "note", "1", "")
        assert ids(cli, "search", "has:note") == []

    @pytest.mark.parametrize("words", [("pin", "9"), ("note", "9", "x"), ("note", "9"), ("pin",)])
    def test_what_is_not_there_is_wrong_usage(self, cli: Cli, words: tuple[str, ...]) -> None:
        outcome = cli("history", *words)
        assert (outcome.code, outcome.out) == (2, b"")


class TestDelete:
    def test_what_is_deleted_is_gone(self, cli: Cli, server: Server, home: Path) -> None:
        server.answer = respond(b"peculiar-content" * 10)
        for _ in range(2):
            cli("send", server.url)
        server.answer = respond(b"ordinary")
        cli("send", server.url)
        assert ids(cli, "search", "peculiar") == [2, 1]
        assert cli("history", "delete", "1", "2", "2").code == 0
        assert ids(cli, "list") == [3]
        assert ids(cli, "search", "peculiar") == []

    def test_what_is_not_there_is_said(self, cli: Cli, server: Server) -> None:
        cli("send", server.url)
        outcome = cli("history", "delete", "1", "7")
        assert outcome.code == 2
        assert "1 of 2 are not in the history; 1 removed" in outcome.err
        assert ids(cli, "list") == []
