"""An input that narrows a list, and moves in it without leaving the text."""

from __future__ import annotations

from textual.binding import Binding

from endpoint_explorer.tui.widgets.line_input import OrderedInput
from endpoint_explorer.tui.widgets.row_list import RowList

PRINTABLE = r"[^\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*"
"""What can be typed or pasted into a line of text that is shown as it is."""


class FilterInput(OrderedInput):
    """One line of words; up and down, and the page keys, move the cursor of its list."""

    BINDINGS = [
        Binding("enter", "submit", "Open", id="filter.open", tooltip="Take the marked result"),
        Binding(
            "up", "move(-1)", "Previous", show=False, id="filter.up", tooltip="Previous result"
        ),
        Binding("down", "move(1)", "Next", show=False, id="filter.down", tooltip="Next result"),
        Binding(
            "pageup", "page(-1)", "Page up", show=False, id="filter.page_up", tooltip="Up a page"
        ),
        Binding(
            "pagedown",
            "page(1)",
            "Page down",
            show=False,
            id="filter.page_down",
            tooltip="Down a page",
        ),
    ]

    DEFAULT_CSS = """
    FilterInput {
        background: $boost;
        &.-textual-compact { padding: 0 1; }
    }
    """

    def __init__(self, target: RowList, placeholder: str) -> None:
        super().__init__(placeholder=placeholder, compact=True, restrict=PRINTABLE)
        self._target = target

    def action_move(self, rows: int) -> None:
        """Move the list's cursor by a number of rows."""
        self._target.action_move(rows)

    def action_page(self, pages: float) -> None:
        """Move the list's cursor by pages."""
        self._target.action_page(pages)
