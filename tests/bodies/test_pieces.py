from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.bodies import pieces
from endpoint_explorer.bodies.document import TextDocument, no_highlight
from endpoint_explorer.bodies.pieces import Lines


def split(data: bytes) -> list[bytes]:
    pieces = data.split(b"\n")
    if len(pieces) > 1 and not pieces[-1]:
        pieces.pop()
    ended = len(pieces) if data.endswith(b"\n") else len(pieces) - 1
    return [p.removesuffix(b"\r") if i < ended else p for i, p in enumerate(pieces)]


@given(st.lists(st.sampled_from([b"\n", b"\r\n", b"\r", b"ab", "é".encode()])).map(b"".join))
def test_the_lines_are_those_of_splitting(data: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "PIECE", 3)
        patch.setattr(pieces, "BLOCK", 2)
        patch.setattr(pieces, "CACHED", 5)
        index = Lines.of(data)
        found = [data[slice(*index.span(line))] for line in range(index.line_count)]
        assert found == split(data)
        for line in range(index.line_count):
            start, end = index.span(line)
            assert index.line_at(start) == line
            assert index.line_at(end) == line


@pytest.mark.parametrize("line", [-1, 2])
def test_a_line_that_is_not_there(line: int) -> None:
    with pytest.raises(IndexError):
        Lines.of(b"a\nb").span(line)


def test_lines_far_apart_are_found_in_a_big_text() -> None:
    data = b"".join(b"line %d\n" % number for number in range(100_000))
    document = TextDocument(data)
    assert document.line_count == 100_000
    for line in (99_999, 0, 50_000, 7, 99_998):
        assert document.text(line) == f"line {line}"


@given(st.text("aé한🙂", max_size=20), st.integers(0, 40), st.integers(0, 40))
def test_a_slice_never_cuts_a_character(text: str, start: int, stop: int) -> None:
    document = TextDocument(text.encode())
    assert "\ufffd" not in document.text(0, start, max(start, stop))
    halves = document.text(0, 0, start) + document.text(0, start)
    assert halves == text


@given(st.text("aé한🙂", min_size=1, max_size=20), st.data())
def test_addresses_become_columns_of_the_text_that_is_cut_off(
    text: str, data: st.DataObject
) -> None:
    document = TextDocument(b"first\n" + text.encode())
    begin = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(begin + 1, len(text)))
    offset = data.draw(st.integers(0, len(text[:begin].encode())))
    first = 6
    start, stop = (first + len(text[:place].encode()) for place in (begin, end))
    ((left, right),) = document.columns(1, start, stop, offset)
    assert document.text(1, offset)[left:right] == text[begin:end]


def test_bytes_that_are_no_text_are_replaced_where_they_are_shown() -> None:
    document = TextDocument(b"a\xffb", no_highlight)
    assert document.text(0) == "a\ufffdb"
    assert document.read(0, document.size) == b"a\xffb"
