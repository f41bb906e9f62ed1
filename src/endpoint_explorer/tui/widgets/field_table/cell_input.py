"""The one input of a table, laid over the cell that is edited."""

from __future__ import annotations

from collections.abc import Sequence

from textual.actions import SkipAction

from endpoint_explorer.tui.widgets.line_input import LineInput


class CellInput(LineInput):
    """An input that lets go of the arrow keys at its ends, and of cut when nothing is selected.

    While the text is the beginning of one of `choices`, the rest of it is shown behind the cursor.
    """

    DEFAULT_CSS = """
    CellInput {
        layer: cell;
        position: absolute;
        padding: 0;
        display: none;
        background: transparent;
        &:focus { background: $foreground 12%; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.choices: Sequence[str] = ()

    def watch_value(self, value: str) -> None:
        """Offer the rest of a choice that begins with what was typed."""
        super().watch_value(value)
        if value:
            longer = (choice for choice in self.choices if choice.startswith(value))
            self._suggestion = next(longer, "")

    def action_cursor_left(self, select: bool = False) -> None:
        """Move the cursor, or leave at the start."""
        if not select and self.cursor_at_start and self.selection.is_empty:
            raise SkipAction
        super().action_cursor_left(select)

    def action_cursor_right(self, select: bool = False) -> None:
        """Move the cursor, take over the rest of a choice, or leave at the end."""
        is_at_end = self.cursor_at_end and self.selection.is_empty and not self._suggestion
        if is_at_end and not select:
            raise SkipAction
        super().action_cursor_right(select)

    def action_cut(self) -> None:
        """Cut what is selected."""
        if self.selection.is_empty:
            raise SkipAction
        super().action_cut()
