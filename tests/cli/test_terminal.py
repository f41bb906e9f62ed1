"""The real program on a terminal: what is laid out, coloured, refused and made harmless."""

from __future__ import annotations

import re

import pytest
from tests.cli.conftest import Cli, Server, on_a_terminal, respond

COLOUR = re.compile(rb"\x1b\[[0-9;]*m")
HOSTILE = "a\x1b]52;c;aGk=\x07b\x9b31mc\u202ed\x00e\x7f"


def plain(output: bytes) -> str:
    return COLOUR.sub(b"", output).decode()


def controls(output: bytes) -> set[str]:
    """Return what could steer the terminal, our own colours and line ends aside."""
    return {c for c in plain(output) if c != "\n" and (not c.isprintable() or c == "\u202e")}


def test_a_body_is_laid_out_and_coloured_with_a_summary_below(server: Server) -> None:
    server.answer = respond(b'{"id":25,"name":"Ada","price":1.10}')
    code, output = on_a_terminal("send", server.url)
    assert code == 0
    *body, summary = plain(output).splitlines()
    assert body == ["{", '  "id": 25,', '  "name": "Ada",', '  "price": 1.10', "}"]
    assert re.fullmatch(
        r"HTTP/1\.1 200 OK  [\d.]+ ms  35 B  .*connect [\d.]+ ms, .*download [\d.]+ ms  #1", summary
    )
    assert b"\x1b[32m200 OK\x1b[0m" in output
    assert b'\x1b[34m"id"\x1b[0m' in output


def test_no_color_is_honoured(server: Server) -> None:
    code, output = on_a_terminal("send", server.url, "--include", colour=False)
    assert code == 0
    assert b"\x1b" not in output
    assert output.startswith(b"HTTP/1.1 200 OK\n")


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "text/html", "x/y"])
def test_nothing_that_a_server_sends_steers_the_terminal(server: Server, content_type: str) -> None:
    text = HOSTILE.replace("\x00", "").encode()
    shown = b"\xe2\x90\x9b]52;c;aGk="
    head = b"HTTP/1.1 200 %b\r\nX-Hostile: %b\r\nContent-Type: %b\r\n\r\n"
    # A bell makes a body binary; the rest of it is text.
    body = b'"%b"\n' % text.replace(b"\x07", b"")
    server.answer = head % (text, text, content_type.encode()) + body
    code, output = on_a_terminal("send", server.url, "--include")
    assert code == 0
    assert controls(output) == set()
    assert COLOUR.sub(b"", output).count(b"\x1b") == 0
    assert output.count(shown) == 4, "in the head, the header, the body and the summary"


def test_a_document_cannot_steer_the_terminal_either(server: Server) -> None:
    server.answer = respond(HOSTILE.encode(), "text/plain")
    code, output = on_a_terminal("send", server.url, "--json")
    assert code == 0
    assert controls(output) == set()
    assert b"\\u009b31m" in output
    assert b"\\u007f" in output


def test_a_hostile_url_in_the_history_is_harmless(cli: Cli) -> None:
    assert cli("send", "GET", f"http://127.0.0.1:1/{HOSTILE.replace(chr(0), '')}").code == 4
    code, output = on_a_terminal("history", "list")
    assert code == 0
    assert controls(output) == set()


def test_a_binary_body_is_refused_with_a_hint(server: Server) -> None:
    server.answer = respond(b"\x89PNG\r\n\x1a\n\x00\x00", "image/png")
    code, output = on_a_terminal("send", server.url)
    assert code == 0
    assert "warning: the body is binary (image/png, 10 B) and not shown\nhint: -o FILE" in plain(
        output
    )
    assert b"PNG" not in output


def test_redirects_and_notes_are_told(server: Server) -> None:
    target = Server()
    server.answer = respond(b"", status="302 Found", extra=f"Location: {target.url}/x\r\n")
    code, output = on_a_terminal("send", server.url)
    target.close()
    assert code == 0
    assert f"302 redirected to {target.url}/x" in plain(output)


def test_the_history_is_coloured_and_fits_the_terminal(cli: Cli, server: Server) -> None:
    cli("send", f"{server.url}/{'long/' * 30}")
    server.answer = respond(b"", status="404 Not Found")
    cli("send", server.url)
    code, output = on_a_terminal("history", "list")
    assert code == 0
    lines = plain(output).splitlines()
    assert [len(line) <= 80 for line in lines] == [True, True, True]
    assert lines[2].endswith("…")
    assert b"\x1b[33m404\x1b[0m" in output
    assert b"\x1b[32m200\x1b[0m" in output


def test_an_exchange_is_shown_whole(cli: Cli, server: Server) -> None:
    cli("send", server.url, "-d", "a=1")
    code, output = on_a_terminal("history", "show", "1")
    assert code == 0
    text = plain(output)
    assert f"POST {server.url}/" in text
    assert "\n\na=1\n\nHTTP/1.1 200 OK\n" in text
