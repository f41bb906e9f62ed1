from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.bodies import media
from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.hex import HexDocument
from endpoint_explorer.bodies.media import detect_charset, parse_media_type, to_utf8
from endpoint_explorer.bodies.registry import HEX, RAW, is_binary, show


@pytest.mark.parametrize(
    ("value", "name", "parameters"),
    [
        ("application/json", "application/json", {}),
        ("Text/HTML; Charset=UTF-8", "text/html", {"charset": "UTF-8"}),
        (
            'text/plain; charset="iso-8859-1"; x=y',
            "text/plain",
            {"charset": "iso-8859-1", "x": "y"},
        ),
        (r'a/b; q="x\"y;z=1"', "a/b", {"q": 'x"y;z=1'}),
        ("text/plain; charset=a; charset=b", "text/plain", {"charset": "a"}),
        ("", "", {}),
        (";;;=", "", {}),
    ],
)
def test_media_types(value: str, name: str, parameters: dict[str, str]) -> None:
    found = parse_media_type(value)
    assert (found.name, found.parameters) == (name, parameters)


@given(st.text(max_size=60))
def test_any_header_is_read(value: str) -> None:
    Body.of(b"x", value)


@given(
    st.binary(max_size=80), st.sampled_from(["", "json", "html", "x-www-form-urlencoded", "xml"])
)
def test_any_body_is_shown(data: bytes, kind: str) -> None:
    body = Body.of(data, f"application/{kind}")
    document = show(body).document
    for line in range(document.line_count):
        document.spans(line, document.text(line))


@pytest.mark.parametrize(
    ("data", "header", "text"),
    [
        ("é".encode("latin-1"), "text/plain; charset=ISO-8859-1", "é"),
        ("“é”".encode("cp1252"), "text/plain; charset=latin1", "“é”"),
        ("日本".encode("shift_jis"), "text/plain; charset=Shift_JIS", "日本"),
        ("é".encode(), "text/plain", "é"),
        ("é".encode("utf-16"), "text/plain; charset=iso-8859-1", "\ufeffé"),
        ("é".encode("utf-16-be"), "text/plain; charset=utf-16be", "é"),
        (b"\xff\xfea", "text/plain; charset=utf-8", "\ufeff\ufffd"),
        (b"caf\xe9", "text/plain; charset=utf-8", "caf\ufffd"),
        (b"caf\xe9", "text/plain", "caf\ufffd"),
        (b"<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9</a>", "text/xml", None),
        (b'<meta charset="windows-1252">\xe9', "text/html", '<meta charset="windows-1252">é'),
    ],
)
def test_the_charset_is_found(data: bytes, header: str, text: str | None) -> None:
    shown = show(Body.of(data, header), RAW).document.text(0)
    assert shown == text if text else "<a>é</a>" in shown


@pytest.mark.parametrize(
    "name",
    [
        *("rot13", "ROT_13", "base64", "base64_codec", "unicode_escape", "unicode-escape"),
        *("raw_unicode_escape", "utf-7", "UTF7", "idna", "punycode", "zlib", "bz2", "hex"),
        *("quopri", "uu", "undefined", "iso-2022-kr", "hz-gb-2312"),
    ],
)
@pytest.mark.parametrize("kind", ["text/plain", "application/json", "text/html"])
def test_codecs_that_are_no_charsets_are_shown_as_bytes(name: str, kind: str) -> None:
    data = b"+AGE- uryyb \\x41 aGk="
    body = Body.of(data, f"{kind}; charset={name}")
    shown = show(body)
    assert shown.view == HEX
    assert isinstance(shown.document, HexDocument)
    assert name.lower() in shown.note
    assert is_binary(body)
    assert show(body, RAW).document.text(0) == data.decode()


@pytest.mark.parametrize("name", ["klingon", "utf-9", "x" * 5000, "../../etc"])
def test_an_unknown_charset_is_read_as_utf_8_and_said(name: str) -> None:
    shown = show(Body.of("é".encode(), f'text/plain; charset="{name}"'))
    assert (shown.view, shown.document.text(0)) == (RAW, "é")
    assert name[:40] in shown.note
    assert len(shown.note) < 120


def test_a_byte_order_mark_stands_above_a_charset_that_is_none() -> None:
    shown = show(Body.of(b"\xef\xbb\xbf\xc3\xa9", "text/plain; charset=utf-7"))
    assert (shown.document.text(0), shown.note) == ("\ufeffé", "")


@given(st.binary(max_size=60), st.sampled_from(sorted(media._CODECS)))
def test_every_charset_reads_any_bytes(data: bytes, name: str) -> None:
    body = Body.of(data, f"text/plain; charset={name}")
    document = show(body, RAW).document
    assert all(isinstance(document.text(line), str) for line in range(document.line_count))


@given(st.text("aé日🙂", max_size=40), st.sampled_from(["utf-16-le", "utf-32-be", "gb18030"]))
def test_characters_are_whole_wherever_a_chunk_ends(text: str, codec: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(media, "CHUNK", 3)
        assert to_utf8(text.encode(codec), media.Charset(codec)) == text.encode()


def test_utf_8_is_not_copied() -> None:
    data = b"x" * 1000
    assert to_utf8(data, detect_charset(data, parse_media_type("text/plain"))) is data
