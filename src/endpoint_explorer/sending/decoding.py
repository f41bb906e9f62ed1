"""A body as its Content-Encoding says (RFC 9110, 8.4), and as it is where that is a lie."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from endpoint_explorer.errors import BodyUndecodable
from endpoint_explorer.sending.decoders import (
    BrotliDecoder,
    Decoder,
    DeflateDecoder,
    GzipDecoder,
    Undecodable,
    ZstdDecoder,
)

MAXIMUM_CODINGS = 5

_UNDECODED = 1024 * 1024
"""Bytes that may come before the first decoded one; a lie is seen long before."""

_DECODERS: dict[str, Callable[[], Decoder]] = {
    "gzip": GzipDecoder,
    "x-gzip": GzipDecoder,
    "deflate": DeflateDecoder,
    "br": BrotliDecoder,
    "zstd": ZstdDecoder,
}


def codings(values: Sequence[str]) -> tuple[str, ...]:
    """Return the codings that Content-Encoding headers name, in the order of their application."""
    names = (name.strip().lower() for value in values for name in value.split(","))
    return tuple(name for name in names if name not in ("", "identity"))


def decode(chunks: Iterator[bytes], names: Sequence[str], notes: list[str]) -> Iterator[bytes]:
    """Yield a body decoded, in pieces.

    What cannot be decoded at all is yielded as it came, and `notes` says so. Raises
    BodyUndecodable when a coding breaks after a part was decoded, or does not reach its end.
    """
    if len(names) > MAXIMUM_CODINGS:
        notes.append(f"the body has {len(names)} content encodings: it is shown as it came")
        return chunks
    unknown = [name for name in names if name not in _DECODERS]
    if unknown:
        notes.append(f"the body is shown as it came: its content encoding {unknown[0]} is unknown")
        return chunks
    for name in reversed(names):
        chunks = _undo(name, _DECODERS[name](), chunks, notes)
    return chunks


def _undo(
    name: str, decoder: Decoder, chunks: Iterator[bytes], notes: list[str]
) -> Iterator[bytes]:
    """Undo one coding; what came before the first decoded byte is kept in case of a lie."""
    undecoded: bytearray | None = bytearray()
    for chunk in chunks:
        if undecoded is not None:
            undecoded += chunk
            if len(undecoded) > _UNDECODED:
                undecoded = None
        pieces = decoder.feed(chunk)
        while True:
            try:
                piece = next(pieces, None)
            except Undecodable as error:
                if undecoded is None:
                    raise _broken(f"breaks off as {name}: {error}") from error
                notes.append(f"the body is not {name}, as its header says: it is shown as it came")
                yield bytes(undecoded)
                yield from chunks
                return
            if piece is None:
                break
            if piece:
                undecoded = None
                yield piece
    if decoder.surplus:
        notes.append(
            f"the body has {decoder.surplus} bytes after its {name} data, which are left out"
        )
    yield from _end(name, decoder, undecoded, notes)


def _end(
    name: str, decoder: Decoder, undecoded: bytearray | None, notes: list[str]
) -> Iterator[bytes]:
    was_empty = undecoded is not None and not undecoded
    if decoder.is_finished or was_empty:
        return
    if undecoded is None or decoder.is_recognised:
        raise _broken(f"ends before its {name} data does")
    notes.append(f"the body is not {name}, as its header says: it is shown as it came")
    yield bytes(undecoded)


def _broken(reason: str) -> BodyUndecodable:
    return BodyUndecodable(
        f"the body {reason}",
        phase="receive",
        hint="What could be decoded is kept. The server or a proxy cut it short or damaged it.",
    )
