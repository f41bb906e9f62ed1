"""The line in which one types what to look for in the history."""

from __future__ import annotations

from collections.abc import Sequence

from textual.binding import Binding
from textual.geometry import Offset
from textual.message import Message

from endpoint_explorer.tui.widgets.filter_bar import FilterBar

PLACEHOLDER = "status:5xx route:/users/{id} since:2d words"


class SearchBar(FilterBar, inherit_bindings=False):
    """A search as it is typed, with suggestions below; enter goes to the rows, escape ends it."""

    BINDINGS = [
        Binding(
            "escape",
            "close",
            "End search",
            id="history_search.close",
            tooltip="Show all rows again",
        ),
        Binding(
            "tab",
            "complete",
            "Complete",
            show=False,
            id="history_search.complete",
            tooltip="Take the suggestion that is marked, or else the first one",
        ),
        Binding(
            "down",
            "step(1)",
            "Next",
            show=False,
            id="history_search.down",
            tooltip="Mark the next suggestion",
        ),
        Binding(
            "up",
            "step(-1)",
            "Previous",
            show=False,
            id="history_search.up",
            tooltip="Mark the suggestion before",
        ),
    ]

    class Stepped(Message):
        """Another row is wanted under the cursor, so many places on."""

        def __init__(self, distance: int) -> None:
            super().__init__()
            self.distance = distance

    _is_waiting = False

    def show_text(self, text: str) -> None:
        """Show a search without saying that it changed."""
        self.show("/", text, PLACEHOLDER)

    def suggest(self, found: Sequence[tuple[str, str]]) -> None:
        """Show what may come next, each with the search it makes, below the line."""
        at_end = self._input.cursor_position == len(self._input.value)
        self._expressions = dict(found) if self._input.has_focus and at_end else {}
        cell = self._input.cursor_screen_offset.x - self.region.x
        self._completion.show(list(self._expressions), Offset(max(cell - 1, 0), 1))

    def action_step(self, distance: int) -> None:
        """Mark another suggestion, or where there is none move among the rows."""
        if self._completion.is_open:
            super().action_step(distance)
        else:
            self.post_message(self.Stepped(distance))

    def show_busy(self, text: str) -> None:
        """Say that it takes a while."""
        self._is_waiting = True
        super().show_busy(text)

    def end_wait(self) -> None:
        """Say nothing more of waiting; what is wrong with the search stays."""
        if self._is_waiting:
            self._is_waiting = False
            self.show_count("")
