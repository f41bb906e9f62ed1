"""What the header of an image says, read without decoding any of it."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import msgspec

_SCANNED = 1024 * 1024
"""Bytes of a JPEG in which its frame header is looked for, behind thumbnails and profiles."""


class PictureHeader(msgspec.Struct, frozen=True):
    """The format of an image, its size in pixels, and what a pixel is made of."""

    kind: str
    width: int
    height: int
    mode: str = ""

    def __str__(self) -> str:
        """Return `PNG image, 640 x 480, 8-bit RGBA`."""
        mode = f", {self.mode}" if self.mode else ""
        return f"{self.kind} image, {self.width:,} x {self.height:,}{mode}"


def read_header(data: bytes) -> PictureHeader | None:
    """Return what a PNG, JPEG, GIF or WebP says of itself, None if it is none of them."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return _png(data)
        if data.startswith((b"GIF87a", b"GIF89a")):
            width, height, flags = struct.unpack_from("<HHB", data, 6)
            return PictureHeader("GIF", width, height, f"{2 << (flags & 7)} colours")
        if data.startswith(b"\xff\xd8\xff"):
            return _jpeg(data)
        if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
            return _webp(data)
    except (struct.error, IndexError):
        pass
    return None


def _png(data: bytes) -> PictureHeader | None:
    """Read IHDR (PNG specification, third edition, 11.2.1)."""
    if data[12:16] != b"IHDR":
        return None
    width, height, bits, colour = struct.unpack_from(">IIBB", data, 16)
    names = {0: "grey", 2: "RGB", 3: "palette", 4: "grey with alpha", 6: "RGBA"}
    return PictureHeader("PNG", width, height, f"{bits}-bit {names.get(colour, 'colour')}")


def _jpeg(data: bytes) -> PictureHeader | None:
    """Read the frame header (ITU-T T.81, B.2.2)."""
    for marker, position in _segments(data):
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            bits, height, width, components = struct.unpack_from(">BHHB", data, position)
            name = {1: "grey", 3: "YCbCr", 4: "CMYK"}.get(components, f"{components} components")
            return PictureHeader("JPEG", width, height, f"{bits}-bit {name}")
    return None


def _segments(data: bytes) -> Iterator[tuple[int, int]]:
    position = 2
    while position + 4 <= min(len(data), _SCANNED) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        yield marker, position + 4
        position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")


def _webp(data: bytes) -> PictureHeader | None:
    """Read the first chunk (RFC 9649, 2)."""
    chunk = data[12:16]
    if chunk == b"VP8X":
        flags = data[20]
        width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
        if len(data) < 30:
            return None
        mode = "animated" if flags & 2 else "RGBA" if flags & 16 else "RGB"
        return PictureHeader("WebP", width, height, mode)
    if chunk == b"VP8L":
        bits = struct.unpack_from("<I", data, 21)[0]
        size = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        return PictureHeader("WebP", *size, "lossless")
    if chunk == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return PictureHeader("WebP", width & 0x3FFF, height & 0x3FFF, "lossy")
    return None
