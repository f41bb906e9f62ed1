"""Kept connections: used again, found dead, and never trusted with leftovers."""

from __future__ import annotations

import threading

import pytest
from tests.faults.asking import bounded, failure_of, message_of, prepared
from tests.faults.server import FaultServer, Peer

from endpoint_explorer.sending.transport import Transport


def serve_many(peer: Peer) -> None:
    while True:
        peer.read_request()
        peer.answer(b"hello")


def serve_once_then_close_at_the_next(peer: Peer) -> None:
    """Look alive until the second request is there, then close."""
    peer.read_request()
    peer.answer(b"first")
    peer.read_request()


def test_a_connection_is_used_again(transport: Transport) -> None:
    with FaultServer(serve_many) as server, bounded():
        first, second, third = (transport.send(prepared(server.url)) for _ in range(3))
        assert server.accepted == 1
    assert first.timings.connect is not None
    assert second.timings.connect is None
    assert third.response is not None
    assert third.response.body == b"hello"
    assert third.response.notes == ()
    assert second.remote_address == first.remote_address == f"127.0.0.1:{server.port}"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_a_dead_connection_is_replaced_for_what_may_be_repeated(
    method: str, transport: Transport
) -> None:
    with FaultServer(serve_once_then_close_at_the_next, serve_many) as server, bounded():
        transport.send(prepared(server.url))
        exchange = transport.send(prepared(server.url, method))
        assert server.accepted == 2
    assert exchange.failure is None
    assert exchange.response is not None
    assert exchange.response.notes == ("the kept connection was dead: sent again on a new one",)
    assert exchange.timings.connect is not None


@pytest.mark.parametrize("method", ["POST", "PATCH", "get"])
def test_a_dead_connection_is_a_failure_for_what_may_not(method: str, transport: Transport) -> None:
    with FaultServer(serve_once_then_close_at_the_next, serve_many) as server, bounded():
        transport.send(prepared(server.url))
        exchange = transport.send(prepared(server.url, method, body="x"))
        assert server.accepted == 1
    assert failure_of(exchange) == ("connection-broken", "wait")
    assert exchange.response is None
    assert "kept connection" in message_of(exchange)


def test_it_is_replaced_only_once(transport: Transport) -> None:

    def close_at_once(peer: Peer) -> None:
        peer.read_request()

    with FaultServer(serve_once_then_close_at_the_next, close_at_once) as server, bounded():
        transport.send(prepared(server.url))
        exchange = transport.send(prepared(server.url))
        assert server.accepted == 2
    assert failure_of(exchange)[0] == "connection-broken"


def test_an_answer_that_began_is_not_asked_for_again(transport: Transport) -> None:
    def begin_and_close(peer: Peer) -> None:
        peer.read_request()
        peer.answer(b"first")
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\n")

    with FaultServer(begin_and_close, serve_many) as server, bounded():
        transport.send(prepared(server.url))
        exchange = transport.send(prepared(server.url))
        assert server.accepted == 1
    assert failure_of(exchange)[0] == "connection-broken"


def test_a_connection_that_is_seen_to_be_closed_is_not_used_even_for_post(
    transport: Transport,
) -> None:
    closed = threading.Event()

    def serve_once(peer: Peer) -> None:
        peer.read_request()
        peer.answer(b"first")
        peer.sock.close()
        closed.set()

    with FaultServer(serve_once, serve_many) as server, bounded():
        transport.send(prepared(server.url))
        assert closed.wait(5)
        exchange = transport.send(prepared(server.url, "POST", body="x"))
    assert exchange.failure is None
    assert exchange.response is not None
    assert exchange.response.notes == ()


def test_bytes_after_an_answer_do_not_pass_for_the_next_one(transport: Transport) -> None:
    def answer_twice(peer: Peer) -> None:
        peer.read_request()
        one = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntrue"
        peer.send(one + one.replace(b"true", b"fake"))
        peer.hang()

    with FaultServer(answer_twice, serve_many) as server, bounded():
        first = transport.send(prepared(server.url))
        second = transport.send(prepared(server.url))
    assert first.response is not None
    assert first.response.body == b"true"
    assert second.response is not None
    assert second.response.body == b"hello"


def test_a_connection_is_not_kept_when_the_server_closes_it(transport: Transport) -> None:
    def close_after(peer: Peer) -> None:
        peer.read_request()
        peer.answer(b"hello", headers="Connection: close\r\n")

    with FaultServer(close_after) as server, bounded():
        for _ in range(2):
            assert transport.send(prepared(server.url)).failure is None
        assert server.accepted == 2


def test_closing_the_transport_closes_what_it_keeps(transport: Transport) -> None:
    ended = threading.Event()

    def serve(peer: Peer) -> None:
        peer.read_request()
        peer.answer(b"hello")
        peer.hang()
        ended.set()

    with FaultServer(serve) as server, bounded():
        transport.send(prepared(server.url))
        transport.close()
        assert ended.wait(5)


def test_what_a_listener_raises_passes_and_closes_the_connection(transport: Transport) -> None:
    ended = threading.Event()

    def serve(peer: Peer) -> None:
        peer.read_request()
        peer.answer(b"hello")
        peer.hang()
        ended.set()

    def full_pipe(_data: bytes) -> None:
        raise BrokenPipeError

    with FaultServer(serve) as server, bounded():
        with pytest.raises(BrokenPipeError):
            transport.send(prepared(server.url), on_body=full_pipe)
        assert ended.wait(5)
