from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from endpoint_explorer.bodies.body import UNWATCHED, Body, Cancelled, Fault, Watch
from endpoint_explorer.bodies.document import Document
from endpoint_explorer.bodies.registry import RAW, show, show_head
from endpoint_explorer.bodies.xml_layout import indent_head, indent_xml
from endpoint_explorer.bodies.xml_scan import Layout, Scan

MARKS = [
    "<!--<a>-->",
    "<!-- - -->",
    "<?p <a?>",
    "<![CDATA[]]]>",
    "t",
    "\n ",
]
words = st.sampled_from([*MARKS, *(mark.replace("a", "a" * 99) for mark in MARKS[:3]), "&lt;" * 30])
attributes = st.sampled_from(
    ["", " n='>'", ' u="/" \n', f' w="{"w" * 99}"', " xml:space='preserve'"]
)


def element(name: str, attribute: str, inside: list[str]) -> str:
    return f"<{name}{attribute}>{''.join(inside)}</{name}\n>" if inside else f"<{name}{attribute}/>"


elements = st.recursive(
    st.builds(element, st.sampled_from("ab"), attributes, st.lists(words, max_size=2)),
    lambda inner: st.builds(
        element, st.sampled_from("ab"), attributes, st.lists(inner | words, max_size=5)
    ),
    max_leaves=12,
)
prologs = st.sampled_from(
    ["", "<?xml version='1.0'?>\n", "<!DOCTYPE r [<!-- it's ]> --><!ENTITY e \">\"><?p '?>]>\n"]
)
bodies = st.builds(lambda prolog, text: f"{prolog}<r>{text}</r>\n".encode(), prologs, elements)


def in_windows(data: bytes, window: int) -> bytes:
    layout = Scan(data, window).run(UNWATCHED)
    assert isinstance(layout, Layout)
    pieces = [layout.make(number) for number in range(len(layout.pieces))]
    assert [(len(made), made.count(b"\n")) for made in pieces] == [
        (piece.size, piece.newlines) for piece in layout.pieces
    ]
    return b"".join(pieces)


def tree_of(data: bytes) -> list[tuple[str, dict[str, str], str, str]]:
    """Return what a parser sees, the white space between marks left out."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return [
        (
            str(node.tag),
            {str(name): str(value) for name, value in node.items()},
            (node.text or "") if not len(node) else (node.text or "").strip(),
            (node.tail or "").strip(),
        )
        for node in etree.fromstring(data, parser).iter()
    ]


@given(bodies, st.sampled_from([1, 9, 60, 300]))
@example(b"<r><a><b/><b><a/></b>tail</a></r>", 9)
@settings(max_examples=60)
def test_windows_of_any_size_lay_out_the_same(data: bytes, window: int) -> None:
    whole = indent_xml(data)
    assert isinstance(whole, bytes)
    assert in_windows(data, window) == whole
    assert re.sub(rb"\s+", b"", whole) == re.sub(rb"\s+", b"", data)
    assert tree_of(whole) == tree_of(data)


@pytest.mark.parametrize("window", [30, 100_000])
def test_the_layout_of_a_known_document(window: int) -> None:
    raw = (
        b"<?xml version='1.0'?><r><i id='1'><n>Ada</n><v></v><w/></i><p>x <b>y</b></p>"
        b"<q><!-- c --><z> </z></q><k xml:space='preserve'><o/> </k></r>"
    )
    assert in_windows(raw, window) == (
        b"<?xml version='1.0'?>\n<r>\n  <i id='1'>\n    <n>Ada</n>\n    <v></v>\n    <w/>\n  </i>\n"
        b"  <p>x <b>y</b></p>\n  <q>\n    <!-- c -->\n    <z> </z>\n  </q>\n"
        b"  <k xml:space='preserve'><o/> </k>\n</r>"
    )


@pytest.mark.parametrize(
    "inside",
    [
        b"<!--" + b" <a> -" * 30_000 + b" -->",
        b"<?p " + b"?" * 200_000 + b"?>",
        b"<t><![CDATA[" + b"]]<b>" * 40_000 + b"]]></t>",
        b"<t>" + b"many words \n" * 20_000 + b"</t>",
        b"<t>" + b"<b/>" * 20_000 + b"tail</t>",
        b'<t a="' + b"x" * 300_000 + b'"><u/></t>',
        b" " * 200_000 + b"<t/>",
        b"<t>" + b"\n" * 100_000 + b"</t>",
    ],
    ids=["comment", "instruction", "cdata", "text", "mixed", "attribute", "blank", "blank leaf"],
)
def test_marks_longer_than_a_window(inside: bytes) -> None:
    data = b"<r><s/>" + inside + b"<s><s/></s></r>"
    whole = indent_xml(data)
    assert isinstance(whole, bytes)
    indented = inside.strip().replace(b"<u/></t>", b"\n    <u/>\n  </t>")
    assert whole == b"<r>\n  <s/>\n  " + indented + b"\n  <s>\n    <s/>\n  </s>\n</r>"


@pytest.mark.parametrize("depth", [300, 3_000])
def test_deep_documents_are_laid_out(depth: int) -> None:
    data = b"<a>" * depth + b"<b/>" + b"</a>" * depth
    whole = indent_xml(data)
    assert isinstance(whole, bytes)
    assert whole.split(b"\n")[depth] == b"  " * depth + b"<b/>"
    assert whole.endswith(b"\n</a>")


def test_a_depth_of_100_000_is_a_fault_and_no_crash() -> None:
    data = b"<a>" * 100_000 + b"</a>" * 100_000
    result = indent_xml(data)
    assert isinstance(result, Fault)
    assert "nested so deeply" in result.reason
    assert show(Body.of(data, "text/xml")).view == RAW


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"<a>\n <b></c></a>", "line 2, column 7: mismatched tag"),
        (b"<a>" + b"<b/>\n" * 20_000 + b"<c></a>", "line 20001, column 6: mismatched tag"),
        (b"<a><b/>", "line 1, column 8: no element found"),
    ],
)
def test_a_fault_has_its_place(data: bytes, place: str) -> None:
    shown = show(Body.of(data, "application/xml"))
    assert shown.view == RAW
    assert place in shown.note
    assert shown.document.read(0, len(data)) == data


@pytest.mark.parametrize("opening", [b"<r a='", b"<r><!--", b"<!DOCTYPE r [<!ENTITY e '"])
def test_a_tag_of_many_megabytes_is_shown_raw(opening: bytes) -> None:
    shown = show(Body.of(opening + b"x " * 3_000_000, "application/xml"))
    assert shown.view == RAW
    assert "a tag or comment of many megabytes" in shown.note


def test_it_is_given_up_once_nobody_wants_it() -> None:
    body = Body.of(b"<a>" + b"<b/>" * 100_000 + b"</a>", "application/xml")
    asked = 0

    def is_cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 20

    with pytest.raises(Cancelled):
        show(body, watch=Watch(is_cancelled))
    assert asked == 21


def test_the_head_is_a_beginning_of_the_whole() -> None:
    items = b"".join(b"<item><id>%d</id></item>" % number for number in range(9_000))
    body = Body.of(b"<rss><channel>" + items + b"</channel></rss>", "text/xml")
    head, whole = show_head(body), show(body)
    assert (head.view, head.is_whole) == (whole.view, False)
    assert head.document.line_count > 500
    assert whole.document.read(0, head.document.size) == head.document.read(0, 1 << 20)


def test_more_and_more_of_it_is_shown_while_it_is_laid_out() -> None:
    items = b"".join(b"<item><id>%d</id></item>" % number for number in range(30_000))
    body = Body.of(b"<rss>" + items + b"<p>" + b"<b/>text" * 10_000 + b"</p></rss>", "text/xml")
    seen: list[tuple[Document, float]] = []
    whole = show(body, watch=Watch(grown=lambda document, done: seen.append((document, done))))
    assert len(seen) > 1
    assert [done for _, done in seen] == sorted(done for _, done in seen)
    first, _ = seen[0]
    assert first.read(0, first.size) == whole.document.read(0, first.size)
    for document, _ in seen:
        # Also what turns out to be left as it is can be read until then.
        assert len(document.read(0, document.size)) == document.size
        assert document.text(document.line_count - 1)


@pytest.mark.parametrize("data", [b"<a><b></c>" + b"<b/>" * 30_000, b"no markup", b""])
def test_a_head_with_a_fault_is_not_laid_out(data: bytes) -> None:
    assert indent_head(data) is None
    assert show_head(Body.of(data, "text/xml")).view == RAW
