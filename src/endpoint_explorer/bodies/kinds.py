"""Binary bodies by name: what their first bytes tell, and a few facts from their headers."""

from __future__ import annotations

import struct
from collections.abc import Callable

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.media import MediaType
from endpoint_explorer.bodies.picture_header import read_header

_LONGEST_NAME = 80

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"PK\x03\x04", "ZIP archive"),
    (0, b"PK\x05\x06", "ZIP archive"),
    (0, b"\x1f\x8b\x08", "gzip data"),
    (0, b"\x28\xb5\x2f\xfd", "Zstandard data"),
    (0, b"BZh", "bzip2 data"),
    (0, b"\xfd7zXZ\x00", "xz data"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (0, b"Rar!\x1a\x07", "RAR archive"),
    (0, b"\x04\x22\x4d\x18", "LZ4 data"),
    (257, b"ustar", "tar archive"),
    (0, b"%PDF-", "PDF document"),
    (0, b"SQLite format 3\x00", "SQLite database"),
    (0, b"\x7fELF", "ELF binary"),
    (0, b"\x00asm", "WebAssembly module"),
    (0, b"\xca\xfe\xba\xbe", "Java class"),
    (0, b"MZ", "Windows executable"),
    (0, b"\xcf\xfa\xed\xfe", "Mach-O binary"),
    (0, b"wOF2", "WOFF2 font"),
    (0, b"wOFF", "WOFF font"),
    (0, b"OTTO\x00", "OpenType font"),
    (0, b"\x00\x01\x00\x00\x00", "TrueType font"),
    (0, b"BM", "BMP image"),
    (0, b"II*\x00", "TIFF image"),
    (0, b"MM\x00*", "TIFF image"),
    (0, b"\x00\x00\x01\x00", "ICO image"),
    (0, b"\x89HDF\r\n\x1a\n", "HDF5 data"),
    (0, b"PAR1", "Parquet file"),
    (0, b"ARROW1", "Arrow file"),
    (0, b"Obj\x01", "Avro file"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Microsoft compound document"),
    (4, b"ftypavif", "AVIF image"),
    (4, b"ftypheic", "HEIC image"),
    (4, b"ftypM4A", "MPEG-4 audio"),
    (4, b"ftyp", "MPEG-4 video"),
    (0, b"\x1a\x45\xdf\xa3", "Matroska or WebM video"),
    (0, b"OggS", "Ogg media"),
    (0, b"fLaC", "FLAC audio"),
    (0, b"ID3", "MP3 audio"),
    (8, b"WAVEfmt", "WAV audio"),
    (8, b"AVI LIST", "AVI video"),
    (0, b"FLV\x01", "Flash video"),
    (0, b"\xd9\xd9\xf7", "CBOR data"),
)

_TYPES = {
    **dict.fromkeys(
        (
            "application/protobuf",
            "application/x-protobuf",
            "application/vnd.google.protobuf",
            "application/x-google-protobuf",
        ),
        "Protocol Buffers message",
    ),
    **dict.fromkeys(
        ("application/grpc", "application/grpc+proto", "application/grpc-web+proto"), "gRPC frames"
    ),
    **dict.fromkeys(
        ("application/msgpack", "application/x-msgpack", "application/vnd.msgpack"), "MessagePack"
    ),
    "application/cbor": "CBOR data",
    "application/cbor-seq": "CBOR sequence",
    "application/cwt": "CBOR web token",
    "application/cose": "COSE data",
    "application/bson": "BSON data",
    "application/x-java-serialized-object": "Java objects",
    "application/wasm": "WebAssembly module",
    "application/vnd.apache.avro": "Avro data",
    "audio/mpeg": "MPEG audio",
}

_SUFFIXES = {
    "cbor": "CBOR data",
    "cbor-seq": "CBOR sequence",
    "cwt": "CBOR web token",
    "protobuf": "Protocol Buffers message",
    "msgpack": "MessagePack",
}
"""Structured syntax suffixes of binary types, those that IANA registers and two in use."""


def name_of_type(media: MediaType) -> str:
    """Name what a media type is always binary data of, empty for one that may be text."""
    return _TYPES.get(media.name) or _SUFFIXES.get(media.suffix, "")


def describe(body: Body) -> str:
    """Name what a binary body is, `ZIP archive, 3 entries, 1,234 bytes`; empty for the unknown.

    Only its first bytes and, for an archive, its last are read. The text is clean.
    """
    name = _name(body)
    return clean(f"{name}, {len(body.data):,} bytes") if name else ""


def _name(body: Body) -> str:
    data = body.data
    if picture := read_header(data):
        return str(picture)
    for offset, magic, name in _MAGIC:
        if data.startswith(magic, offset) and (len(magic) > 2 or _is_said(body, name)):
            details = _DETAILS.get(name)
            return f"{name}{details(data) if details else ''}"
    return name_of_type(body.media)


def _is_said(body: Body, name: str) -> bool:
    """Two bytes are too few to tell: the media type, or a NUL soon after, must agree."""
    return body.media.name.startswith("image/") == (name == "BMP image") and b"\0" in body.data[:64]


def _zip(data: bytes) -> str:
    """Count the entries by the end of the central directory (APPNOTE 4.3.16)."""
    at = data.rfind(b"PK\x05\x06", max(len(data) - 66_000, 0))
    if at < 0 or at + 12 > len(data):
        return ", incomplete"
    entries = struct.unpack_from("<H", data, at + 10)[0]
    if entries == 0xFFFF:
        return ", many entries"
    return f", {entries:,} {'entry' if entries == 1 else 'entries'}"


def _gzip(data: bytes) -> str:
    """Give the name of the file that was packed (RFC 1952, 2.3.1)."""
    if len(data) < 10 or not data[3] & 8:
        return ""
    start = 10
    if data[3] & 4:
        start += 2 + int.from_bytes(data[10:12], "little")
    end = data.find(b"\0", start, start + 1024)
    name = data[start:end].decode("latin-1") if end > start else ""
    return f", original name {name[:_LONGEST_NAME]!r}" if name else ""


def _pdf(data: bytes) -> str:
    version = data[5:8].decode("ascii", "replace")
    return f" {version}" if version[:1].isdigit() else ""


def _sqlite(data: bytes) -> str:
    """Give the pages (Database File Format, 1.3)."""
    if len(data) < 32:
        return ""
    size, pages = struct.unpack_from(">H", data, 16)[0], struct.unpack_from(">I", data, 28)[0]
    return f", {pages:,} pages of {65_536 if size == 1 else size:,} bytes"


def _elf(data: bytes) -> str:
    if len(data) < 5:
        return ""
    return {1: ", 32-bit", 2: ", 64-bit"}.get(data[4], "")


def _java(data: bytes) -> str:
    if len(data) < 8:
        return ""
    major = struct.unpack_from(">H", data, 6)[0]
    return f" for Java {major - 44}" if 49 <= major < 200 else ""


_DETAILS: dict[str, Callable[[bytes], str]] = {
    "ZIP archive": _zip,
    "gzip data": _gzip,
    "PDF document": _pdf,
    "SQLite database": _sqlite,
    "ELF binary": _elf,
    "Java class": _java,
}
