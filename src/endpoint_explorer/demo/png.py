"""A PNG made in code (PNG specification, third edition): a colour gradient with a grid."""

from __future__ import annotations

import struct
import zlib

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_BITS, _TRUECOLOUR = 8, 2


def gradient_png(width: int = 240, height: int = 160) -> bytes:
    """Return an 8-bit truecolour PNG of the given size in pixels."""
    header = struct.pack(">IIBBBBB", width, height, _BITS, _TRUECOLOUR, 0, 0, 0)
    # Each row starts with its filter type; 0 is none.
    rows = b"".join(b"\x00" + _row(y, width, height) for y in range(height))
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


def _row(y: int, width: int, height: int) -> bytes:
    pixels = bytearray()
    for x in range(width):
        if x % 40 == 0 or y % 40 == 0:
            pixels += b"\xff\xff\xff"
        else:
            pixels += bytes((255 * x // width, 255 * y // height, 255 - 255 * x // width))
    return bytes(pixels)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
