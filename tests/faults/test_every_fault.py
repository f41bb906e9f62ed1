"""What servers do wrong over HTTP/1.1, in one table.

Each is held to its error, the phase, the time and the memory that it costs, and what is kept.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]  # it ships no types
import msgspec
import pytest
import zstandard
from tests.faults.asking import bounded, failure_of, message_of, prepared
from tests.faults.server import FaultServer, Peer, Script

from endpoint_explorer.model.exchange import BodyLimits
from endpoint_explorer.sending.transport import Transport

OK = b"HTTP/1.1 200 OK\r\nX-Kept: yes\r\n"
TEXT = b"".join(b"%d: some text that repeats\n" % i for i in range(5_000))
LIMIT = 0.4
"""Seconds for the whole send, for the faults that only time ends."""


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What a server does, and what must come of it.

    `kind` and `phase` are the failure's, empty for none; `words` are in its message, or in the
    notes of the response, where `note` is too. `status` is None where no response can be kept.
    `body` is the whole body, or a function that judges it. `times_out` says that the limit of
    time ends it.
    """

    script: Script
    kind: str = ""
    phase: str = ""
    words: str = ""
    note: str = ""
    status: int | None = 200
    body: bytes | Callable[[bytes], object] = b""
    is_complete: bool = False
    times_out: bool = False
    method: str = "GET"
    sends: str | None = None


def says(data: bytes, *, resets: bool = False, hangs: bool = False) -> Script:
    """Send these bytes as the answer to a request; then close, reset or do nothing."""

    def script(peer: Peer) -> None:
        peer.read_request()
        peer.send(data)
        if resets:
            peer.pause(0.05)
            peer.reset()
        elif hangs:
            peer.hang()

    return script


def encoded(name: str, data: bytes) -> Script:
    """Answer with a body that is said to be encoded so."""

    def script(peer: Peer) -> None:
        peer.read_request()
        peer.answer(data, headers=f"Content-Encoding: {name}\r\n")

    return script


def silence(peer: Peer) -> None:
    """Say nothing."""
    peer.read_request()
    peer.hang()


def header_drip(peer: Peer) -> None:
    """Send a header, a byte at a time."""
    peer.read_request()
    peer.send(OK)
    peer.drip(b"X-Long: " + b"x" * 10_000, 0.01)


def body_drip(peer: Peer) -> None:
    """Send a body, a byte at a time."""
    peer.read_request()
    peer.send(OK + b"Content-Length: 10000\r\n\r\n")
    peer.drip(b"x" * 10_000, 0.01)


def endless_chunks(peer: Peer) -> None:
    """Send small chunks for ever."""
    peer.read_request()
    peer.send(OK + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        peer.pause(0.005)
        peer.send(b"4\r\nabcd\r\n")


def endless_head(peer: Peer) -> None:
    """Send interim answers for ever."""
    peer.read_request()
    while True:
        peer.pause(0.001)
        peer.send(b"HTTP/1.1 103 Early Hints\r\n\r\n")


def early_answer(peer: Peer) -> None:
    """Answer after the headers, and then neither read nor close."""
    peer.sock.recv(100)
    peer.answer(b"too much", status="413 Content Too Large")
    peer.pause(5)


def early_interim_answer(peer: Peer) -> None:
    """Say that the body may come, wait, and then take it."""
    peer.sock.recv(100)
    peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
    peer.pause(1.2)
    received = 0
    while received < 8_000_000:
        received += len(peer.sock.recv(1_000_000))
    peer.answer(b"taken")


CUT = "the headers are cut: 1 came whole"
UNREADABLE = "1 of 2 lines of the headers could be read"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def no_answer(data: bytes, words: str = "does not answer in proper HTTP") -> Fault:
    """Send what is no answer at all."""
    return Fault(script=says(data), kind="protocol", phase="wait", status=None, words=words)


def bad_head(rest: bytes, words: str, note: str = "", kind: str = "protocol") -> Fault:
    """Send a good header, and then what is none."""
    return Fault(script=says(OK + rest), kind=kind, phase="wait", words=words, note=note)


FAULTS: dict[str, Fault] = {
    "silent after connect": Fault(
        script=silence, kind="timeout", phase="wait", status=None, times_out=True
    ),
    "header drip": Fault(
        script=header_drip, kind="timeout", phase="wait", words="0.4 s", times_out=True
    ),
    "body drip": Fault(
        script=body_drip,
        kind="timeout",
        phase="receive",
        body=lambda body: body and not body.strip(b"x"),
        times_out=True,
    ),
    "endless chunked": Fault(
        script=endless_chunks,
        kind="timeout",
        phase="receive",
        body=lambda body: body.startswith(b"abcdabcd"),
        times_out=True,
    ),
    "endless interim answers": Fault(
        script=endless_head, kind="timeout", phase="wait", status=None, times_out=True
    ),
    "reset in the body": Fault(
        script=says(OK + b"Content-Length: 1000\r\n\r\n" + b"x" * 100, resets=True),
        kind="connection-broken",
        phase="receive",
        words="received 100 of 1000 bytes",
        body=b"x" * 100,
    ),
    "Content-Length too long": Fault(
        script=says(OK + b"Content-Length: 1000\r\n\r\n" + b"x" * 100),
        kind="connection-broken",
        phase="receive",
        words="received 100 of 1000 bytes",
        body=b"x" * 100,
    ),
    "Content-Length too short": Fault(
        script=says(OK + b"Content-Length: 3\r\n\r\nthe rest is left out"),
        body=b"the",
        is_complete=True,
    ),
    "Content-Length beyond all bounds": Fault(
        script=says(OK + b"Content-Length: 99999999999999999999\r\n\r\nhello"),
        kind="connection-broken",
        phase="receive",
        body=b"hello",
    ),
    "Content-Length with Transfer-Encoding": Fault(
        script=says(
            OK + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
        ),
        body=b"hello",
        is_complete=True,
    ),
    "Content-Length twice the same": Fault(
        script=says(OK + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
        body=b"hello",
        is_complete=True,
    ),
    "Content-Length twice": bad_head(
        b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", "Content-Length"
    ),
    "Content-Length negative": bad_head(b"Content-Length: -5\r\n\r\nhello", "Content-Length"),
    "bad chunk": Fault(
        script=says(CHUNKED + b"5\r\nhello\r\nZZ\r\n"),
        kind="protocol",
        phase="receive",
        body=b"hello",
    ),
    "chunk of a negative size": Fault(
        script=says(CHUNKED + b"5\r\nhello\r\n-1\r\n"),
        kind="protocol",
        phase="receive",
        body=b"hello",
    ),
    "chunk size without an end": Fault(
        script=says(CHUNKED + b"5\r\nhello\r\n" + b"0" * 2_000_000),
        kind="protocol",
        phase="receive",
        body=b"hello",
    ),
    "bad status line": no_answer(
        b"HTTP/1.1 twohundred OK\r\n\r\n", "does not answer in proper HTTP"
    ),
    "another protocol": no_answer(b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "does not start as HTTP does"),
    "HTTP/0.9": no_answer(b"<html>no headers</html>", "does not start as HTTP does"),
    "HTTP/0.9, several lines": no_answer(b"hello\r\n\r\nworld", "does not start as HTTP does"),
    "HTTP/2 unasked": no_answer(
        b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + bytes(18), "does not start as HTTP does"
    ),
    "empty reply": Fault(
        script=says(b""),
        kind="connection-broken",
        phase="wait",
        words="closed the connection without an answer",
        status=None,
    ),
    "cut in the headers": bad_head(
        b"X-Cut: he", "in the middle of the headers", CUT, kind="connection-broken"
    ),
    "100,000 headers": bad_head(
        b"".join(b"X-%d: y\r\n" % i for i in range(100_000)) + b"\r\n",
        "bytes of header, at most 524288 are taken",
        ",",
    ),
    "a 10 MB header": bad_head(
        b"X-Long: " + b"x" * 10_000_000 + b"\r\n\r\n",
        "bytes of header, at most 524288 are taken",
        CUT,
    ),
    "NUL in a header": bad_head(b"X-Bad: a\0b\r\n\r\n", "proper HTTP", UNREADABLE),
    "CR in a header": bad_head(b"X-Bad: a\rb\r\n\r\n", "proper HTTP", UNREADABLE),
    "a space before the colon": bad_head(b"X-Bad : a\r\n\r\n", "line: 'X-Bad : a'", UNREADABLE),
    "an encoding of transfer that nobody knows": bad_head(
        b"Transfer-Encoding: identity\r\n\r\nhello", "Transfer-Encoding"
    ),
    "another protocol unasked": Fault(
        script=says(
            b"HTTP/1.1 101 Switching Protocols\r\nX-Kept: yes\r\nUpgrade: x\r\n"
            b"Connection: upgrade\r\n\r\n"
        ),
        kind="protocol",
        phase="wait",
        words="which nobody asked for",
        status=101,
    ),
    "NUL in the reason": no_answer(b"HTTP/1.1 200 O\0K\r\n\r\n"),
    "CR in the reason": no_answer(b"HTTP/1.1 200 O\rK\r\n\r\n"),
    "a header without a colon": bad_head(b"no colon\r\n\r\n", "line: 'no colon'", UNREADABLE),
    "a cut head after interim answers": Fault(
        script=says(b"HTTP/1.1 103 Early Hints\r\nX-Kept: no\r\n\r\n" * 3 + OK + b"X-Cut"),
        kind="connection-broken",
        phase="wait",
        note=CUT,
    ),
    "an interim answer alone": Fault(
        script=says(b"HTTP/1.1 100 Continue\r\n\r\n"),
        kind="connection-broken",
        phase="wait",
        status=None,
    ),
    "trailers that are cut": Fault(
        script=says(CHUNKED + b"5\r\nhello\r\n0\r\nX-T: 1\r\n"),
        kind="connection-broken",
        phase="receive",
        body=b"hello",
    ),
    "trailers without an end": Fault(
        script=says(CHUNKED + b"5\r\nhello\r\n0\r\n" + b"X-T: 1\r\n" * 100_000),
        kind="protocol",
        phase="receive",
        words="a line or the trailers take more than 524288 bytes",
        body=b"hello",
    ),
    "truncated gzip": Fault(
        script=encoded("gzip", gzip.compress(TEXT)[:-20]),
        kind="decoding",
        phase="receive",
        words="ends before its gzip data does",
        body=lambda body: body and TEXT.startswith(body),
    ),
    "truncated br": Fault(
        script=encoded("br", brotli.compress(TEXT, quality=4)[:-20]),
        kind="decoding",
        phase="receive",
        words="ends before its br data does",
        body=TEXT.startswith,
    ),
    "truncated zstd": Fault(
        script=encoded("zstd", zstandard.compress(TEXT)[:-2]),
        kind="decoding",
        phase="receive",
        words="ends before its zstd data does",
        body=TEXT.startswith,
    ),
    "gzip twice, said twice": Fault(
        script=encoded("gzip, gzip", gzip.compress(gzip.compress(TEXT))),
        body=TEXT,
        is_complete=True,
    ),
    "gzip twice, said once": Fault(
        script=encoded("gzip", gzip.compress(gzip.compress(TEXT, mtime=0), mtime=0)),
        body=gzip.compress(TEXT, mtime=0),
        is_complete=True,
    ),
    "several members of gzip": Fault(
        script=encoded("gzip", gzip.compress(b"one, ") + gzip.compress(b"two")),
        body=b"one, two",
        is_complete=True,
    ),
    "gzip whose name never ends": Fault(
        script=encoded("gzip", b"\x1f\x8b\x08\x08" + b"\0\0\0\0\0\xff" + b"x" * 3_000_000),
        kind="decoding",
        phase="receive",
    ),
    "2000 encodings": Fault(
        script=encoded(", ".join(["gzip"] * 2000), gzip.compress(TEXT, mtime=0)),
        words="2000 content encodings",
        body=gzip.compress(TEXT, mtime=0),
        is_complete=True,
    ),
    "a bomb": Fault(
        script=encoded("gzip", gzip.compress(bytes(1_000_000)) * 100),
        words="truncated: 5.0 MB decoded, which is the limit",
        body=bytes(5_000_000),
    ),
    "an early answer and a deaf server": Fault(
        script=early_answer,
        method="POST",
        sends="x" * 8_000_000,
        status=413,
        note="the server answered before it had all of the request",
        body=b"too much",
        is_complete=True,
    ),
    "100 Continue and a slow reader": Fault(
        script=early_interim_answer,
        method="POST",
        sends="x" * 8_000_000,
        body=b"taken",
        is_complete=True,
    ),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
def test_a_fault(fault: Fault, transport: Transport) -> None:
    with FaultServer(fault.script) as server:
        request = prepared(
            server.url, fault.method, body=fault.sends, timeout=LIMIT if fault.times_out else 10.0
        )
        request = msgspec.structs.replace(request, limits=BodyLimits(decoded=5_000_000))
        with bounded(LIMIT if fault.times_out else 0, 3):
            exchange = transport.send(request)
    response = exchange.response
    notes = response.notes if response else ()
    assert failure_of(exchange) == (fault.kind, fault.phase)
    assert fault.words in message_of(exchange) + "".join(notes)
    assert fault.note in "".join(notes)
    assert (response and response.status) == fault.status
    if response is not None:
        assert fault.phase != "wait" or response.header("x-kept") == "yes"
        is_right = (
            fault.body(response.body) if callable(fault.body) else fault.body == response.body
        )
        assert is_right, response.body[:100]
        assert response.is_complete == fault.is_complete
    if exchange.failure:
        assert exchange.failure.host == "127.0.0.1"
        assert exchange.failure.hint


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"caf\xe9", "caf\xe9"),
        ("caf\u00e9 \u4f60".encode(), "caf\u00e9 \u4f60"),
        (b"\x1b[31mred\x07", "\x1b[31mred\x07"),
        (b"tab\there", "tab\there"),
    ],
    ids=["latin-1", "UTF-8", "ESC", "tab"],
)
def test_odd_bytes_in_headers_and_reason_are_kept(
    raw: bytes, shown: str, transport: Transport
) -> None:
    answer = b"HTTP/1.1 200 " + raw + b"\r\nX-Odd: " + raw + b"\r\nContent-Length: 0\r\n\r\n"
    with FaultServer(says(answer)) as server:
        exchange = transport.send(prepared(server.url))
    assert exchange.failure is None
    assert exchange.response is not None
    assert (exchange.response.reason, exchange.response.header("x-odd")) == (shown, shown)


def test_thousands_of_headers_are_an_answer(transport: Transport) -> None:
    rows = b"".join(b"Set-Cookie: name-%d=a value of a cookie\r\n" % i for i in range(5_000))
    with FaultServer(says(OK + rows + b"Content-Length: 2\r\n\r\nok")) as server, bounded():
        exchange = transport.send(prepared(server.url))
    assert exchange.failure is None
    assert exchange.response is not None
    assert len(exchange.response.header_values("set-cookie")) == 5_000
