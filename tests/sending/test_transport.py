"""The transport as its callers see it: what it tells, what it imports, what it leaves behind."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from tests.faults.asking import failure_of, prepared
from tests.faults.server import FaultServer, Peer

from endpoint_explorer.model.exchange import Exchange, Progress, Response
from endpoint_explorer.sending.transport import Transport

BODY = bytes(range(256)) * 4000


def serve(peer: Peer) -> None:
    while True:
        peer.read_request()
        peer.answer(BODY, headers="Content-Type: application/octet-stream\r\n")


@pytest.fixture
def transport() -> Iterator[Transport]:
    made = Transport()
    yield made
    made.close()


def test_an_exchange_holds_the_request_the_answer_and_their_circumstances(
    transport: Transport,
) -> None:
    before = time.time()
    with FaultServer(serve) as server:
        sent = prepared(server.url + "/x", "POST", body="hello")
        exchange = transport.send(sent)
    assert exchange.wire.method == "POST"
    assert exchange.wire.url == sent.url
    assert exchange.wire.headers == sent.headers
    assert (exchange.wire.body, exchange.wire.body_size) == (b"hello", 5)
    assert before - 1 <= exchange.started_at <= time.time() + 1
    assert exchange.remote_address == f"127.0.0.1:{server.port}"
    assert exchange.response == Response(
        status=200,
        reason="OK",
        headers=(
            ("Content-Type", "application/octet-stream"),
            ("Content-Length", str(len(BODY))),
        ),
        body=BODY,
        wire_size=len(BODY),
        expected_size=len(BODY),
    )
    assert (exchange.failure, exchange.hops) == (None, ())


def test_progress_goes_through_the_phases_and_counts_up(transport: Transport) -> None:
    seen: list[Progress] = []
    with FaultServer(serve) as server:
        transport.send(prepared(server.url, "POST", body="x" * 100_000), on_progress=seen.append)
    phases = list(dict.fromkeys(progress.phase for progress in seen))
    assert phases == ["connect", "send", "wait", "receive", "done"]
    received = [p.received for p in seen if p.phase == "receive"]
    assert received == sorted(received)
    assert seen[-1] == Progress("done", 100_000, len(BODY), len(BODY), 200)


def test_progress_within_a_phase_is_not_told_for_every_chunk(transport: Transport) -> None:
    def many(peer: Peer) -> None:
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        peer.send(b"1\r\nx\r\n" * 20_000 + b"0\r\n\r\n")

    seen: list[Progress] = []
    with FaultServer(many) as server:
        started = time.monotonic()
        exchange = transport.send(prepared(server.url), on_progress=seen.append)
        elapsed = time.monotonic() - started
    assert exchange.response is not None
    assert len(exchange.response.body) == 20_000
    assert len(seen) <= 8 + 30 * elapsed


def test_the_response_is_told_before_its_body(transport: Transport) -> None:
    told: list[object] = []
    with FaultServer(serve) as server:
        transport.send(prepared(server.url), on_response=told.append, on_body=told.append)
    first, *pieces = told
    assert isinstance(first, Response)
    assert (first.status, first.body, first.expected_size) == (200, b"", len(BODY))
    assert b"".join(p for p in pieces if isinstance(p, bytes)) == BODY


def test_many_threads_can_send_at_once(transport: Transport) -> None:
    done: list[Exchange] = []

    def send(url: str) -> None:
        done.extend(transport.send(prepared(url)) for _ in range(10))

    with FaultServer(serve) as server:
        threads = [threading.Thread(target=send, args=(server.url,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        assert server.accepted <= 80
    assert len(done) == 80
    assert all(exchange.response and exchange.response.body == BODY for exchange in done)


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts descriptors in /proc")
def test_no_descriptor_is_left_open_whatever_happens() -> None:
    def odd(peer: Peer) -> None:
        request = peer.read_request()
        if b"/reset" in request:
            peer.reset()
        elif b"/short" in request:
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx")
        elif b"/garbage" in request:
            peer.send(b"\0" * 100 + b"\r\n\r\n")
        elif b"/redirect" in request:
            peer.answer(status="302 Found", headers="Location: /ok\r\n")
        elif b"/slow" in request:
            peer.hang()
        else:
            peer.answer()

    def send_all(url: str) -> None:
        transport = Transport()
        for path in ("/ok", "/reset", "/short", "/garbage", "/redirect"):
            transport.send(prepared(url + path))
        transport.send(prepared(url + "/slow", timeout=0.01))
        transport.send(prepared("http://127.0.0.1:1/"))
        transport.close()

    def left_open() -> int:
        return len(os.listdir("/proc/self/fd"))

    with FaultServer(odd) as server:
        send_all(server.url)
    with FaultServer(odd) as server:
        before = left_open()
        for _ in range(20):
            send_all(server.url)
    assert left_open() <= before


def test_nothing_of_a_request_is_logged(
    transport: Transport, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), FaultServer(serve) as server:
        transport.send(prepared(server.url + "/?key=s3cret", headers=(("X-Key", "s3cret"),)))
    assert caplog.records == []


@pytest.mark.parametrize("name", ["NETRC", "SSLKEYLOGFILE", "FTP_PROXY"])
def test_no_other_environment_variable_than_a_proxys_changes_what_is_sent(
    transport: Transport, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:1")
    with FaultServer(serve) as server:
        assert failure_of(transport.send(prepared(server.url))) == ("", "")
        assert server.accepted == 1


def test_it_brings_neither_httpx_nor_asyncio() -> None:
    code = (
        "import sys, endpoint_explorer.sending.transport\n"
        "heavy = {'httpx', 'asyncio', 'rich', 'click', 'pygments', 'email', 'http.client',"
        " 'pydantic', 'brotli', 'zstandard', 'idna'}\n"
        "print(*heavy & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
