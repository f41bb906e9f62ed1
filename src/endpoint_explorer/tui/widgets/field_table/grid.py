"""The drawn part of a table: what is not being edited costs no widget."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from endpoint_explorer.tui.widgets.field_table.rows import Rows
from endpoint_explorer.tui.widgets.marks import variable_marks
from endpoint_explorer.tui.widgets.shown import shown
from endpoint_explorer.tui.widgets.variable_scope import is_unknown, scope_of

TOGGLE_WIDTH = 3
GAP = 2
ON, OFF, MASK = "●", "○", "•"
SWITCH = -1
"""The column of the switch, before the columns of text."""


class Grid(ScrollView, can_focus=True):
    """Draws rows, and has the focus while the cursor is on a switch."""

    ALLOW_SELECT = False

    COMPONENT_CLASSES = {
        "grid--name",
        "grid--value",
        "grid--on",
        "grid--off",
        "grid--hint",
        "grid--variable",
        "grid--unknown",
        "grid--cursor",
        "grid--switch",
    }

    DEFAULT_CSS = """
    Grid {
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        & > .grid--name { color: $text-primary; }
        & > .grid--on { color: $text-success; }
        & > .grid--off { color: $text-muted; text-style: strike; }
        & > .grid--hint { color: $text-disabled; }
        & > .grid--variable { color: $text-secondary; }
        & > .grid--unknown { color: $text-warning; text-style: underline; }
        & > .grid--cursor { background: $foreground 8%; }
        & > .grid--switch {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
        }
    }
    """

    class Clicked(Message):
        """A cell was clicked; `column` is SWITCH or the index of a column."""

        def __init__(self, row: int, column: int) -> None:
            super().__init__()
            self.row = row
            self.column = column

    def __init__(self, rows: Rows[Any]) -> None:
        super().__init__()
        self._rows = rows
        self.row = 0
        self.column = 0
        self.is_active = False

    @property
    def left(self) -> int:
        """Where the first column of text starts."""
        return 1 if self._rows.is_fixed else TOGGLE_WIDTH

    def column_spans(self) -> Iterator[tuple[int, int]]:
        """Yield the start and the width of each column of text, in cells."""
        columns = self._rows.columns
        width = self.scrollable_content_region.width
        room = max(0, width - self.left - GAP * (len(columns) - 1) - 1)
        total = sum(column.weight for column in columns)
        taken = 0
        for index, column in enumerate(columns):
            before = room * taken // total
            taken += column.weight
            yield self.left + before + GAP * index, max(1, room * taken // total - before)

    def rows_changed(self) -> None:
        """Draw the rows anew."""
        self.virtual_size = Size(0, len(self._rows))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the view."""
        width = self.scrollable_content_region.width
        line = y + self.scroll_offset.y
        segments = self._row(line) if line < len(self._rows) else []
        return Strip(segments).adjust_cell_length(width).apply_style(self.rich_style)

    def _style(self, name: str, is_cursor: bool = False) -> Style:
        style = self.get_component_rich_style(f"grid--{name}")
        if is_cursor:
            background = self.get_component_rich_style("grid--cursor").bgcolor
            return style + Style(bgcolor=background)
        return style

    def _row(self, index: int) -> list[Segment]:
        is_cursor = self.is_active and index == self.row
        plain = self._style("value", is_cursor)
        segments = [Segment(" ", plain)]
        if not self._rows.is_fixed:
            segments = [*self._switch(index, is_cursor), Segment(" ", plain)]
        for column, (_, width) in enumerate(self.column_spans()):
            segments += [*self._cell(index, column, width, is_cursor), Segment(" " * GAP, plain)]
        return segments

    def _switch(self, index: int, is_cursor: bool) -> list[Segment]:
        is_on = self._rows[index].enabled
        sign = " " if self._rows.is_new(index) else ON if is_on else OFF
        style = self._style("on" if is_on else "hint", is_cursor)
        if is_cursor and self.column == SWITCH:
            style = self._style("switch")
        return [Segment(f" {sign}", style)]

    def _cell(self, index: int, column: int, width: int, is_cursor: bool) -> Strip:
        text = self._rows.text(index, column)
        spec = self._rows.columns[column]
        hint = self._style("hint", is_cursor)
        if not text:
            return Strip([Segment(set_cell_size(self._rows.hint(index, column), width), hint)])
        if self._rows.is_masked(index, column):
            text = MASK * len(text)
        kind = spec.style if self._rows[index].enabled else "off"
        strip = self._text(text, kind, is_cursor)
        if strip.cell_length > width:
            strip = Strip([*strip.crop(0, width - 1), Segment("…", hint)])
        rest = Segment(" " * (width - strip.cell_length), self._style("value", is_cursor))
        return Strip([*strip, rest])

    def _text(self, text: str, kind: str, is_cursor: bool) -> Strip:
        """Draw a text; in one that counts the variables are set off."""
        style, scope = self._style(kind, is_cursor), scope_of(self)
        segments, position, text_shown = [], 0, shown(text)
        for start, end, _ in variable_marks(text) if kind != "off" else ():
            name = "unknown" if is_unknown(scope, text[start:end]) else "variable"
            segments.append(Segment(text_shown[position:start], style))
            segments.append(Segment(text_shown[start:end], self._style(name, is_cursor)))
            position = end
        return Strip([*segments, Segment(text_shown[position:], style)])

    def on_click(self, event: events.Click) -> None:
        """Say which cell was clicked."""
        event.stop()
        row = event.y + self.scroll_offset.y
        if not 0 <= row < len(self._rows):
            return
        column = SWITCH if event.x < self.left and not self._rows.is_fixed else 0
        for index, (start, _) in enumerate(self.column_spans()):
            if event.x >= start:
                column = index
        self.post_message(self.Clicked(row, column))
