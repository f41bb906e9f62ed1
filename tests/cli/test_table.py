from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.cli.output import encode_line
from endpoint_explorer.cli.table import align

CELLS = st.text(st.characters(codec="utf-8"), max_size=12)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8)


def lines(rows: list[tuple[str, ...]], **how: object) -> list[str]:
    aligned = align(rows, **how)  # type: ignore[arg-type]  # handed on
    return [encode_line(line).decode().removesuffix("\n") for line in aligned]


def test_columns_are_aligned_left_or_right() -> None:
    rows: list[tuple[str, ...]] = [("ID", "NAME", "URL"), ("1", "Ada", "/a"), ("12", "Bo", "/b/c")]
    assert lines(rows, right=frozenset({0})) == [
        "ID  NAME  URL",
        " 1  Ada   /a",
        "12  Bo    /b/c",
    ]


def test_only_the_last_column_is_cut() -> None:
    assert lines([("1", "x" * 40)], width=20) == ["1  " + "x" * 16 + "…"]
    assert lines([("1", "x" * 17)], width=20) == ["1  " + "x" * 17]


def test_a_narrow_terminal_leaves_out_what_can_be_spared() -> None:
    rows: list[tuple[str, ...]] = [("12", "12:30:00", "GET", "http://h/users")]
    spare = (1, 0, 2)
    assert lines(rows, width=33, spare=spare) == ["12  12:30:00  GET  http://h/users"]
    assert lines(rows, width=30, spare=spare) == ["12  GET  http://h/users"]
    assert lines(rows, width=18, spare=spare) == ["GET  http://h/use…"]
    assert lines(rows, width=10, spare=spare) == ["http://h/…"]


def test_no_rows_are_no_lines() -> None:
    assert lines([]) == []


def test_what_is_made_visible_is_measured_as_it_is_shown() -> None:
    rows: list[tuple[str, ...]] = [("\u202e", "a"), ("plain", "b")]
    assert [line[-1] for line in lines(rows)] == ["a", "b"]
    assert len({len(line) for line in lines(rows)}) == 1


@given(ROWS)
def test_the_columns_of_all_rows_start_at_the_same_place(rows: list[tuple[str, ...]]) -> None:
    marked = [(a, b, "#") for a, b, _ in rows]
    assert len({len(line) for line in lines(list(marked))}) <= 1
