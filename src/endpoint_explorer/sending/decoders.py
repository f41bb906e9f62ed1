"""Incremental decoders of content codings, whose output comes in pieces of bounded size.

A bomb costs what is taken out of it, never what is in it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

PIECE = 64 * 1024
"""The size in bytes of a decoded piece: at most this, but for zstd."""

_BROTLI_INPUT = 1024
"""Bytes of brotli taken at once: a fault in them loses what they decoded to before it."""

_ZSTD_INPUT = 512
"""Bytes of zstd taken at once: at worst 128 blocks of 128 KB each, so 16 MB of output."""

_ZSTD_WINDOW = 8 * 1024 * 1024
"""The largest window that an HTTP client has to accept (RFC 9659)."""


class Undecodable(Exception):
    """The data is not in the coding."""


class Decoder(Protocol):
    """Decodes one coding.

    `is_recognised` says that the data starts as the coding does; `is_finished` that its end mark
    was seen; `surplus` counts the bytes after that.
    """

    is_recognised: bool
    surplus: int

    @property
    def is_finished(self) -> bool:
        """Whether the end mark was seen."""
        ...

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what a piece of the data decodes to; raises Undecodable."""
        ...


class GzipDecoder:
    """gzip (RFC 1952); several members are joined."""

    _MAGIC = b"\x1f\x8b"

    def __init__(self) -> None:
        self.is_recognised = False
        self.surplus = 0
        self._pending = b""
        self._member = zlib.decompressobj(31)
        self._members = 0

    @property
    def is_finished(self) -> bool:
        """Whether the last member is complete."""
        return self._members > 0 and self._member.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what a piece of the data decodes to."""
        data = self._pending + data
        self._pending = b""
        while data and not self.surplus:
            if self._members == 0 or self._member.eof:
                data = data.lstrip(b"\0") if self._members else data
                if not self._starts_a_member(data):
                    return
            yield from inflate(self._member, data)
            data = self._member.unused_data if self._member.eof else b""
        self.surplus += len(data)

    def _starts_a_member(self, data: bytes) -> bool:
        """Begin a member where its magic number stands, else keep or skip the data."""
        if self._MAGIC.startswith(data[:2]):
            self.is_recognised = True
            if len(data) >= 2:
                self._member = zlib.decompressobj(31)
                self._members += 1
                return True
            self._pending = data
        elif self._members:
            self.surplus += len(data)
        else:
            raise Undecodable("it does not start as gzip does")
        return False


class DeflateDecoder:
    """deflate: in the zlib format (RFC 1950), or bare (RFC 1951) as some servers send it."""

    def __init__(self) -> None:
        self.is_recognised = False
        self.surplus = 0
        self._head = b""
        self._stream: zlib._Decompress | None = None

    @property
    def is_finished(self) -> bool:
        """Whether the end mark was seen."""
        return self._stream is not None and self._stream.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what a piece of the data decodes to."""
        if self._stream is None:
            data = self._head = self._head + data
            if len(data) < 2:
                return
            is_zlib = data[0] & 15 == 8 and (data[0] * 256 + data[1]) % 31 == 0
            self.is_recognised = is_zlib
            self._stream = zlib.decompressobj(15 if is_zlib else -15)
        if self._stream.eof:
            self.surplus += len(data)
            return
        yield from inflate(self._stream, data)
        self.surplus += len(self._stream.unused_data)


class BrotliDecoder:
    """Brotli (RFC 7932), which has no magic number."""

    def __init__(self) -> None:
        import brotli  # type: ignore[import-untyped]  # it ships no types

        self.is_recognised = False
        self.surplus = 0
        self._stream = brotli.Decompressor()
        self._error: type[Exception] = brotli.error

    @property
    def is_finished(self) -> bool:
        """Whether the end mark was seen."""
        return bool(self._stream.is_finished())

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what a piece of the data decodes to."""
        if self.is_finished:
            self.surplus += len(data)
            return
        try:
            for start in range(0, len(data), _BROTLI_INPUT):
                yield from self._decode(data[start : start + _BROTLI_INPUT])
        except self._error as error:
            raise Undecodable(str(error)) from error

    def _decode(self, data: bytes) -> Iterator[bytes]:
        """Take all the output that there is; only then more input may follow."""
        while not self.is_finished:
            piece = self._stream.process(data, output_buffer_limit=PIECE)
            data = b""
            if piece:
                yield piece
            elif self._stream.can_accept_more_data():
                return


class ZstdDecoder:
    """Zstandard (RFC 8878); several frames are joined."""

    _MAGICS = (b"\x28\xb5\x2f\xfd", *(bytes([n]) + b"\x2a\x4d\x18" for n in range(0x50, 0x60)))
    """How a frame begins, and how a skippable one does."""

    def __init__(self) -> None:
        import zstandard

        self.is_recognised = False
        self.surplus = 0
        self._head = b""
        self._decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
        self._frame = self._decompressor.decompressobj()
        self._error: type[Exception] = zstandard.ZstdError

    @property
    def is_finished(self) -> bool:
        """Whether the last frame is complete."""
        return self._frame.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what a piece of the data decodes to."""
        if len(self._head) < 4:
            self._head += data[:4]
            self.is_recognised = any(magic.startswith(self._head[:4]) for magic in self._MAGICS)
        try:
            for start in range(0, len(data), _ZSTD_INPUT):
                yield from self._decode(data[start : start + _ZSTD_INPUT])
        except self._error as error:
            raise Undecodable(str(error)) from error

    def _decode(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._frame.eof:
                self._frame = self._decompressor.decompressobj()
            yield self._frame.decompress(data)
            data = self._frame.unused_data if self._frame.eof else b""


def inflate(stream: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    """Yield what data decompresses to, up to the end of the stream that it belongs to."""
    try:
        while True:
            piece = stream.decompress(data, PIECE)
            yield piece
            data = stream.unconsumed_tail
            if stream.eof or (not data and len(piece) < PIECE):
                return
    except zlib.error as error:
        raise Undecodable(str(error)) from error
