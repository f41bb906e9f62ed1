"""A viewer for documents of any size: only the lines in view are made, cut and coloured."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.binding import Binding

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.document import Document
from endpoint_explorer.tui.widgets.line_selection import LineSelection
from endpoint_explorer.tui.widgets.wrapping import LONG_LINE, long_part

SIDE_STEP = 8
"""Columns that one key moves sideways."""


def _binding(
    key: str, action: str, description: str, tooltip: str, *, show: bool = False
) -> Binding:
    name = action.partition("(")[0] + ("_left" if "-" in action else "")
    return Binding(key, action, description, show=show, id=f"viewer.{name}", tooltip=tooltip)


class LineViewer(LineSelection):
    """Lines with numbers, a cursor line, and columns that scroll sideways without a scrollbar."""

    BINDINGS = [
        _binding("left,h", f"sideways(-{SIDE_STEP})", "Left", "Scroll to the left"),
        _binding("right,l", f"sideways({SIDE_STEP})", "Right", "Scroll to the right"),
        _binding("home,0", "line_start", "Line start", "Scroll to the start of the line"),
        _binding("end,dollar_sign", "line_end", "Line end", "Scroll to the end of the line"),
        _binding("ctrl+home", "first", "Top", "Go to the first line"),
        _binding("ctrl+end", "last", "Bottom", "Go to the last line"),
        _binding("w", "wrap", "Wrap", "Wrap lines wider than the view, or stop that"),
    ]

    def on_mount(self) -> None:
        """Show what was set before."""
        self.rows_changed(0)
        self.fit_wraps()

    def show_document(self, document: Document, *, keep_position: bool = False) -> None:
        """Show another document, from its start or where the cursor is."""
        self.clear_selection()
        self.forget_lines()
        self.column = self.column if keep_position else 0
        self.arrange_anew(document, keep_position=keep_position)
        if self.is_mounted and not keep_position:
            self.scroll_to(y=0, animate=False, force=True)

    def watch_cursor(self, old: int, new: int) -> None:
        """Say where the cursor is."""
        super().watch_cursor(old, new)
        self.post_message(self.Moved())

    def scroll_columns(self, column: int) -> None:
        """Put a column at the left edge, if any line in view goes that far."""
        if self.arrangement.wraps.width:
            return
        lines = {self.line_at_row(row) for row in range(*self.visible_range())}
        widest = max(map(self.extent, lines), default=0)
        column = max(0, min(column, widest - 1))
        if column != self.column:
            self.column = column
            self.refresh()
            self.post_message(self.Moved())

    def reveal(self, address: int) -> None:
        """Put the cursor on the line of an address, unfolded, and bring its column into view."""
        if self.arrangement.rows.hidden_by(self.document.line_at(address)) is None:
            self.bring_into_view(address)
        else:
            self.unfold_to(address)

    def bring_into_view(self, address: int) -> None:
        """Put the cursor on the row of an address, and bring its column into view."""
        line = self.document.line_at(address)
        first, last = self.document.span(line)
        is_long = last - first > LONG_LINE
        wraps, rows = self.arrangement.wraps, self.arrangement.rows
        if is_long:
            column = address - first
        else:
            columns = self.document.columns(line, address, address + 1)
            column = columns[0][0] if columns else 0
        if wraps.width and rows.parts(line) > 1:
            part = (
                long_part(self.document, wraps, line, column)
                if is_long
                else self._wrapped_line(line).part_at(column)
            )
            self.cursor = rows.row_of(line, part)
        else:
            self.cursor = rows.row_of(line)
            if not is_long:
                column = cell_len(clean(self.document.text(line)[:column]))
            if not self.column <= column < self.column + self.text_width - 4:
                self.scroll_columns(max(0, column - self.text_width // 2))
        self.refresh()

    def go_to_line(self, line: int) -> None:
        """Put the cursor on a line, unfolded."""
        line = max(0, min(line, self.document.line_count - 1))
        self.reveal(self.document.span(line)[0])

    def action_wrap(self) -> None:
        """Wrap lines that are wider than the view, or stop doing that."""
        self.is_wrapped = not self.is_wrapped
        self.column = 0
        # A scrollbar that comes or goes would change the width, and so the rows.
        self.styles.scrollbar_gutter = "stable" if self.is_wrapped else "auto"
        if self.is_wrapped and not self._is_wrappable:
            self.notify("This view has rows of its own: it is not wrapped.", markup=False)
        self.fit_wraps()

    def action_sideways(self, columns: int) -> None:
        """Scroll sideways."""
        self.scroll_columns(self.column + columns)

    def action_line_start(self) -> None:
        """Scroll to the start of the lines."""
        self.scroll_columns(0)

    def action_line_end(self) -> None:
        """Scroll to the end of the line under the cursor."""
        self.scroll_columns(self.extent(self.cursor_line) - self.text_width)

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the row that was clicked, or fold by its sign."""
        offset = event.get_content_offset(self)
        if offset is None or event.button != 1:
            return
        event.stop()
        event.prevent_default()
        row = offset.y + self.scroll_offset.y
        if row >= self.row_count:
            return
        outline = self.document.outline
        line, part = self.arrangement.rows.at(row)
        in_column = self.gutter_width - 2 <= offset.x < self.gutter_width
        if (
            self.has_folds
            and in_column
            and not part
            and outline is not None
            and outline.opens(line)
        ):
            self.fold_at(line)
        else:
            self.move_to(row)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        """Scroll to the right."""
        event.stop()
        self.scroll_columns(self.column + SIDE_STEP)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        """Scroll to the left."""
        event.stop()
        self.scroll_columns(self.column - SIDE_STEP)
