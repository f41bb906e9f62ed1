from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from endpoint_explorer.bodies.body import UNWATCHED, Body
from endpoint_explorer.bodies.media import CHUNK
from endpoint_explorer.bodies.multipart import parts
from endpoint_explorer.bodies.registry import RAW, show, views

contents = st.lists(st.binary(max_size=20).filter(lambda b: b"--B" not in b), max_size=4)


def shown(data: bytes, content_type: str = "multipart/mixed; boundary=B") -> list[str]:
    document = show(Body.of(data, content_type)).document
    return [document.text(line) for line in range(document.line_count)]


@settings(max_examples=60)
@given(contents, st.binary(max_size=10).filter(lambda b: b"--B" not in b))
def test_parts_are_found_as_they_were_put_together(inside: list[bytes], preamble: bytes) -> None:
    data = preamble + b"\r\n--B"
    for content in inside:
        data += b"\r\nX: y\r\n\r\n" + content + b"\r\n--B"
    found = list(parts(data + b"--\r\nepilogue", b"B", UNWATCHED))
    assert [data[part.content : part.end] for part in found] == inside
    assert all(part.is_closed for part in found)


@settings(max_examples=60)
@given(st.lists(st.sampled_from([b"--B", b"--", b"\r\n", b"\n", b"a", b": "]), max_size=12))
def test_anything_has_parts_in_order(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    position = 0
    for part in parts(data, b"B", UNWATCHED):
        assert position <= part.start <= part.content <= part.end <= len(data)
        position = part.end


def test_a_boundary_across_slices_is_found() -> None:
    for shift in range(-6, 3):
        content = b"x" * (CHUNK - 40 + shift + 30)
        data = b"--boundary\r\n\r\n" + content + b"\r\n--boundary--"
        (part,) = parts(data, b"boundary", UNWATCHED)
        assert data[part.content : part.end] == content


def test_parts_are_shown_with_their_headers() -> None:
    data = (
        b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nhello\r\n'
        b'--B\r\nContent-Type: application/json\r\n\r\n{"a": 1}\r\n'
        b"--B\r\nContent-Type: image/png\r\n\r\n\x89PNG\x00\r\n--B--\r\n"
    )
    lines = shown(data)
    assert [line for line in lines if line and not line.startswith("──")] == [
        'Content-Disposition: form-data; name="a"',
        "hello",
        "Content-Type: application/json",
        '{"a": 1}',
        "Content-Type: image/png",
        "5 bytes of image/png",
    ]
    assert [line[:14] for line in lines if line.startswith("──")] == [
        f"── Part {number} of 3"[:14] for number in (1, 2, 3)
    ]


def test_a_missing_end_is_said() -> None:
    lines = shown(b"--B\nContent-Type: text/plain\n\nhalf a bo")
    assert lines[-1] == "(the closing boundary is missing)"
    assert "half a bo" in lines


def test_an_empty_part_and_a_long_one() -> None:
    assert "(empty)" in shown(b"--B\r\n\r\n\r\n--B--")
    long = shown(b"--B\r\n\r\n" + b"line\n" * 20_000 + b"\r\n--B--")
    assert long[-1] == "… the first 65,536 bytes of 100,000 bytes"


def test_without_a_boundary_it_is_shown_raw() -> None:
    for content_type in ("multipart/mixed", "multipart/mixed; boundary=other"):
        result = show(Body.of(b"--B\r\n\r\nx\r\n--B--", content_type))
        assert result.view == RAW
        assert "boundary" in result.note
    assert views(Body.of(b"", "multipart/byteranges; boundary=B")) == ("Multipart", RAW, "Hex")


def test_hostile_parts_are_clean() -> None:
    data = b"--B\r\nX: \x1b[31m\r\n\r\n\x1b]0;t\x07 text\r\n--B--"
    assert "\x1b" not in "".join(shown(data))
