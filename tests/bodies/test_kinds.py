from __future__ import annotations

import gzip
import sqlite3
import struct
import zipfile
from io import BytesIO
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.kinds import describe
from endpoint_explorer.bodies.registry import kind_of
from endpoint_explorer.demo.png import gradient_png
from endpoint_explorer.demo.samples import SampleKind, sample

MAGIC = [
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"GIF89a", b"\xff\xd8\xff\xc0", b"RIFF\0\0\0\0WEBPVP8X",
    b"RIFF\0\0\0\0WEBPVP8L", b"PK\x05\x06", b"\x1f\x8b\x08\x08", b"SQLite format 3\0", b"\x7fELF",
    b"\xca\xfe\xba\xbe", b"%PDF-",
]  # fmt: skip


def of(data: bytes, content_type: str = "") -> str:
    return kind_of(Body.of(data, content_type))


def test_images_are_named_with_size_and_mode() -> None:
    assert of(gradient_png(640, 480)).startswith("PNG image, 640 x 480, 8-bit RGB, ")
    assert of(sample("jpeg")[1]).startswith("JPEG image, 240 x 160, 8-bit YCbCr, ")
    assert of(sample("gif")[1]).startswith("GIF image, 240 x 160, 256 colours, ")
    assert of(sample("webp")[1]).startswith("WebP image, 240 x 160, ")


def test_archives_are_named_with_what_is_in_them() -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a", "1")
        archive.writestr("b", "2")
    data = packed.getvalue()
    assert of(data) == f"ZIP archive, 2 entries, {len(data)} bytes"
    assert of(data[:40]) == "ZIP archive, incomplete, 40 bytes"
    named = BytesIO()
    with gzip.GzipFile("notes.txt", "wb", fileobj=named, mtime=0) as file:
        file.write(b"x")
    assert "gzip data, original name 'notes.txt'" in of(named.getvalue())
    assert of(gzip.compress(b"x", mtime=0)).startswith("gzip data, 2")


def test_a_database_is_named_with_its_pages(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("create table t (a)")
    connection.close()
    assert of(path.read_bytes()) == "SQLite database, 2 pages of 4,096 bytes, 8,192 bytes"


@pytest.mark.parametrize(
    ("data", "content_type", "expected"),
    [
        (b"\x7fELF\x02\x01\x00", "", "ELF binary, 64-bit"),
        (b"\xca\xfe\xba\xbe\x00\x00\x00\x41", "", "Java class for Java 21"),
        (b"%PDF-1.7\n\x00\xff", "application/pdf", "PDF document 1.7"),
        (b"\x00asm\x01\x00\x00\x00", "application/wasm", "WebAssembly module"),
        (b"\x28\xb5\x2f\xfd\x00", "", "Zstandard data"),
        (b"\x0a\x03\x00abc", "application/protobuf", "Protocol Buffers message"),
        (b"\xa1\x61\x61\x00", "application/cbor", "CBOR data"),
        (b"cabc", "application/cbor", "CBOR data"),  # all of it could be text
        (b"cabc", "application/senml+cbor", "CBOR data"),
        (b"cabccdef", "application/cbor-seq", "CBOR sequence"),
        (b"%i", "application/vnd.acme+protobuf", "Protocol Buffers message"),
        (b"\x93abc", "application/vnd.acme+msgpack", "MessagePack"),
        (b"BM\x00\x00", "image/bmp", "BMP image"),
    ],
)
def test_other_kinds_are_named(data: bytes, content_type: str, expected: str) -> None:
    assert of(data, content_type) == f"{expected}, {len(data)} bytes"


def test_what_is_text_or_unknown_has_no_name() -> None:
    for data in (b"MZ is a code", b"ID3 tags are fine", b"GIF89a was a format", b"OggS", b"{}"):
        assert of(data, "text/plain") == ""
    assert of(b"\x00\x01\x02\x03\x04") == ""


@settings(max_examples=150)
@given(st.sampled_from(MAGIC), st.binary(max_size=40))
def test_any_header_is_read_without_a_fault(magic: bytes, rest: bytes) -> None:
    text = describe(Body.of(magic + rest))
    assert clean(text) == text


@pytest.mark.parametrize("kind", get_args(SampleKind))
def test_no_beginning_of_a_body_is_a_fault(kind: SampleKind) -> None:
    media_type, data = sample(kind)
    for size in range(min(len(data), 64)):
        describe(Body.of(data[:size], media_type))


def test_a_gzip_name_is_clean_and_short() -> None:
    data = b"\x1f\x8b\x08\x08" + bytes(6) + b"\x1b]0;" + b"x" * 500 + b"\0"
    assert "\x1b" not in of(data)
    assert len(of(data)) < 130


def test_a_jpeg_with_a_thumbnail_in_front_is_measured() -> None:
    segment = b"\xff\xe1" + struct.pack(">H", 1002) + b"\xff\xc0" * 500
    data = b"\xff\xd8" + segment + b"\xff\xff\xc2\x00\x11\x08" + struct.pack(">HHB", 7, 9, 3)
    assert of(data).startswith("JPEG image, 9 x 7, 8-bit YCbCr")
