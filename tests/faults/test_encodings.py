"""Encoded bodies: decoded, broken, lying, and bombs."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]  # it ships no types
import pytest
import zstandard
from tests.faults.asking import ask, bounded, failure_of, message_of, prepared, with_settings
from tests.faults.server import FaultServer, Peer

from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.sending.transport import Caps, Transport

TEXT = b"".join(b"%d: some text that repeats\n" % i for i in range(20_000))

Encode = Callable[[bytes], bytes]


def bare_deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(data) + compressor.flush()


def streamed_zstd(data: bytes) -> bytes:
    """Compress without the size of the content in the frame's header, as servers do."""
    compressor = zstandard.ZstdCompressor().compressobj()
    return compressor.compress(data) + compressor.flush()


ENCODERS: dict[str, Encode] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda data: bytes(brotli.compress(data, quality=4)),
    "zstd": streamed_zstd,
}
each_encoding = pytest.mark.parametrize("name", ENCODERS)


def answer(body: bytes, encoding: str, caps: Caps | None = None) -> Exchange:
    """Ask for a body with this Content-Encoding."""

    def script(peer: Peer) -> None:
        peer.read_request()
        peer.answer(body, headers=f"Content-Encoding: {encoding}\r\n")

    with FaultServer(script) as server:
        return ask(server.url, settings=with_settings(caps=caps or Caps()))


@each_encoding
def test_a_body_is_decoded(name: str) -> None:
    encoded = ENCODERS[name](TEXT)
    exchange = answer(encoded, name)
    assert exchange.failure is None
    response = exchange.response
    assert response is not None
    assert response.body == TEXT
    assert response.wire_size == response.expected_size == len(encoded)
    assert (response.is_complete, response.notes) == (True, ())
    assert response.header("content-encoding") == name


def test_encodings_are_undone_in_turn() -> None:
    body = TEXT
    for name in ("gzip", "br", "zstd", "deflate", "gzip"):
        body = ENCODERS[name](body)
    exchange = answer(body, "gzip, BR , identity,zstd, deflate,x-gzip")
    assert exchange.response is not None
    assert exchange.response.body == TEXT


def test_bare_deflate_is_decoded_too() -> None:
    exchange = answer(bare_deflate(TEXT), "deflate")
    assert exchange.response is not None
    assert exchange.response.body == TEXT


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_several_members_are_joined(name: str) -> None:
    encode = ENCODERS[name]
    exchange = answer(encode(b"one, ") + encode(b"two, ") + encode(b"three"), name)
    assert exchange.failure is None
    assert exchange.response is not None
    assert exchange.response.body == b"one, two, three"


@each_encoding
@pytest.mark.parametrize("part", [0.5, 0.999])
def test_a_truncated_body_is_a_failure_that_keeps_what_was_decoded(name: str, part: float) -> None:
    encoded = ENCODERS[name](TEXT)
    exchange = answer(encoded[: int(len(encoded) * part)], name)
    assert failure_of(exchange) == ("decoding", "receive")
    assert f"ends before its {name} data does" in message_of(exchange)
    assert exchange.response is not None
    assert not exchange.response.is_complete
    body = exchange.response.body
    assert body
    assert TEXT.startswith(body)


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_a_body_cut_before_anything_decodes_is_a_failure(name: str) -> None:
    exchange = answer(ENCODERS[name](TEXT)[:5], name)
    assert failure_of(exchange)[0] == "decoding"
    assert exchange.response is not None
    assert exchange.response.body == b""


@each_encoding
def test_a_damaged_body_is_a_failure_that_keeps_what_was_decoded(name: str) -> None:
    encoded = bytearray(ENCODERS[name](TEXT))
    middle = len(encoded) // 2
    encoded[middle : middle + 200] = b"\xff" * 200
    exchange = answer(bytes(encoded), name)
    assert failure_of(exchange)[0] == "decoding"
    assert exchange.response is not None
    assert not exchange.response.is_complete


@each_encoding
@pytest.mark.parametrize("body", [b'{"plain": "json"}' * 100, b"<", b"ok"])
def test_a_lie_shows_the_body_as_it_came_and_says_so(name: str, body: bytes) -> None:
    exchange = answer(body, name)
    assert exchange.failure is None
    assert exchange.response is not None
    assert exchange.response.body == body
    assert exchange.response.is_complete
    assert exchange.response.notes == (
        f"the body is not {name}, as its header says: it is shown as it came",
    )


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("compress", "compress is unknown"),
        ("gzip, rot13", "rot13 is unknown"),
        (", ".join(["gzip"] * 6), "6 content encodings"),
        (", ".join(["gzip"] * 2000), "2000 content encodings"),
    ],
)
def test_what_is_unknown_or_too_much_is_shown_as_it_came(encoding: str, words: str) -> None:
    body = gzip.compress(b"hello")
    exchange = answer(body, encoding)
    assert exchange.failure is None
    assert exchange.response is not None
    assert exchange.response.body == body
    assert words in exchange.response.notes[0]


@each_encoding
def test_no_body_is_no_lie(name: str) -> None:
    exchange = answer(b"", name)
    assert exchange.failure is None
    assert exchange.response is not None
    assert (exchange.response.body, exchange.response.notes) == (b"", ())


def test_bytes_after_the_end_are_left_out_with_a_note() -> None:
    exchange = answer(gzip.compress(b"hello") + b"\0\0" + b"surplus", "gzip")
    assert exchange.failure is None
    assert exchange.response is not None
    assert exchange.response.body == b"hello"
    assert exchange.response.notes == (
        "the body has 7 bytes after its gzip data, which are left out",
    )


def test_a_connection_that_breaks_in_an_encoded_body_says_that() -> None:
    encoded = gzip.compress(TEXT)

    def script(peer: Peer) -> None:
        peer.read_request()
        head = (
            f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(encoded)}\r\n\r\n"
        )
        peer.send(head.encode() + encoded[: len(encoded) // 2])

    with FaultServer(script) as server:
        exchange = ask(server.url)
    assert failure_of(exchange) == ("connection-broken", "receive")
    assert exchange.response is not None
    assert exchange.response.body
    assert TEXT.startswith(exchange.response.body)


@each_encoding
def test_a_bomb_is_cut_at_the_cap_and_costs_no_more_memory(name: str) -> None:
    bomb = ENCODERS[name](bytes(200_000_000))
    caps = Caps(decoded=10_000_000)
    with bounded(0, 10, memory=60_000_000):
        exchange = answer(bomb, name, caps)
    assert exchange.failure is None
    assert exchange.response is not None
    assert len(exchange.response.body) == 10_000_000
    assert not exchange.response.is_complete
    assert exchange.response.notes == (
        "truncated: 10 MB decoded, which is the limit (max_decoded = 10000000)",
    )


def test_a_bomb_in_a_bomb_is_cut_at_the_cap() -> None:
    bomb = gzip.compress(gzip.compress(gzip.compress(bytes(100_000_000))))
    with bounded():
        exchange = answer(bomb, "gzip, gzip, gzip", Caps(decoded=1_000_000))
    assert exchange.response is not None
    assert len(exchange.response.body) == 1_000_000


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_body_is_cut_at_the_cap_for_what_comes_in(encoding: str) -> None:
    def script(peer: Peer) -> None:
        peer.read_request()
        head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nTransfer-Encoding: chunked\r\n"
        peer.send(head.encode() + b"\r\n")
        body = gzip.compress(bytes(3_000_000), 0) if encoding == "gzip" else bytes(3_000_000)
        peer.send(b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body))

    settings = with_settings(caps=Caps(raw=1_000_000))
    with FaultServer(script) as server:
        exchange = ask(server.url, settings=settings)
    assert exchange.failure is None
    response = exchange.response
    assert response is not None
    assert response.wire_size == 1_000_000
    assert 900_000 < len(response.body) <= 1_000_000
    assert not response.is_complete
    assert (
        "truncated: 1.0 MB received, which is the limit (max_body = 1000000)" in response.notes[0]
    )


def test_a_body_as_large_as_the_cap_is_whole() -> None:
    exchange = answer(bytes(1000), "identity", Caps(raw=1000, decoded=1000))
    assert exchange.response is not None
    assert exchange.response.is_complete
    assert exchange.response.notes == ()


def test_an_endless_body_ends_at_the_cap() -> None:
    def script(peer: Peer) -> None:
        peer.read_request()
        peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            peer.send(b"4000\r\n" + bytes(0x4000) + b"\r\n")

    with FaultServer(script) as server:
        exchange = ask(server.url, settings=with_settings(caps=Caps(raw=5_000_000)))
    assert exchange.response is not None
    assert len(exchange.response.body) == 5_000_000


def test_the_body_is_streamed_decoded_as_it_comes(transport: Transport) -> None:
    pieces: list[bytes] = []
    statuses: list[int] = []

    def script(peer: Peer) -> None:
        peer.read_request()
        compressor = zlib.compressobj(wbits=31)
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n")
        for word in (b"one", b"two"):
            peer.send(compressor.compress(word) + compressor.flush(zlib.Z_SYNC_FLUSH))
            while b"".join(pieces)[-3:] != word:
                peer.pause(0.005)
        peer.send(compressor.flush())

    with FaultServer(script) as server:
        exchange = transport.send(
            prepared(server.url),
            on_response=lambda response: statuses.append(response.status),
            on_body=pieces.append,
        )
    assert statuses == [200]
    assert b"".join(pieces) == b"onetwo"
    assert exchange.response is not None
    assert exchange.response.body == b"onetwo"
