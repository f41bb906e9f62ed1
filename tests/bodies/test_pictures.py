from __future__ import annotations

import struct
import warnings
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from endpoint_explorer.bodies.body import Body, Fault
from endpoint_explorer.bodies.hex import HexDocument
from endpoint_explorer.bodies.pictures import Picture, read_picture
from endpoint_explorer.bodies.registry import indented, show, show_head, views
from endpoint_explorer.demo.samples import sample

RED, BLUE = (255, 0, 0), (0, 0, 255)


def encoded(image: Image.Image, kind: str = "PNG") -> bytes:
    written = BytesIO()
    image.save(written, kind)
    return written.getvalue()


def picture(data: bytes) -> Picture:
    read = read_picture(data)
    assert isinstance(read, Picture)
    return read


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 300), st.integers(1, 300), st.integers(1, 200), st.integers(1, 60))
def test_a_picture_fits_and_keeps_its_shape(
    width: int, height: int, columns: int, rows: int
) -> None:
    wide, high = Picture(Image.new("RGBA", (width, height))).fitted(columns, rows)
    assert 1 <= wide <= min(columns, width)
    assert 1 <= high <= rows
    if min(wide, high) > 8:
        assert wide / (2 * high) == pytest.approx(width / height, rel=0.2)


def test_pixels_are_drawn_in_rows_of_three_bytes() -> None:
    image = Image.new("RGB", (4, 4), RED)
    image.paste(BLUE, (0, 2, 4, 4))
    rows = picture(encoded(image)).draw(10, 10, (0, 0, 0))
    assert rows == [bytes(RED) * 4, bytes(RED) * 4, bytes(BLUE) * 4, bytes(BLUE) * 4]


def test_transparency_shows_the_background() -> None:
    rows = picture(encoded(Image.new("RGBA", (2, 2), (255, 0, 0, 0)))).draw(9, 9, (1, 2, 3))
    assert rows == [bytes((1, 2, 3)) * 2] * 2


def test_the_first_frame_of_an_animation_is_drawn() -> None:
    written = BytesIO()
    frames = [Image.new("RGB", (3, 2), colour) for colour in (RED, BLUE)]
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    assert picture(written.getvalue()).draw(9, 9, (0, 0, 0))[0] == bytes(RED) * 3


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_any_kind_of_pixel_is_drawn(mode: str) -> None:
    assert picture(encoded(Image.new(mode, (30, 20)))).fitted(80, 24) == (30, 10)


@pytest.mark.parametrize("kind", ["transparent", "jpeg", "gif"])
def test_what_there_is_of_a_truncated_image_is_drawn(kind: str) -> None:
    data = sample(kind)[1]  # type: ignore[arg-type] # the kinds are a literal type
    assert picture(data[: len(data) // 2]).fitted(240, 80) == (240, 80)


def test_a_bomb_is_refused_by_its_header() -> None:
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    data = b"\x89PNG\r\n\x1a\n\0\0\0\r" + chunk + struct.pack(">I", zlib.crc32(chunk))
    refused = read_picture(data)
    assert isinstance(refused, Fault)
    assert "2,500,000,000 pixels" in refused.reason


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["jpeg", "gif", "webp", "transparent"]), st.integers(0), st.binary(max_size=4)
)
def test_a_broken_image_is_drawn_or_refused(kind: str, place: int, garbage: bytes) -> None:
    data = sample(kind)[1]  # type: ignore[arg-type] # the kinds are a literal type
    place %= min(len(data), 400)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read = read_picture(data[:place] + garbage + data[place + len(garbage) :])
    assert isinstance(read, Fault) or read.draw(10, 5, (0, 0, 0))


def test_an_image_is_bytes_to_whoever_cannot_draw() -> None:
    data = sample("jpeg")[1]
    body = Body.of(data, "image/jpeg")
    assert views(body) == ("Image", "Hex", "Raw")
    for shown in (show(body), show_head(body)):
        assert isinstance(shown.document, HexDocument)
    assert indented(data, "image/jpeg") == data
