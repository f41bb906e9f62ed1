from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from endpoint_explorer.bodies.body import UNWATCHED, Body
from endpoint_explorer.bodies.outline import Outline
from endpoint_explorer.bodies.registry import show
from endpoint_explorer.bodies.xml_layout import indent_xml
from endpoint_explorer.bodies.xml_outline import XmlOutline
from endpoint_explorer.bodies.xml_scan import Layout, Scan

NAMESPACES = {"x": "urn:x"}


def never() -> bool:
    return False


def element(name: str, attribute: str, inside: list[str]) -> str:
    return f"<{name}{attribute}>{''.join(inside)}</{name}>" if inside else f"<{name}{attribute}/>"


# No line ends: every unit is one line, which the naive outline below counts on.
words = st.sampled_from(["text", " ", "", "<![CDATA[</b>]]>", "<!-- a -->", "<?p q?>"])
names = st.sampled_from(["a", "b", "x:y"])
attributes = st.sampled_from(["", ' n="1"', ' u="/>"', ' xml:space="preserve"'])
elements = st.recursive(
    st.builds(element, names, attributes, st.lists(words, max_size=2)),
    lambda inner: st.builds(element, names, st.just(""), st.lists(inner | words, max_size=5)),
    max_leaves=16,
)
bodies = st.lists(elements, min_size=1, max_size=5).map(
    lambda parts: f'<?xml version="1.0"?><r xmlns:x="urn:x">{"".join(parts)}</r>'.encode()
)
windows = st.sampled_from([7, 40, 150, 100_000])


def laid_out(data: bytes, window: int) -> tuple[bytes, Outline]:
    layout = Scan(data, window).run(UNWATCHED)
    assert isinstance(layout, Layout)
    newlines = array("Q", accumulate((piece.newlines for piece in layout.pieces), initial=0))
    text = b"".join(map(layout.make, range(len(layout.pieces))))
    assert [piece.size for piece in layout.pieces] == [
        len(layout.make(number)) for number in range(len(layout.pieces))
    ]
    return text, XmlOutline(layout, newlines)


class Naive:
    """The outline of lines that each hold one unit, from their indentation."""

    def __init__(self, text: bytes) -> None:
        self.lines = text.decode().split("\n")
        self.depths: list[int] = [(len(line) - len(line.lstrip())) // 2 for line in self.lines]
        tree = etree.fromstring(text, etree.XMLParser(resolve_entities=False)).getroottree()
        self.elements: dict[int, etree._Element] = {}
        for node in tree.iter(etree.Element):
            assert isinstance(node.sourceline, int)
            self.elements.setdefault(node.sourceline - 1, node)
        self.tree = tree

    def close(self, line: int) -> int | None:
        if line not in self.elements:
            return None
        depth = self.depths[line]
        later: Iterator[int] = (
            n for n in range(line + 1, len(self.lines)) if self.depths[n] <= depth
        )
        found = next(later, None)
        if found is None or self.depths[found] < depth or not self.is_close(found):
            return None
        return found

    def is_close(self, line: int) -> bool:
        return self.lines[line].lstrip().startswith("</")

    def enclosing(self, line: int) -> int | None:
        depth = self.depths[line]
        earlier = (n for n in range(line - 1, -1, -1) if self.depths[n] < depth)
        return next(earlier, None)

    def opening(self, line: int) -> int | None:
        """Return the line on which the element of a line starts, or the one around it."""
        if line in self.elements:
            return line
        if self.is_close(line):
            return next(n for n in self.elements if self.close(n) == line)
        return self.enclosing(line)

    def regions(self, depth: int) -> list[tuple[int, int]]:
        pairs = [(n, self.close(n)) for n in sorted(self.elements) if self.depths[n] == depth]
        return [(first, last) for first, last in pairs if last is not None]

    def summary(self, first: int, last: int) -> str:
        inside = range(first + 1, last)
        count = sum(n in self.elements for n in inside if self.depths[n] == self.depths[first] + 1)
        return f"{count} element{'s' * (count != 1)}"


def bare(data: bytes) -> bytes:
    return re.sub(rb"\s+", b"", data)


@given(bodies, windows)
@example(b'<r xmlns:x="urn:x"><a><b/>text</a><a><b/><b/></a>  <a><a/></a></r>', 7)
@settings(max_examples=40)
def test_the_outline_is_what_a_naive_one_is(data: bytes, window: int) -> None:
    text, outline = laid_out(data, window)
    assert text == indent_xml(data)
    naive = Naive(text)
    for line in range(len(naive.lines)):
        closing = naive.close(line)
        assert outline.opens(line) == (closing is not None)
        assert outline.depth(line) == naive.depths[line]
        assert outline.enclosing(line) == naive.enclosing(line)
        assert outline.close(line, never) == closing
        opening = naive.opening(line)
        expected = "/" if opening is None else naive.tree.getpath(naive.elements[opening])
        assert outline.path(line) == expected
        if closing is not None:
            assert outline.summary(line, closing, never) == naive.summary(line, closing)
        if opening == line or naive.is_close(line):
            assert opening is not None
            last = naive.close(opening)
            lines = naive.lines[opening : (opening if last is None else last) + 1]
            value = outline.value(line, never)
            assert value in data
            assert bare(value) == bare("".join(lines).encode())


@given(bodies, windows)
@settings(max_examples=30)
def test_regions_are_those_of_one_depth(data: bytes, window: int) -> None:
    text, outline = laid_out(data, window)
    naive = Naive(text)
    for depth in range(max(naive.depths) + 2):
        regions = outline.regions(depth, never)
        assert list(zip(regions.first, regions.last, strict=True)) == naive.regions(depth)


@pytest.mark.parametrize("window", [60, 100_000])
def test_a_path_selects_its_element_among_many_names(window: int) -> None:
    inside = "".join(f"<n{number % 90}><k/><k/></n{number % 90}>" for number in range(200))
    text, outline = laid_out(f"<r>{inside}</r>".encode(), window)
    naive = Naive(text)
    for line in (0, 1, 2, 3, 4, 399, 400, 401, 797, 798, 799, 800):
        opening = naive.opening(line)
        assert opening is not None
        assert naive.tree.xpath(outline.path(line), namespaces=NAMESPACES) == [
            naive.elements[opening]
        ]


@pytest.mark.parametrize("window", [16, 100_000])
def test_an_element_with_text_over_many_lines_is_one_place(window: int) -> None:
    raw = (
        b"<r>\n<s>\n<t/></s><p>one\n<b>two</b>\n" + b"three\n" * 9 + b"</p><q\n n='1'><s/></q></r>"
    )
    text, outline = laid_out(raw, window)
    lines = text.split(b"\n")
    assert text == indent_xml(raw)
    inside = lines.index(b"three")
    assert outline.path(inside) == "/r/p"
    assert outline.depth(inside) == 1
    assert outline.enclosing(inside) == 0
    assert not outline.opens(inside)
    assert outline.value(inside, never) == raw[raw.index(b"<p>") : raw.index(b"</p>") + 4]
    opening = lines.index(b"  <q")
    assert [outline.opens(opening), outline.opens(opening + 1)] == [True, False]
    assert outline.path(opening + 1) == "/r/q"
    assert outline.close(opening, never) == len(lines) - 2
    assert outline.summary(0, len(lines) - 1, never) == "3 elements"


def test_a_big_body_is_folded_and_named_anywhere() -> None:
    items = b"".join(b"<item><id>%d</id><tag/><tag/></item>" % number for number in range(9_000))
    document = show(Body.of(b"<rss><channel>" + items + b"</channel></rss>", "text/xml")).document
    outline = document.outline
    assert outline is not None
    line = bisect_left(range(document.line_count), 2 + 8_000 * 5 + 3)
    assert document.text(line) == "      <tag/>"
    assert outline.path(line) == "/rss/channel/item[8001]/tag[2]"
    assert outline.enclosing(line) == line - 3
    assert outline.close(1, never) == document.line_count - 2
    assert outline.summary(1, document.line_count - 2, never) == "9,000 elements"
    assert len(outline.regions(2, never).first) == 9_000
    assert outline.regions(2, lambda: True).first == array("Q")
    assert outline.value(line - 3, never) == b"<item><id>8000</id><tag/><tag/></item>"
