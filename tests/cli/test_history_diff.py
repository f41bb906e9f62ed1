from __future__ import annotations

import json

import pytest
from tests.cli.conftest import Cli, Server, respond

from endpoint_explorer.explorer import Explorer
from endpoint_explorer.explorer.comparing import Compared, subject_of
from endpoint_explorer.model.exchange import Exchange, WireRequest
from endpoint_explorer.model.request import Request

ONE = b'{"items": [{"id": 1, "price": 1.10, "at": 1}], "etag": "a"}'
OTHER = b'{"items": [{"id": 2}, {"id": 1, "price": 1.1, "at": 2}], "etag": "b"}'


def send(cli: Cli, server: Server, *answers: bytes, media: str = "application/json") -> None:
    for answer in answers:
        server.answer = respond(answer, media)
        assert cli("send", server.url).code == 0


def test_the_same_answer_says_nothing_and_is_a_success(cli: Cli, server: Server) -> None:
    send(cli, server, ONE, ONE)
    outcome = cli("history", "diff", "1", "2")
    assert (outcome.code, outcome.out) == (0, b"")


def test_what_differs_is_told_by_path(cli: Cli, server: Server) -> None:
    send(cli, server, ONE, OTHER)
    outcome = cli("history", "diff", "1", "2")
    assert outcome.code == 1
    lines = outcome.text.splitlines()
    assert lines[0].startswith("--- #1  ")
    assert lines[1].startswith("+++ #2  ")
    body = lines[lines.index("Body") + 1 : lines.index("Timing") - 1]
    assert body == [
        '+ $.items[0]  {"id": 2}',
        "~ $.items[1].price  1.10 -> 1.1",
        "~ $.items[1].at  1 -> 2",
        '~ $.etag  "a" -> "b"',
    ]
    assert "volatile or ignored: Content-Length" in outcome.text


def test_json_has_everything(cli: Cli, server: Server) -> None:
    send(cli, server, ONE, OTHER)
    document = json.loads(cli("history", "diff", "1", "2", "--json").out)
    assert (document["same"], document["left"]["id"], document["right"]["id"]) == (False, 1, 2)
    assert document["body"]["changes"][1] == {
        "kind": "changed",
        "path": "$.items[1].price",
        "left": "1.10",
        "right": "1.1",
        "from": None,
    }
    assert document["headers"] == [
        {
            "name": "Content-Length",
            "kind": "changed",
            "left": [str(len(ONE))],
            "right": [str(len(OTHER))],
            "volatile": True,
            "ignored": False,
        }
    ]
    assert document["timings"][-1]["phase"] == "Total"


def test_places_are_left_out(cli: Cli, server: Server) -> None:
    send(cli, server, ONE, OTHER)
    ignore = ["--ignore", "$.items[*].at", "--ignore", "$..etag", "--ignore", "$..price"]
    document = json.loads(cli("history", "diff", "1", "2", "--json", *ignore).out)
    assert [change["path"] for change in document["body"]["changes"]] == ["$.items[0]"]
    assert document["ignored"] == ignore[1::2]
    assert cli("history", "diff", "1", "2", "--ignore", "$.items", *ignore).code == 0


def test_what_the_request_is_known_for_is_left_out_unless_all_is_asked(
    cli: Cli, server: Server
) -> None:
    send(cli, server, ONE, OTHER)
    explorer = Explorer()
    compared = Compared(explorer, explorer.history.get(1), explorer.history.get(2))
    compared.remember(["$.items", "$.etag"])
    explorer.close()
    assert cli("history", "diff", "1", "2").code == 0
    assert cli("history", "diff", "1", "2", "--all").code == 1


def test_text_is_told_by_line(cli: Cli, server: Server) -> None:
    send(cli, server, b"a\nb\nc", b"a\nB\nc\nd", media="text/plain")
    text = cli("history", "diff", "1", "2").text
    assert "\nBody\n  a\n- b\n+ B\n  c\n+ d\n" in text
    hunks = json.loads(cli("history", "diff", "1", "2", "--json").out)["body"]["hunks"]
    assert hunks[0] == {"left_line": 2, "right_line": 2, "left": ["b"], "right": ["B"]}


def test_lines_far_from_any_change_are_left_out(cli: Cli, server: Server) -> None:
    lines = [b"%d" % number for number in range(40)]
    send(cli, server, b"\n".join(lines), b"\n".join([*lines[:-1], b"x"]), media="text/plain")
    assert (
        "\nBody\n@@ -37 +37 @@\n  36\n  37\n  38\n- 39\n+ x\n"
        in cli("history", "diff", "1", "2").text
    )


def test_another_status_is_an_outcome(cli: Cli, server: Server) -> None:
    send(cli, server, b"{}")
    server.answer = respond(b"{}", status="404 Not Found")
    cli("send", server.url)
    assert "\nOutcome\n~ Status  200 OK -> 404 Not Found\n" in cli("history", "diff", "1", "2").text


def test_control_characters_do_not_reach_the_terminal(cli: Cli, server: Server) -> None:
    send(cli, server, b'{"\\u001b[2J": 1}', b'{"\\u001b[2J": "\\u001b]0;x\\u0007"}')
    assert b"\x1b" not in cli("history", "diff", "1", "2").out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["1", "x"], "'x' is not a valid whole number"),
        (["1", "9"], "no exchange 9"),
        (["1", "1", "--ignore", "items"], "'items', character 1: a path starts with $"),
        (["1"], "missing argument 'B'"),
    ],
)
def test_wrong_usage_says_what_is_wrong(
    cli: Cli, server: Server, arguments: list[str], says: str
) -> None:
    send(cli, server, b"{}")
    outcome = cli("history", "diff", *arguments)
    assert (outcome.code, outcome.out) == (2, b"")
    assert says in outcome.err


def test_comparisons_are_remembered_by_request_else_by_endpoint() -> None:
    first, second = (
        Exchange(wire=WireRequest(method="get", url=f"http://h/users/{number}"))
        for number in (1, 2)
    )
    assert subject_of(first) == subject_of(second) == "GET h/users/{}"
    saved = Exchange(wire=first.wire, request=Request(id="r1"))
    assert subject_of(saved) == "r1"
