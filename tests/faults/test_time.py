"""A send ends when its time is up, and when it is cancelled, whatever the server does."""

from __future__ import annotations

import contextlib
import ssl
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import trustme
from tests.faults.asking import ask, bounded, failure_of, message_of, prepared, with_settings
from tests.faults.server import FaultServer, Peer, full_port

from endpoint_explorer.model.exchange import Exchange, PreparedRequest, Progress
from endpoint_explorer.sending.lookup import Address
from endpoint_explorer.sending.transport import CancelToken, Settings, Transport

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
LARGE = "x" * 20_000_000
"""More than the buffers of two sockets hold."""


def hang(peer: Peer) -> None:
    peer.hang()


def stall(peer: Peer) -> None:
    """Read nothing, not even the end."""
    peer.pause(30)


def drip_headers(peer: Peer) -> None:
    peer.read_request()
    peer.drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1000)


def drip_body(peer: Peer) -> None:
    peer.read_request()
    peer.send(HEAD)
    peer.drip(b"x" * 1000)


@pytest.mark.parametrize(
    ("script", "phase"),
    [(hang, "wait"), (drip_headers, "wait"), (drip_body, "receive")],
    ids=["silence", "dripping headers", "dripping body"],
)
def test_the_total_timeout_holds(script: Callable[[Peer], None], phase: str) -> None:
    with FaultServer(script) as server, bounded(0.4, 3):
        exchange = ask(server.url, timeout=0.4)
    assert failure_of(exchange) == ("timeout", phase)
    assert "0.4 s" in message_of(exchange)


def test_what_dripped_in_before_the_timeout_is_kept() -> None:
    with FaultServer(drip_body) as server:
        exchange = ask(server.url, timeout=0.5)
    assert exchange.response is not None
    assert exchange.response.status == 200
    assert 1 <= len(exchange.response.body) <= 20
    assert set(exchange.response.body) == set(b"x")
    assert not exchange.response.is_complete


def test_a_limit_for_reading_is_a_limit_for_one_wait() -> None:
    with FaultServer(hang) as server, bounded(0.2, 3):
        exchange = ask(server.url, settings=with_settings(read=0.2))
    assert failure_of(exchange) == ("timeout", "wait")


def test_no_timeout_means_none() -> None:
    def slow(peer: Peer) -> None:
        peer.read_request()
        peer.drip(b"HTTP/1.1 204 No Content\r\n\r\n", 0.01)

    with FaultServer(slow) as server:
        exchange = ask(server.url, timeout=0)
    assert exchange.failure is None


def test_a_large_body_that_nobody_reads_ends_at_the_timeout() -> None:
    with FaultServer(stall) as server, bounded(0.4, 3, memory=60_000_000):
        exchange = ask(server.url, "POST", body=LARGE, timeout=0.4)
    assert failure_of(exchange) == ("timeout", "send")


def test_a_handshake_that_hangs_ends_at_the_timeout() -> None:
    with FaultServer(hang) as server, bounded(0.4, 3):
        exchange = ask(server.url.replace("http:", "https:"), timeout=0.4)
    assert failure_of(exchange) == ("timeout", "tls")
    assert exchange.response is None


class Stuck:
    """A way for a send to be stuck in a phase: where to send to, and how."""

    def __init__(
        self, phase: str, request: PreparedRequest, settings: Settings | None = None
    ) -> None:
        self.phase = phase
        self.request = request
        self.settings = settings


@contextlib.contextmanager
def stuck_in_lookup() -> Iterator[Stuck]:
    over = threading.Event()

    def resolve(_host: str, _port: int) -> list[Address]:
        over.wait(10)
        return []

    yield Stuck("dns", prepared("http://slow.invalid/"), with_settings(resolver=resolve))
    over.set()


@contextlib.contextmanager
def stuck_in_connect() -> Iterator[Stuck]:
    with full_port() as port:
        yield Stuck("connect", prepared(f"http://127.0.0.1:{port}/"))


@contextlib.contextmanager
def stuck_in_handshake() -> Iterator[Stuck]:
    with FaultServer(hang) as server:
        yield Stuck("tls", prepared(server.url.replace("http:", "https:")))


@contextlib.contextmanager
def stuck_in_send() -> Iterator[Stuck]:
    with FaultServer(stall) as server:
        yield Stuck("send", prepared(server.url, "POST", body=LARGE))


@contextlib.contextmanager
def stuck_in_wait() -> Iterator[Stuck]:
    with FaultServer(hang) as server:
        yield Stuck("wait", prepared(server.url))


@contextlib.contextmanager
def stuck_in_receive() -> Iterator[Stuck]:
    def script(peer: Peer) -> None:
        peer.read_request()
        peer.send(HEAD + b"kept")
        peer.hang()

    with FaultServer(script) as server:
        yield Stuck("receive", prepared(server.url))


@contextlib.contextmanager
def stuck_in_receive_over_tls() -> Iterator[Stuck]:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)

    def script(peer: Peer) -> None:
        peer.read_request()
        peer.send(HEAD + b"kept")
        peer.hang()

    with FaultServer(script, context=context) as server:
        yield Stuck("receive", prepared(server.url), with_settings(context=lambda: trusting))


@pytest.mark.parametrize(
    "stuck",
    [
        stuck_in_lookup,
        stuck_in_connect,
        stuck_in_handshake,
        stuck_in_send,
        stuck_in_wait,
        stuck_in_receive,
        stuck_in_receive_over_tls,
    ],
)
def test_cancelling_ends_any_phase_at_once(
    stuck: Callable[[], contextlib.AbstractContextManager[Stuck]],
) -> None:
    # The body that is being sent is there as text, as bytes and in pieces.
    with stuck() as way, bounded(memory=60_000_000):
        exchange, phases, seconds = cancelled_when(way)
    assert failure_of(exchange) == ("cancelled", way.phase)
    assert seconds < 0.5
    assert phases[-2:] == [way.phase, "done"]
    if way.phase == "receive":
        assert exchange.response is not None
        assert exchange.response.body == b"kept"
    else:
        assert exchange.response is None


def cancelled_when(way: Stuck) -> tuple[Exchange, list[str], float]:
    """Send, cancel from another thread once the phase is reached, and time how long that took."""
    token = CancelToken()
    reached = threading.Event()
    phases: list[str] = []
    cancelled_at = 0.0

    def watch(progress: Progress) -> None:
        if not phases or phases[-1] != progress.phase:
            phases.append(progress.phase)
        body_has_come = progress.phase != "receive" or progress.received > 0
        if progress.phase == way.phase and body_has_come:
            reached.set()

    def cancel() -> None:
        nonlocal cancelled_at
        reached.wait(5)
        time.sleep(0.05)  # So that the send is in its wait, which no event tells.
        cancelled_at = time.monotonic()
        token.cancel()

    canceller = threading.Thread(target=cancel)
    canceller.start()
    transport = Transport(way.settings)
    exchange = transport.send(way.request, cancel=token, on_progress=watch)
    ended_at = time.monotonic()
    canceller.join()
    transport.close()
    return exchange, phases, ended_at - cancelled_at


def test_a_token_that_is_cancelled_already_sends_nothing(transport: Transport) -> None:
    token = CancelToken()
    token.cancel()
    token.cancel()
    with FaultServer(hang) as server:
        exchange = transport.send(prepared(server.url), cancel=token)
        assert server.accepted == 0
    assert failure_of(exchange)[0] == "cancelled"


def test_a_token_cancels_several_sends(transport: Transport) -> None:
    token = CancelToken()
    with FaultServer(hang) as server:
        exchanges: list[Exchange] = []
        waiting = threading.Semaphore(0)

        def send() -> None:
            def watch(progress: Progress) -> None:
                if progress.phase == "wait":
                    waiting.release()

            request = prepared(server.url)
            exchanges.append(transport.send(request, cancel=token, on_progress=watch))

        threads = [threading.Thread(target=send) for _ in range(3)]
        for thread in threads:
            thread.start()
        for _ in threads:
            assert waiting.acquire(timeout=5)
        token.cancel()
        for thread in threads:
            thread.join(5)
    assert [failure_of(exchange)[0] for exchange in exchanges] == ["cancelled"] * 3


def test_cancelling_one_send_leaves_another_alone(transport: Transport) -> None:
    go_on = threading.Event()

    def script(peer: Peer) -> None:
        peer.read_request()
        go_on.wait(5)
        peer.answer(b"done")

    token = CancelToken()
    with FaultServer(script) as server:
        results: list[Exchange] = []
        other = threading.Thread(
            target=lambda: results.append(transport.send(prepared(server.url)))
        )
        other.start()

        def cancel(progress: Progress) -> None:
            if progress.phase == "wait":
                token.cancel()

        transport.send(prepared(server.url), cancel=token, on_progress=cancel)
        go_on.set()
        other.join(5)
    assert results[0].failure is None
