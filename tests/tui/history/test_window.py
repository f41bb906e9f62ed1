from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.model.history import HistoryPage
from endpoint_explorer.tui.panes.history import window as module
from endpoint_explorer.tui.panes.history.window import MOST, PAGE, Window

from .conftest import rows, summary


class Ledger:
    """All there is, and pages of it as the history gives them."""

    def __init__(self, count: int) -> None:
        self.ids = list(range(count, 0, -1))

    def page(self, *, before: int | None = None, after: int | None = None) -> HistoryPage:
        if after is not None:
            beyond = [number for number in self.ids if number > after]
            taken = beyond[-PAGE:]
        else:
            beyond = [number for number in self.ids if before is None or number < before]
            taken = beyond[:PAGE]
        found = tuple(summary(number) for number in taken)
        return HistoryPage(found, len(beyond) <= PAGE, len(self.ids))


@given(st.integers(0, 5 * MOST), st.lists(st.sampled_from("onGgb"), max_size=60))
def test_a_window_is_a_stretch_of_the_history_wherever_one_goes(count: int, ways: str) -> None:
    ledger = Ledger(count)
    window = Window.newest(ledger.page())
    for way in ways:
        if way == "G":
            window = Window.oldest(ledger.page(after=0))
        elif way == "g":
            window = Window.newest(ledger.page())
        elif way == "b":
            window = Window.below(ledger.page(before=count // 2 + 1))
        elif way == "o" and window.rows and not window.is_oldest:
            window = window.with_older(ledger.page(before=window.rows[-1].id))
        elif way == "n" and window.rows and not window.is_newest:
            window = window.with_newer(ledger.page(after=window.rows[0].id))
        ids = [row.id for row in window.rows]
        assert len(ids) <= MOST
        assert window.total == count
        if ids:
            assert ids == list(range(ids[0], ids[-1] - 1, -1))
            assert window.is_oldest == (ids[-1] == 1)
            assert window.is_newest == (ids[0] == count) or not window.is_newest


def test_the_most_rows_are_a_number_of_pages() -> None:
    assert module.MOST % module.PAGE == 0


def test_rows_that_were_deleted_are_gone_and_counted() -> None:
    window = Window(rows(5), total=50).without({4, 2})
    assert [row.id for row in window.rows] == [5, 3, 1]
    assert window.total == 48


def test_marks_change_their_rows_only() -> None:
    window = Window(rows(3)).pinned((2,), pinned=True).annotated(3, "slow")
    assert [(row.id, row.pinned, row.note) for row in window.rows] == [
        (3, False, "slow"),
        (2, True, ""),
        (1, False, ""),
    ]


def test_an_exchange_is_found_or_the_next_older_one() -> None:
    window = Window((summary(9), summary(5), summary(2)))
    assert window.index_of(5) == 1
    assert window.index_of(6) == 1
    assert window.index_of(1) is None
