"""A viewer for documents of any size: only the lines in view are made, cut and coloured."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.selection import Selection

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.document import Document
from endpoint_explorer.tui.widgets.line_painter import LONG_LINE, LinePainter

SIDE_STEP = 8
"""Columns that one key moves sideways."""

_COPIED_AT_MOST = 50_000


def _binding(
    key: str, action: str, description: str, tooltip: str, *, show: bool = False
) -> Binding:
    name = action.partition("(")[0] + ("_left" if "-" in action else "")
    return Binding(key, action, description, show=show, id=f"viewer.{name}", tooltip=tooltip)


class LineViewer(LinePainter):
    """Lines with numbers, a cursor line, and columns that scroll sideways without a scrollbar."""

    ALLOW_SELECT = True

    BINDINGS = [
        _binding("left,h", f"sideways(-{SIDE_STEP})", "Left", "Scroll to the left"),
        _binding("right,l", f"sideways({SIDE_STEP})", "Right", "Scroll to the right"),
        _binding("home,0", "line_start", "Line start", "Scroll to the start of the line"),
        _binding("end,dollar_sign", "line_end", "Line end", "Scroll to the end of the line"),
        _binding("ctrl+home", "first", "Top", "Go to the first line"),
        _binding("ctrl+end", "last", "Bottom", "Go to the last line"),
        _binding(
            "y", "copy", "Copy", "Copy the selection, or the line under the cursor", show=True
        ),
    ]

    class Moved(Message):
        """The cursor is on another line, or other columns are in view."""

    def on_mount(self) -> None:
        """Show what was set before."""
        self.rows_changed(0)

    def show_document(self, document: Document, *, keep_position: bool = False) -> None:
        """Show another document, from its start or where the cursor is."""
        self.document = document
        self.clear_selection()
        line = max(self.cursor, 0) if keep_position else 0
        self.column = self.column if keep_position else 0
        if self.is_mounted:
            self.rows_changed(line)
            if not keep_position:
                self.scroll_to(y=0, animate=False, force=True)

    def clear_selection(self) -> None:
        """Forget the selection: it names places in another text."""
        if self.is_attached:
            self.screen.selections.pop(self, None)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text as it is shown."""
        start, end = selection
        first = 0 if start is None else start.y
        last = self.row_count - 1 if end is None else min(end.y, self.row_count - 1)
        lines = []
        for line in range(first, min(last + 1, first + _COPIED_AT_MOST)):
            span = selection.get_span(line)
            if span is not None:
                text = clean(self.document.text(line))
                lines.append(text[span[0] : None if span[1] == -1 else span[1]])
        return "\n".join(lines), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Repaint what is selected."""
        del selection
        self.refresh()

    def watch_cursor(self, old: int, new: int) -> None:
        """Say where the cursor is."""
        super().watch_cursor(old, new)
        self.post_message(self.Moved())

    def scroll_columns(self, column: int) -> None:
        """Put a column at the left edge, if any line in view goes that far."""
        first, end = self.visible_range()
        widest = max((self.extent(line) for line in range(first, end)), default=0)
        column = max(0, min(column, widest - 1))
        if column != self.column:
            self.column = column
            self.refresh()
            self.post_message(self.Moved())

    def reveal(self, address: int) -> None:
        """Put the cursor on the line of an address, and bring its column into view."""
        line = self.document.line_at(address)
        self.cursor = line
        first, last = self.document.span(line)
        if last - first > LONG_LINE:
            column = address - first
        else:
            columns = self.document.columns(line, address, address + 1)
            before = columns[0][0] if columns else 0
            column = cell_len(clean(self.document.text(line)[:before]))
        if not self.column <= column < self.column + self.text_width - 4:
            self.scroll_columns(max(0, column - self.text_width // 2))
        self.refresh()

    def action_sideways(self, columns: int) -> None:
        """Scroll sideways."""
        self.scroll_columns(self.column + columns)

    def action_line_start(self) -> None:
        """Scroll to the start of the lines."""
        self.scroll_columns(0)

    def action_line_end(self) -> None:
        """Scroll to the end of the line under the cursor."""
        self.scroll_columns(self.extent(max(self.cursor, 0)) - self.text_width)

    def action_copy(self) -> None:
        """Copy the selection as it is shown, or else the line under the cursor as it is."""
        selected = self.screen.get_selected_text()
        if selected:
            self.app.copy_to_clipboard(selected)
            self.notify("Copied the selection", markup=False)
        elif self.cursor >= 0:
            self.app.copy_to_clipboard(self.document.text(self.cursor))
            self.notify(f"Copied line {self.cursor + 1:,}", markup=False)

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the line that was clicked."""
        offset = event.get_content_offset(self)
        if offset is not None and event.button == 1:
            event.stop()
            event.prevent_default()
            self.move_to(offset.y + self.scroll_offset.y)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        """Scroll to the right."""
        event.stop()
        self.scroll_columns(self.column + SIDE_STEP)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        """Scroll to the left."""
        event.stop()
        self.scroll_columns(self.column - SIDE_STEP)
