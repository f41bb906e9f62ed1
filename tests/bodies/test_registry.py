from __future__ import annotations

import pytest

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.document import TextDocument
from endpoint_explorer.bodies.form import FormFormat
from endpoint_explorer.bodies.hex import HexDocument
from endpoint_explorer.bodies.registry import HEX, RAW, indented, show, show_head, views

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(100)


@pytest.mark.parametrize(
    ("data", "content_type", "expected"),
    [
        (b"{}", "application/json", ("JSON", RAW, HEX)),
        (b"{}", "application/problem+json; charset=utf-8", ("JSON", RAW, HEX)),
        (b"{}", "text/plain", ("JSON", RAW, HEX)),
        (b"[1]", "", ("JSON", RAW, HEX)),
        (b"[not json]", "text/plain", (RAW, HEX)),
        (b"{}\n{}", "application/x-ndjson", ("JSON lines", RAW, HEX)),
        (b"<a/>", "image/svg+xml", ("XML", RAW, HEX)),
        (b"<?xml version='1.0'?><a/>", "", ("XML", RAW, HEX)),
        (b"<!DOCTYPE html><p>", "", (RAW, "Text", HEX)),
        (b"a=b&c=d", "application/x-www-form-urlencoded", ("Form", RAW, HEX)),
        (b"hello", "text/plain", (RAW, HEX)),
        (b"hello", "application/vnd.unheard-of", (RAW, HEX)),
        (PNG, "image/png", ("Image", HEX, RAW)),
        (PNG, "", ("Image", HEX, RAW)),
        (b"\xfd\xfc\xfb" * 20, "application/octet-stream", (HEX, RAW)),
        ("日本語".encode(), "application/octet-stream", (RAW, HEX)),
        ("日本語".encode() * 2000, "application/octet-stream", (RAW, HEX)),
        ("日本".encode("utf-16"), "text/plain", (RAW, HEX)),
        (b"", "application/json", ("JSON", RAW, HEX)),
    ],
)
def test_the_views_that_fit(data: bytes, content_type: str, expected: tuple[str, ...]) -> None:
    assert views(Body.of(data, content_type)) == expected


@pytest.mark.parametrize(
    "data", [b'{"a": 1.10}\r\n', b"\xef\xbb\xbfx", b"a\xff\x00b", b"", PNG, b"\n\n"]
)
def test_the_raw_view_holds_the_very_bytes(data: bytes) -> None:
    for content_type in ("application/json", "text/plain; charset=utf-8", ""):
        document = show(Body.of(data, content_type), RAW).document
        assert document.read(0, document.size) == data


def test_a_guess_that_was_wrong_is_no_fault_of_the_body() -> None:
    shown = show(Body.of(b'{"see": the docs}', "text/plain"))
    assert (shown.view, shown.note) == (RAW, "")


def test_an_empty_body_is_no_fault() -> None:
    assert show(Body.of(b"", "application/json")).note == ""


def test_a_view_that_does_not_fit_gives_way_to_the_best() -> None:
    assert show(Body.of(b"{}", "application/json"), "XML").view == "JSON"


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b'{"a": [' + b"1," * 300_000 + b"1]}", "application/json"),
        (b'{"a": ["' + rb"x\u00e9, " * 50_000 + b'"]}', "application/json"),
        (b'{"a": 1}\n' * 50_000, "application/x-ndjson"),
    ],
)
def test_the_head_of_a_big_body_is_a_beginning_of_the_whole(data: bytes, content_type: str) -> None:
    body = Body.of(data, content_type)
    head, whole = show_head(body).document, show(body).document
    assert 1000 < head.size < whole.size
    assert head.read(0, head.size) == whole.read(0, head.size)
    assert not show_head(body).is_whole


def test_a_head_that_cannot_be_laid_out_is_shown_as_it_is() -> None:
    data = b"{" + b" " * 100_000 + b"}"
    head = show_head(Body.of(data, "application/json"), limit=1000)
    assert (head.view, head.is_whole) == (RAW, False)
    assert head.document.read(0, head.document.size) == data[:1000]
    assert isinstance(show_head(Body.of(PNG, ""), limit=10).document, HexDocument)
    assert show_head(Body.of(b"{}", ""), limit=1000).is_whole


def test_the_raw_view_of_a_format_has_its_colours() -> None:
    document = show(Body.of(b'{"a":1}', "application/json"), RAW).document
    assert [token for *_, token in document.spans(0, document.text(0))][1] == "key"


def test_indented_text_for_other_front_ends() -> None:
    assert indented(b'{"a":1.10}', "application/json") == b'{\n  "a": 1.10\n}'
    assert indented(b"{broken", "application/json") == b"{broken"
    assert indented(PNG, "image/png") == PNG
    for kind in ("text/csv", "text/markdown", "multipart/mixed; boundary=B"):
        data = b"--B\r\n\r\na,b\r\n--B--"
        assert indented(data, kind) == data


def test_a_form_is_a_table() -> None:
    body = Body.of(b"name=Ada+L%C3%A9o&x=%0Ay%1B&flag&e=", "application/x-www-form-urlencoded")
    document = show(body).document
    assert isinstance(document, TextDocument)
    lines = [document.text(line) for line in range(document.line_count)]
    assert lines == ["name  Ada Léo", "x     ␊y␛", "flag", "e"]
    assert document.spans(0, lines[0]) == ((0, 4, "key"),)


def test_the_names_of_a_form_are_aligned_by_cells_and_repeat() -> None:
    data = b"%E5%90%8D%E5%89%8D=a&tag=1&tag=2&share=100%&%zz=%E0%A4%A"
    document = show(Body.of(data, "application/x-www-form-urlencoded")).document
    lines = [document.text(line) for line in range(document.line_count)]
    assert lines[:4] == ["名前   a", "tag    1", "tag    2", "share  100%"]
    assert lines[4].startswith("%zz")


def test_a_view_that_fails_gives_way_to_raw_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(FormFormat, "render", fail)
    shown = show(Body.of(b"a=b", "application/x-www-form-urlencoded"))
    assert (shown.view, shown.note) == (
        RAW,
        "Form: failed, so the source is shown (RecursionError: too deep)",
    )
    assert shown.document.read(0, 9) == b"a=b"
