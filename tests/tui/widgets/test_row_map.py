from __future__ import annotations

from array import array

from hypothesis import given, settings
from hypothesis import strategies as st

from endpoint_explorer.tui.widgets.row_map import Extra, Folds, RowMap


def naive_rows(count: int, folds: Folds, rows: dict[int, int]) -> list[tuple[int, int]]:
    hidden = {
        line
        for first, last in zip(folds.first, folds.last, strict=True)
        for line in range(first + 1, last + 1)
    }
    return [
        (line, part)
        for line in range(count)
        if line not in hidden
        for part in range(rows.get(line, 1))
    ]


def extra_of(rows: dict[int, int]) -> Extra:
    lines, starts, total = array("Q"), array("Q"), 0
    for line in sorted(rows):
        lines.append(line)
        starts.append(line + total)
        total += rows[line] - 1
    return Extra(lines, starts, total)


@st.composite
def regions(draw: st.DrawFn) -> tuple[int, Folds, dict[int, int]]:
    """Return a number of lines, properly nested folds, and how many rows some lines take."""
    folds: dict[int, int] = {}

    def nest(first: int, last: int, depth: int) -> None:
        line = first
        while line < last and depth < 4:
            line += draw(st.integers(0, 4))
            end = line + draw(st.integers(1, 12))
            if end > last:
                return
            if draw(st.booleans()):
                folds[line] = end
            nest(line + 1, end - 1, depth + 1)
            line = end + 1

    count = draw(st.integers(1, 40))
    nest(0, count - 1, 0)
    rows = draw(st.dictionaries(st.integers(0, count - 1), st.integers(2, 5), max_size=12))
    firsts = sorted(folds)
    made = Folds(array("Q", firsts), array("Q", [folds[first] for first in firsts]))
    return count, made, rows


@settings(max_examples=150)
@given(regions())
def test_rows_are_those_of_the_lines_one_after_the_other(
    case: tuple[int, Folds, dict[int, int]],
) -> None:
    count, folds, rows = case
    wanted = naive_rows(count, folds, rows)
    made = RowMap(count, folds, extra_of(rows))
    assert made.row_count == len(wanted)
    assert [made.at(row) for row in range(made.row_count)] == wanted
    for row, (line, part) in enumerate(wanted):
        assert made.row_of(line, part) == row
        assert made.hidden_by(line) is None
    shown = {line for line, _ in wanted}
    for line in set(range(count)) - shown:
        outer = made.hidden_by(line)
        assert outer is not None
        assert outer in shown
        assert made.row_of(line) == wanted.index((outer, 0))
        hiding = folds.hiding(line, outer)
        assert hiding == folds.hiding(line)
        assert RowMap(count, folds.without(hiding)).hidden_by(line) is None


def test_a_part_that_a_line_no_longer_has_is_its_last() -> None:
    made = RowMap(3, None, extra_of({1: 3}))
    assert made.row_of(1, 9) == 3
    assert made.row_of(2) == 4


@settings(max_examples=50)
@given(regions(), st.integers(0, 39))
def test_folding_and_unfolding_a_region_changes_nothing(
    case: tuple[int, Folds, dict[int, int]], line: int
) -> None:
    _, folds, _ = case
    if folds.last_of(line) is None:
        folded = folds.with_region(line, line + 1)
        assert folded.last_of(line) == line + 1
        assert folded.without([line]) == folds
    else:
        assert len(folds.without([line])) == len(folds) - 1


def test_a_cancelled_map_is_given_up() -> None:
    firsts = array("Q", range(0, 400_000, 4))
    folds = Folds(firsts, array("Q", [first + 2 for first in firsts]))
    assert RowMap(400_000, folds).row_count == 200_000
    assert RowMap(400_000, folds, None, lambda: True).row_count == 400_000
