"""Content codings: round trips in any pieces, bounded output, and lies."""

from __future__ import annotations

import contextlib
import gzip
import zlib
from collections.abc import Callable, Iterator

import brotli  # type: ignore[import-untyped]  # it ships no types
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.errors import BodyUndecodable
from endpoint_explorer.sending.decoding import codings, decode

ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda data: bytes(brotli.compress(data, quality=5)),
    "zstd": zstandard.compress,
}
bodies = st.binary() | st.builds(lambda b, n: b * n, st.binary(min_size=1), st.integers(1, 5000))
names = st.sampled_from(sorted(ENCODERS))


def cut(data: bytes, size: int) -> Iterator[bytes]:
    return (data[i : i + size] for i in range(0, len(data), size))


@given(bodies, st.lists(names, max_size=5), st.integers(min_value=1, max_value=100_000))
def test_what_was_encoded_is_decoded_in_pieces_of_any_size(
    body: bytes, chain: list[str], size: int
) -> None:
    encoded = body
    for name in chain:
        encoded = ENCODERS[name](encoded)
    notes: list[str] = []
    assert b"".join(decode(cut(encoded, size), chain, notes)) == body
    assert notes == []


@given(st.binary(min_size=200), names, st.integers(1, 300), st.data())
def test_what_is_cut_short_never_passes_for_whole(
    body: bytes, name: str, size: int, data: st.DataObject
) -> None:
    encoded = ENCODERS[name](body)
    cut_at = data.draw(st.integers(min_value=1, max_value=len(encoded) - 1))
    notes: list[str] = []
    decoded = bytearray()
    try:
        for piece in decode(cut(encoded[:cut_at], size), [name], notes):
            decoded += piece
    except BodyUndecodable:
        assert body.startswith(decoded)
    else:
        assert notes, "neither a failure nor a note"
        assert bytes(decoded) == encoded[:cut_at]


@given(st.binary(min_size=1), names, st.integers(1, 300))
def test_any_bytes_are_decoded_or_shown_or_a_failure(body: bytes, name: str, size: int) -> None:
    notes: list[str] = []
    with contextlib.suppress(BodyUndecodable):
        decoded = b"".join(decode(cut(body, size), [name], notes))
        assert decoded == body or not any("shown as it came" in note for note in notes)


@pytest.mark.parametrize(("name", "limit"), [("gzip", 1), ("deflate", 1), ("br", 2), ("zstd", 260)])
def test_pieces_are_of_bounded_size(name: str, limit: int) -> None:
    bomb = ENCODERS[name](bytes(50_000_000))
    pieces = decode(iter([bomb]), [name], [])
    sizes = [len(piece) for piece in pieces]
    assert sum(sizes) == 50_000_000
    assert max(sizes) <= limit * 64 * 1024


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((), ()),
        (("",), ()),
        (("identity",), ()),
        (("GZIP , br",), ("gzip", "br")),
        (("gzip", "br, identity, zstd"), ("gzip", "br", "zstd")),
    ],
)
def test_the_header_is_read_as_a_list(values: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert codings(values) == expected


def bare_deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(data) + compressor.flush()


@pytest.mark.parametrize(("name", "encode"), [*sorted(ENCODERS.items()), ("deflate", bare_deflate)])
def test_output_that_ends_at_the_edge_of_a_piece_is_whole(
    name: str, encode: Callable[[bytes], bytes]
) -> None:
    for size in range(65_530, 65_800):
        body = bytes(size)
        assert b"".join(decode(iter([encode(body)]), [name], [])) == body
