from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.document import TextDocument
from endpoint_explorer.bodies.hex import HexDocument
from endpoint_explorer.tui.widgets import wrapping
from endpoint_explorer.tui.widgets.row_map import RowMap
from endpoint_explorer.tui.widgets.wrapping import (
    LONG_LINE,
    Wraps,
    is_wrappable,
    long_part,
    long_row,
    place_at,
    row_starts,
    wrapped,
)

pieces = st.sampled_from(
    ["a", "word ", "日本", "é", "e\u0301", "o\u0302\u0323", "\t", "\x1b", "\u202e", "привет", "😀"]
)
texts = st.lists(pieces, max_size=40).map("".join)


@settings(max_examples=200)
@given(texts, st.integers(8, 30))
@example("a" * 7 + "e" + "\u0301" * 50, 20)
@example("\u0301" * 9, 8)
@example("日" * 9, 9)
def test_rows_hold_the_line_and_fit(text: str, width: int) -> None:
    starts = list(row_starts(text, width))
    rows = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    assert "".join(rows) == text
    assert starts[0] == 0
    for index, row in enumerate(rows):
        if index:
            assert row
            assert unicodedata.category(row[0]) not in {"Mn", "Me"}
            assert cell_len(clean(rows[index - 1])) + cell_len(clean(row[0])) <= width or (
                cell_len(clean(rows[index - 1] + row)) > width
            )
        units = 1 + sum(cell_len(clean(character)) > 0 for character in row[1:])
        assert cell_len(clean(row)) <= width or units == 1
    assert "".join(map(clean, rows)) == clean(text)


@settings(max_examples=100)
@given(texts, st.integers(0, 60))
def test_the_place_of_a_column_is_what_is_left_of_it(text: str, column: int) -> None:
    place, before = place_at(text, column)
    assert cell_len(clean(text[:place])) == before <= column
    assert place == len(text) or cell_len(clean(text)) > column
    assert not text[place:] or unicodedata.category(text[place]) not in {"Mn", "Me"} or not place


def test_the_characters_taken_for_narrow_and_wide_are() -> None:
    for kind, cells in ((wrapping._NARROW, 1), (wrapping._WIDE, 2)):
        import re

        for match in re.finditer(kind, "".join(map(chr, range(0x20, 0xFFFF)))):
            assert cell_len(match[0]) == cells, hex(ord(match[0]))
            assert clean(match[0]) == match[0]


def naive(data: bytes, width: int) -> dict[int, int]:
    document = TextDocument(data)
    rows = {}
    for line in range(document.line_count):
        count = len(row_starts(document.text(line), width))
        if count > 1:
            rows[line] = count
    return rows


@settings(max_examples=100)
@given(
    st.lists(texts, max_size=12),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.integers(8, 30),
    st.integers(1, 60),
)
def test_the_scan_finds_the_lines_that_take_several_rows(
    lines: list[str], end: str, width: int, piece: int
) -> None:
    data = end.join(lines).encode()
    document = TextDocument(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wrapping, "PIECE", piece)
        beginning = TextDocument(data[: len(data) // 2])
        found = wrapped(beginning, Wraps(width), limit=3)
        found = wrapped(document, wrapped(beginning, found), limit=3)
        found = wrapped(document, found)
    rows = RowMap(document.line_count, None, found.extra)
    assert found.address == document.size
    several = {line: rows.parts(line) for line in found.extra.lines}
    short = {line: count for line, count in several.items() if line not in found.long}
    expected = naive(data, width)
    assert set(several) <= set(expected)
    assert short == {line: expected[line] for line in expected if line not in found.long}


@settings(max_examples=15)
@given(st.lists(pieces, min_size=1, max_size=6).map("".join), st.integers(30, 200))
def test_a_long_line_is_its_rows_one_after_the_other(unit: str, width: int) -> None:
    text = unit * (LONG_LINE // len(unit.encode()) + 1)
    document = TextDocument(b"short\n" + text.encode() + b"\nshort")
    found = wrapped(document, Wraps(width))
    rows = RowMap(3, None, found.extra).parts(1)
    got = [long_row(document, found, 1, part) for part in range(rows)]
    assert "".join(row for _, row in got) == text
    address = 0
    for part, (offset, row) in enumerate(got):
        assert offset == address
        assert long_part(document, found, 1, offset) == part
        assert cell_len(clean(row)) <= width or len(row) == 1 or "\u0301" in row
        address += len(row.encode())


def test_a_long_line_that_is_no_text_is_shown_whole() -> None:
    data = bytes(range(0x80, 0x100)) * 200
    document = TextDocument(data)
    found = wrapped(document, Wraps(40))
    rows = RowMap(1, None, found.extra).parts(0)
    shown = "".join(long_row(document, found, 0, part)[1] for part in range(rows))
    assert set(shown) >= {"\ufffd"}


def test_a_scan_that_is_cancelled_stops() -> None:
    document = TextDocument(b"x" * 100 + b"\n" + b"y" * (4 * wrapping.PIECE))
    assert wrapped(document, Wraps(20), lambda: True) == Wraps(20)


def test_hex_has_rows_of_its_own() -> None:
    assert is_wrappable(TextDocument("日本\n".encode() * 99 + b"\xff" * 99))
    assert is_wrappable(TextDocument(b""))
    assert not is_wrappable(HexDocument(b"abc"))
