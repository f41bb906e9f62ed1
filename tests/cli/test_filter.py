from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Cli, Server, on_a_terminal, respond

SHOP = b"""{"items": [ {"id": 1.10, "name": "a\\u00e9\\n"},
  {"id": 12345678901234567890, "id": 2, "x": [1,
  2]} ]}"""
FEED = b'<feed xmlns="urn:a"><e id="1">x</e><e id="2"><a/></e></feed>'


@pytest.fixture
def shop(server: Server) -> str:
    server.answer = respond(SHOP)
    return server.url


@pytest.fixture
def feed(server: Server) -> str:
    server.answer = respond(FEED, "application/atom+xml")
    return server.url


@pytest.mark.parametrize(
    ("arguments", "out"),
    [
        (("--filter", "$.items[*].id"), b"1.10\n2\n"),
        (("--filter", "$.items[1]"), b'{"id":12345678901234567890,"id":2,"x":[1,2]}\n'),
        (("--filter", "$.items[*].name"), b'"a\\u00e9\\n"\n'),
        (("--filter", "$.items[*].name", "-r"), "aé\n\n".encode()),
        (("--filter", "$.items[1].x", "--unquoted"), b"[1,2]\n"),
        (("--filter", "$.items[1].x", "--pretty"), b"[\n  1,\n  2\n]\n"),
        (("--filter", "$..id", "--json"), b"[1.10,\n2]\n"),
        (("--filter", "$.items[?@.id > 1.5].id", "--fail"), b"2\n"),
    ],
)
def test_matches_are_lines(cli: Cli, shop: str, arguments: tuple[str, ...], out: bytes) -> None:
    outcome = cli("send", shop, *arguments)
    assert (outcome.code, outcome.out, outcome.err) == (0, out, "")


@pytest.mark.parametrize(
    ("arguments", "out"),
    [
        (("--filter", "//e"), b'<e id="1">x</e>\n<e id="2"><a/></e>\n'),
        (("--filter", "//e/@id"), b"1\n2\n"),
        (("--filter", "count(//e)"), b"2\n"),
        (("--filter", "//e[2]", "--pretty"), b'<e id="2">\n  <a/>\n</e>\n'),
        (("--filter", "//e/@id", "--json"), b'["1",\n"2"]\n'),
    ],
)
def test_xml_takes_an_xpath(cli: Cli, feed: str, arguments: tuple[str, ...], out: bytes) -> None:
    outcome = cli("send", feed, *arguments)
    assert (outcome.code, outcome.out, outcome.err) == (0, out, "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--filter", "$.a["), "at 5: unexpected end"),
        (("--filter", "//a["), "at 5: invalid expression"),
        (("--filter", ""), "an XPath is expected"),
        (("-r",), "--unquoted is about what --filter finds"),
        (("--filter", "$", "--json", "-r"), "without --unquoted"),
        (("--filter", "$", "--json", "--pretty"), "without --pretty"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_sent(
    cli: Cli, server: Server, arguments: tuple[str, ...], said: str
) -> None:
    outcome = cli("send", server.url, *arguments)
    assert (outcome.code, outcome.out, server.requests) == (2, b"", [])
    assert said in outcome.err


@pytest.mark.parametrize(
    ("body", "content_type", "expression", "said"),
    [
        (SHOP, "application/json", "items", "this body takes JSONPath, not 'items'"),
        (FEED, "text/xml", "$.items", "this body takes XPath"),
        (b"x", "text/plain", "$", "needs JSON, XML or HTML: the body is text/plain"),
        (b"", "application/json", "$", "there is no body"),
        (b"{", "application/json", "$", "cannot be applied: not valid JSON: line 1, column 2"),
    ],
)
def test_a_body_that_it_does_not_fit_is_wrong_usage(
    cli: Cli, server: Server, body: bytes, content_type: str, expression: str, said: str
) -> None:
    server.answer = respond(body, content_type)
    outcome = cli("send", server.url, "--filter", expression)
    assert (outcome.code, outcome.out) == (2, b"")
    assert said in outcome.err


def test_nothing_found_is_said_and_no_failure(cli: Cli, shop: str) -> None:
    outcome = cli("send", shop, "--filter", "$.none")
    assert (outcome.code, outcome.out) == (0, b"")
    assert outcome.err == "warning: nothing in the body matches $.none\n"


def test_a_failed_status_counts_more_than_a_body_that_does_not_fit(
    cli: Cli, server: Server
) -> None:
    server.answer = respond(b"<p>no", "text/html", status="502 Bad Gateway")
    outcome = cli("send", server.url, "--filter", "$.a", "--fail")
    assert (outcome.code, outcome.out) == (1, b"")
    assert "the server answered 502 Bad Gateway" in outcome.err
    assert "this body takes XPath" in outcome.err


def test_a_file_gets_the_matches(cli: Cli, shop: str) -> None:
    outcome = cli("send", shop, "--filter", "$.items[*].id", "-o", "ids", "--include")
    assert (outcome.code, outcome.out) == (0, b"")
    written = Path("ids").read_bytes()
    assert written.startswith(b"HTTP/1.1 200 OK\n")
    assert written.endswith(b"\n\n1.10\n2\n")


def test_the_history_is_filtered_and_laid_out(cli: Cli, shop: str) -> None:
    cli("send", shop)
    assert cli("history", "show", "1", "--filter", "$.items[0].id").out == b"1.10\n"
    assert cli("history", "show", "1", "--filter", "$..id", "--json").out == b"[1.10,\n2]\n"
    assert cli("history", "show", "1", "--pretty").out.startswith(b'{\n  "items": [\n')
    assert cli("history", "show", "1", "--body").out == SHOP
    outcome = cli("history", "show", "1", "--filter", "$[")
    assert (outcome.code, outcome.out) == (2, b"")


def test_on_a_terminal_matches_have_colours_and_steer_nothing(server: Server) -> None:
    server.answer = respond(b'[{"a": "x"}, "\xc2\x9b31m\\u001b[0m"]')
    code, output = on_a_terminal("send", server.url, "--filter", "$[*]")
    assert code == 0
    assert b'\x1b[34m"a"\x1b[0m' in output
    assert b"\xc2\x9b" not in output
    _, bare = on_a_terminal("send", server.url, "--filter", "$[1]", "-r", colour=False)
    assert b"\x1b" not in bare
    assert "«U+009B»31m␛[0m".encode() in bare
