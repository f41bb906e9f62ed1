"""Answers that break off or are none: what arrived is kept, and the failure says what it was."""

from __future__ import annotations

import socket

import pytest
from tests.faults.asking import ask, bounded, failure_of, message_of, prepared
from tests.faults.server import FaultServer, Peer

from endpoint_explorer.model.exchange import Response
from endpoint_explorer.sending.transport import Transport

HEAD = b"HTTP/1.1 200 OK\r\nX-Kept: yes\r\n"


def sending(data: bytes, *, reset: bool = False) -> FaultServer:
    """Serve these bytes as the answer to a request, then close or reset."""

    def script(peer: Peer) -> None:
        peer.read_request()
        peer.send(data)
        if reset:
            peer.pause(0.05)
            peer.reset()

    return FaultServer(script)


def test_a_short_body_is_kept_with_what_was_promised() -> None:
    with sending(HEAD + b"Content-Length: 1000\r\n\r\n" + b"x" * 100) as server:
        exchange = ask(server.url)
    assert failure_of(exchange) == ("connection-broken", "receive")
    assert "received 100 of 1000 bytes" in message_of(exchange)
    response = exchange.response
    assert response is not None
    assert (response.status, response.header("x-kept")) == (200, "yes")
    assert (response.body, response.is_complete) == (b"x" * 100, False)
    assert (response.wire_size, response.expected_size) == (100, 1000)


def test_a_reset_in_the_body_keeps_what_came() -> None:
    with sending(HEAD + b"Content-Length: 1000\r\n\r\n" + b"x" * 100, reset=True) as server:
        exchange = ask(server.url)
    assert failure_of(exchange) == ("connection-broken", "receive")
    assert exchange.response is not None
    assert exchange.response.body == b"x" * 100
    assert not exchange.response.is_complete


def test_a_chunked_body_that_stops_keeps_what_came() -> None:
    with sending(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nwo") as server:
        exchange = ask(server.url)
    assert failure_of(exchange) == ("connection-broken", "receive")
    assert exchange.response is not None
    assert exchange.response.body == b"hellowo"
    assert exchange.response.expected_size is None


def test_a_bad_chunk_keeps_what_came_before() -> None:
    with sending(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nZZ\r\n") as server:
        exchange = ask(server.url)
    assert failure_of(exchange) == ("protocol", "receive")
    assert exchange.response is not None
    assert exchange.response.body == b"hello"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "connection-broken"),
        (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "protocol"),
        (b"HTTP/1.1 twohundred OK\r\n\r\n", "protocol"),
        (b"<html>HTTP/0.9 has no headers</html>", "protocol"),
    ],
    ids=["empty", "another protocol", "bad status", "HTTP/0.9"],
)
def test_what_is_no_answer_is_a_failure_without_a_response(data: bytes, kind: str) -> None:
    with sending(data) as server:
        exchange = ask(server.url)
    assert failure_of(exchange)[0] == kind
    assert exchange.response is None
    assert exchange.failure is not None
    assert exchange.failure.host == "127.0.0.1"
    assert exchange.failure.hint


def test_a_listener_is_told_of_a_head_that_broke_off(transport: Transport) -> None:
    heads: list[Response] = []
    with sending(HEAD + b"X-Cut: he") as server:
        exchange = transport.send(prepared(server.url), on_response=heads.append)
    assert heads == [exchange.response]
    assert heads[0].headers == (("X-Kept", "yes"),)


def test_an_answer_behind_a_bad_head_does_not_pass_for_it() -> None:
    with sending(b"HTTP/1.1 20 No\r\n\r\n" + HEAD + b"\r\n") as server:
        exchange = ask(server.url)
    assert failure_of(exchange)[0] == "protocol"
    assert exchange.response is None


@pytest.mark.parametrize("resets", [False, True])
def test_a_server_that_leaves_while_it_is_sent_to(resets: bool) -> None:
    def leave(peer: Peer) -> None:
        peer.sock.recv(100)
        if resets:
            peer.reset()
        else:
            peer.sock.shutdown(socket.SHUT_WR)
            peer.pause(5)

    with FaultServer(leave) as server, bounded(memory=60_000_000):
        exchange = ask(server.url, "POST", body="x" * 8_000_000)
    assert failure_of(exchange) == ("connection-broken", "send")
    assert "broke the connection while the request was being sent" in message_of(exchange)
    assert exchange.response is None


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", b"ok"),
        (b"HTTP/1.1 200 OK\nContent-Length: 2\n\nok", b"ok"),
        (b"HTTP/1.1 200 OK\r\nX: one\r\n  two\r\nContent-Length: 2\r\n\r\nok", b"ok"),
        (b"HTTP/1.1 100 C\r\nContent-Length: 9\r\n\r\nHTTP/1.1 204 No\r\n\r\n", b""),
        (b"HTTP/1.1 204 No\r\nContent-Length: 2\r\n\r\nok", b""),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n", b""),
        (HEAD + b'Transfer-Encoding: chunked\r\n\r\n2;a="b"\r\nok\r\n0\r\nX-T: 1\r\n\r\n', b"ok"),
    ],
    ids=["no reason", "bare LF", "fold", "interim length", "204 body", "304 length", "extensions"],
)
def test_what_is_odd_but_clear_is_taken(data: bytes, body: bytes) -> None:
    with sending(data) as server, bounded():
        exchange = ask(server.url)
    assert exchange.failure is None
    assert exchange.response is not None
    assert (exchange.response.body, exchange.response.is_complete) == (body, True)


def test_an_answer_in_tls_says_to_use_https() -> None:
    with sending(b"\x15\x03\x03\x00\x02\x02\x46" * 3 + b"\r\n\r\n") as server:
        exchange = ask(server.url)
    assert exchange.failure is not None
    assert "https://" in exchange.failure.hint


def test_a_close_ends_a_body_without_a_length() -> None:
    with sending(b"HTTP/1.0 200 OK\r\n\r\nall of it") as server:
        exchange = ask(server.url)
    assert exchange.failure is None
    assert exchange.response is not None
    assert (exchange.response.body, exchange.response.http_version) == (b"all of it", "HTTP/1.0")
    assert exchange.response.is_complete


def test_an_early_refusal_of_a_large_body_is_shown() -> None:
    def script(peer: Peer) -> None:
        peer.sock.recv(1000)
        peer.answer(b"too much", status="413 Content Too Large")

    with FaultServer(script) as server:
        exchange = ask(server.url, "POST", body="x" * 3_000_000)
    assert exchange.response is not None
    assert (exchange.response.status, exchange.response.body) == (413, b"too much")
    assert exchange.failure is None


def test_informational_answers_are_passed_over() -> None:
    data = (
        b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 3 + HEAD + b"Content-Length: 0\r\n\r\n"
    )
    with sending(data) as server:
        exchange = ask(server.url)
    assert exchange.response is not None
    assert exchange.response.status == 200
    assert exchange.failure is None
