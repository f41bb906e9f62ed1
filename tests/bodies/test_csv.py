from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from endpoint_explorer.bodies.body import Body, Cancelled, Watch
from endpoint_explorer.bodies.csv_rows import Rows, fields, find_delimiter
from endpoint_explorer.bodies.csv_table import CsvDocument
from endpoint_explorer.bodies.document import Document
from endpoint_explorer.bodies.registry import RAW, show, show_head, views

values = st.text('ab1"\n,;é日 ', max_size=6)
tables = st.lists(st.lists(values, min_size=2, max_size=4), min_size=1, max_size=6)


def written(rows: list[list[str]], delimiter: str = ",") -> bytes:
    text = StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def read(data: bytes, delimiter: str = ",") -> list[list[str]]:
    rows = Rows(data, delimiter)
    return [
        [field.value for field in fields(rows.text(row), delimiter)] for row in range(rows.count)
    ]


def lines(document: Document) -> list[str]:
    return [document.text(line) for line in range(document.line_count)]


@settings(max_examples=60)
@given(tables, st.sampled_from(",;\t|"))
def test_rows_are_read_as_they_were_written(rows: list[list[str]], delimiter: str) -> None:
    assert read(written(rows, delimiter), delimiter) == rows


@settings(max_examples=60)
@given(st.text('a",\n', max_size=30).map(str.encode))
@example(b'"a\n')
@example(b'"\n","\n"x\n"')
def test_any_text_has_rows_that_cover_it(data: bytes) -> None:
    rows = Rows(data, ",")
    ends = 0
    for row in range(rows.count):
        start, end = rows.span(row)
        assert ends <= start <= end
        assert data[ends:start].strip(b"\n") == b""
        assert rows.row_at(start) == row
        ends = end


def test_a_quote_that_is_no_opening_one_is_a_character() -> None:
    assert read(b'5" disk,a\n"never closed,b\nlast,c') == [
        ['5" disk', "a"],
        ['"never closed', "b"],
        ["last", "c"],
    ]


def test_a_table_has_aligned_columns_by_cells() -> None:
    data = 'id,name,price\n1,山田,2.50\n22,"two\nlines",10\n3,short\n'.encode()
    shown = show(Body.of(data, "text/csv; charset=utf-8"))
    assert shown.view == "Table"
    assert lines(shown.document) == [
        "id │ name      │ price",
        " 1 │ 山田      │  2.50",
        "22 │ two␊lines │    10",
        " 3 │ short    ",
    ]
    tokens = [token for _, _, token in shown.document.spans(0, shown.document.text(0))]
    assert tokens == ["heading", "muted", "heading", "muted", "heading"]


def test_the_bytes_of_a_table_are_those_of_its_source() -> None:
    data = b'a,b\r\n"x ""y""",2\r\n'
    document = show(Body.of(data, "text/csv")).document
    assert document.read(0, document.size) == data
    assert document.read(*document.span(1)) == b'"x ""y""",2'


def test_what_is_found_in_the_source_is_marked_in_the_row() -> None:
    document = show(Body.of(b'name,city\nAda,"London"\nTip,Boston\n', "text/csv")).document
    found = document.read(0, document.size).index(b"ondo")
    line = document.line_at(found)
    text = document.text(line)
    assert [text[a:b] for a, b in document.columns(line, found, found + 4)] == ["ondo"]


@pytest.mark.parametrize(
    ("head", "delimiter"),
    [
        (b"a,b,c\n1,2,3\n4,5,6\n", ","),
        (b"a;b\n1,5;2\n3,5;4\n", ";"),
        (b"a\tb\n1, x\t2\n", "\t"),
        (b"a|b\n1|2\n", "|"),
        (b"", ","),
    ],
)
def test_the_delimiter_is_told_by_the_rows(head: bytes, delimiter: str) -> None:
    assert find_delimiter(head) == delimiter


def test_a_table_is_recognised_only_where_it_is_plain() -> None:
    table = b"id,name,city\n" + b"1,Ada,London\n" * 5
    assert views(Body.of(table, "text/plain")) == ("Table", RAW, "Hex")
    prose = b"Well, this is, I think, prose.\n" * 5
    assert views(Body.of(prose, "text/plain")) == (RAW, "Hex")


def test_a_long_cell_is_cut_and_many_columns_are_shown() -> None:
    data = b"a,b\n" + b"x" * 500 + b",1\n" + b",".join(b"%d" % n for n in range(2000)) + b"\n"
    document = show(Body.of(data, "text/csv")).document
    assert document.text(1).startswith("x" * 39 + "…")
    assert document.text(2).count("│") == 999


def test_the_head_of_a_big_table_is_laid_out_like_the_whole() -> None:
    data = b"id,name\n" + b"".join(b"%d,name %d\n" % (n, n) for n in range(40_000))
    body = Body.of(data, "text/csv")
    head, whole = show_head(body), show(body)
    assert not head.is_whole
    assert head.document.text(7) == whole.document.text(7)
    assert whole.document.line_count == 40_001


def test_finding_rows_can_be_cancelled() -> None:
    with pytest.raises(Cancelled):
        CsvDocument(b'"a\nb",c\n' * 100, ",", watch=Watch(is_cancelled=lambda: True))


def test_hostile_cells_are_clean() -> None:
    data = "a,b\n\x1b]52;c;aGk=\x07,\u202ex\n".encode()
    shown = "".join(lines(show(Body.of(data, "text/csv")).document))
    assert "\x1b" not in shown
    assert "\u202e" not in shown
