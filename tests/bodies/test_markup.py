from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from endpoint_explorer.bodies.body import Body, Fault
from endpoint_explorer.bodies.markup import markup_spans
from endpoint_explorer.bodies.registry import RAW, show, views
from endpoint_explorer.bodies.xml_layout import check_xml, indent_xml

words = st.sampled_from(
    ["", "text", " ", "\n  ", "&amp;", "&#x41;", "a b", "<![CDATA[<x>]]>", "<!--c-->"]
)
attributes = st.sampled_from(["", ' a="1"', " b='>'", ' x:y="a/b"', ' u="/"', ' a = "\'"'])


def well_formed(text: str) -> str:
    return f'<root xmlns:x="urn:x">{text}</root>'


def element(name: str, attribute: str, inside: list[str]) -> str:
    return f"<{name}{attribute}>{''.join(inside)}</{name}>" if inside else f"<{name}{attribute}/>"


names = st.sampled_from(["a", "b", "x:y"])
elements = st.recursive(
    st.builds(element, names, attributes, st.lists(words, max_size=2)),
    lambda inner: st.builds(element, names, attributes, st.lists(inner | words, max_size=4)),
    max_leaves=10,
)


@given(elements, st.sampled_from(["", '<?xml version="1.0"?>', "<!DOCTYPE root>\n"]))
def test_only_white_space_between_marks_is_added(text: str, prolog: str) -> None:
    raw = (prolog + well_formed(text)).encode()
    laid_out = indent_xml(raw)
    assert isinstance(laid_out, bytes)
    assert re.sub(rb"\s+", b"", laid_out) == re.sub(rb"\s+", b"", raw)
    assert check_xml(laid_out) is None
    assert texts_of(laid_out) == texts_of(raw)


def texts_of(data: bytes) -> list[str]:
    """Return the text of each element that holds any, exactly: indentation must not touch it."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    found = []
    for node in etree.fromstring(data, parser).iter():
        pieces = [node.text or "", *(child.tail or "" for child in node)]
        if any(piece.strip() for piece in pieces):
            found.append("".join(pieces))
    return found


def test_elements_stand_on_lines_of_their_own() -> None:
    raw = b"<?xml version='1.0'?><r><i id='1'><n>Ada</n><v></v><w/></i><p>x <b>y</b></p></r>"
    assert indent_xml(raw) == (
        b"<?xml version='1.0'?>\n<r>\n  <i id='1'>\n    <n>Ada</n>\n    <v></v>\n    <w/>\n  </i>\n"
        b"  <p>x <b>y</b></p>\n</r>"
    )


def test_preserved_space_is_left_alone() -> None:
    raw = b'<r><p xml:space="preserve"> <q/> </p></r>'
    assert indent_xml(raw) == b'<r>\n  <p xml:space="preserve"> <q/> </p>\n</r>'


def test_what_is_not_well_formed_is_shown_raw_with_the_place() -> None:
    shown = show(Body.of(b"<a>\n  <b></c>\n</a>", "application/xml"))
    assert shown.view == RAW
    assert "line 2, column 8: mismatched tag" in shown.note


def test_entities_are_neither_fetched_nor_multiplied() -> None:
    outside = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r>&x;</r>'
    laid_out = indent_xml(outside)
    assert isinstance(laid_out, Fault) or b"<r>&x;</r>" in laid_out
    bomb = b'<!DOCTYPE l [<!ENTITY a "%s">' % (b"x" * 50)
    for index in range(12):
        bomb += b'<!ENTITY %c "%s">' % (98 + index, b"&%c;" % (97 + index) * 20)
    started = time.perf_counter()
    result = indent_xml(bomb + b"]><l>&m;</l>")
    assert isinstance(result, Fault) or len(result) < 10_000
    assert time.perf_counter() - started < 10


def test_a_small_document_cannot_grow_into_a_giant_one() -> None:
    raw = b"<a>" * 20_000 + b"</a>" * 20_000
    started = time.perf_counter()
    result = indent_xml(raw)
    assert isinstance(result, Fault)
    assert time.perf_counter() - started < 10


def test_html_is_shown_as_its_source() -> None:
    body = Body.of(b"<p>a<br>b", "text/html; charset=utf-8")
    assert views(body) == (RAW, "Text", "Hex")
    document = show(body).document
    assert document.text(0) == "<p>a<br>b"
    assert [token for _, _, token in document.spans(0, document.text(0))] == ["tag"] * 4


def test_tokens_of_a_tag() -> None:
    text = """<a href="x" b='y'/> &amp; <!-- c -->"""
    tokens = [(text[start:end], token) for start, end, token in markup_spans(text)]
    assert tokens == [
        ("<a", "tag"),
        ("href", "attribute"),
        ('"x"', "string"),
        ("b", "attribute"),
        ("'y'", "string"),
        ("/>", "tag"),
        ("&amp;", "literal"),
        ("<!-- c -->", "comment"),
    ]


@given(st.text("<>/='\"!-&;a ?[]", max_size=60))
@example("<-'?")
def test_the_tokens_of_anything_are_in_order(text: str) -> None:
    position = 0
    for start, end, _ in markup_spans(text):
        assert position <= start < end <= len(text)
        position = end


@pytest.mark.parametrize("piece", ["<", "<a ", '<a b="', "<!--", "&a", "<!DOCTYPE"])
def test_colouring_takes_linear_time(piece: str) -> None:
    started = time.perf_counter()
    list(markup_spans(piece * 2_000))
    assert time.perf_counter() - started < 10
