"""The list of exchanges: a window over them, a cursor that stays on its exchange, and marks."""

from __future__ import annotations

import time
from collections.abc import Sequence

from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.message import Message

from endpoint_explorer.model.exchange import ExchangeSummary
from endpoint_explorer.tui.panes.history.querying import host_of
from endpoint_explorer.tui.panes.history.row_text import DATED, TODAY, row_content
from endpoint_explorer.tui.panes.history.window import Window
from endpoint_explorer.tui.panes.results.amounts import short_moment
from endpoint_explorer.tui.widgets.badge import MUTED
from endpoint_explorer.tui.widgets.row_list import RowList

NEAR_THE_END = 30
"""Rows before the first or last in view at which the next page is asked for."""


class HistoryList(RowList):
    """The rows in memory; asks for more in time, at either end."""

    BINDINGS = [
        Binding("enter", "select", "Open", id="history.open", tooltip="Show this exchange"),
        Binding(
            "space", "mark", "Mark", show=False, id="history.mark", tooltip="Mark this exchange"
        ),
    ]

    class MoreWanted(Message):
        """The rows beyond an end are wanted: the older ones, or else the newer ones."""

        def __init__(self, *, older: bool) -> None:
            super().__init__()
            self.older = older

    class EndWanted(Message):
        """The oldest rows of all are wanted, or else the newest."""

        def __init__(self, *, oldest: bool) -> None:
            super().__init__()
            self.oldest = oldest

    class Taken(Message):
        """The exchange under the cursor is to be opened."""

    class Moved(Message):
        """The cursor is on another exchange, or on none."""

    class Marked(Message):
        """Other rows are marked."""

    def __init__(self) -> None:
        super().__init__()
        self.window = Window()
        self.marked: frozenset[int] = frozenset()
        self.is_loaded = False
        self.why_empty: tuple[str, str] = ("", "")
        self._time_width = DATED
        self._has_names = self._has_environments = self._has_hosts = False

    @property
    def rows(self) -> tuple[ExchangeSummary, ...]:
        """The rows in memory."""
        return self.window.rows

    @property
    def row_count(self) -> int:
        """How many rows are in memory."""
        return len(self.window.rows)

    @property
    def current(self) -> ExchangeSummary | None:
        """The exchange under the cursor."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    def show_window(self, window: Window, cursor: int) -> None:
        """Show other rows; what stays in view does not move."""
        before, top = self.current, self.scroll_offset.y
        is_at_top = top == 0 and self.window.is_newest
        first = self.rows[top] if top < len(self.rows) else None
        self.window, self.is_loaded = window, True
        self._has_environments = any(row.environment for row in window.rows)
        self._time_width = _time_width(window.rows)
        self._has_hosts = len({host_of(row.url) for row in window.rows}) > 1
        self._has_names = len({row.request_name for row in window.rows}) > 1
        held = None if first is None or is_at_top else window.index_of(first.id)
        if held is not None and before is not None and self._is_at(cursor, before):
            self.virtual_size = Size(0, self.row_count)
            self.scroll_to(y=held, animate=False, force=True, immediate=True)
        self.rows_changed(cursor)

    def _is_at(self, cursor: int, row: ExchangeSummary) -> bool:
        return 0 <= cursor < len(self.rows) and self.rows[cursor].id == row.id

    def show_waiting(self) -> None:
        """Show that nothing has been read yet."""
        self.window, self.is_loaded = Window(), False
        self.rows_changed(0)

    def row_content(self, index: int, width: int) -> Content:
        """Return one exchange."""
        row = self.rows[index]
        return row_content(
            row,
            width,
            time.time(),
            is_marked=row.id in self.marked,
            time_width=self._time_width,
            has_host=self._has_hosts,
            has_name=self._has_names,
            has_environment=self._has_environments,
        )

    def empty_lines(self, width: int) -> list[Content]:
        """Say why there is nothing, and what to do."""
        if not self.is_loaded:
            return [Content(""), Content.styled(" Reading the history", MUTED)]
        first, second = self.why_empty
        return [
            Content(""),
            Content.styled(f" {first}"[:width], "bold"),
            Content.styled(f" {second}"[:width], MUTED),
        ]

    def on_row_list_shown(self, message: RowList.Shown) -> None:
        """Ask for the rows beyond an end before it is reached."""
        message.stop()
        if not self.rows:
            return
        if not self.window.is_oldest and message.end >= self.row_count - NEAR_THE_END:
            self.post_message(self.MoreWanted(older=True))
        if not self.window.is_newest and message.first < NEAR_THE_END:
            self.post_message(self.MoreWanted(older=False))

    def on_row_list_selected(self, message: RowList.Selected) -> None:
        """Say which list it is."""
        message.stop()
        self.post_message(self.Taken())

    def on_row_list_highlighted(self, message: RowList.Highlighted) -> None:
        """Say which list it is."""
        message.stop()
        self.post_message(self.Moved())

    def set_marks(self, marked: frozenset[int]) -> None:
        """Mark other rows."""
        if marked != self.marked:
            self.marked = marked
            self.refresh()
            self.post_message(self.Marked())

    def action_mark(self) -> None:
        """Mark the row under the cursor, or take its mark, and go on to the next."""
        if self.current is not None:
            self.set_marks(self.marked ^ {self.current.id})
            self.action_move(1)

    def action_first(self) -> None:
        """Go to the newest row of all, which may not be in memory."""
        self.move_to(0)
        if not self.window.is_newest:
            self.post_message(self.EndWanted(oldest=False))

    def action_last(self) -> None:
        """Go to the oldest row of all, which may not be in memory."""
        self.move_to(self.row_count - 1, -1)
        if not self.window.is_oldest:
            self.post_message(self.EndWanted(oldest=True))


def _time_width(rows: Sequence[ExchangeSummary]) -> int:
    """Return how wide moments are: rows are all of today where the first and the last are."""
    now = time.time()
    ends = (rows[0], rows[-1]) if rows else ()
    widths = (len(short_moment(row.started_at, now).strip()) for row in ends)
    return max(widths, default=TODAY)
