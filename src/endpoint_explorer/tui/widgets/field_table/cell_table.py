"""The table without its keys: rows, the cursor, and the input over the cell under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic

from textual.app import ComposeResult
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget

from endpoint_explorer.tui.widgets.completion import Completion
from endpoint_explorer.tui.widgets.field_table.cell_input import CellInput
from endpoint_explorer.tui.widgets.field_table.grid import SWITCH, Grid
from endpoint_explorer.tui.widgets.field_table.rows import Column, Rows, RowT


class CellTable(Widget, Generic[RowT]):
    """Rows that one widget draws and one input edits, so that 200 of them cost what one costs."""

    DEFAULT_CSS = """
    CellTable { height: 1fr; overflow: hidden; layers: rows cell; }
    """

    class Changed(Message):
        """The user changed the rows; read them from `table.values`."""

        def __init__(self, table: CellTable[RowT]) -> None:
            super().__init__()
            self.table = table

        @property
        def control(self) -> Widget:
            """The table, for selectors."""
            return self.table

    class Moved(Message):
        """The cursor is in another row."""

    def __init__(
        self,
        columns: Sequence[Column],
        blank: RowT,
        *,
        is_fixed: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        super().__init__(id=id)
        self._rows = Rows(columns, blank, is_fixed=is_fixed)
        self._stops = [index for index, column in enumerate(columns) if column.is_editable]
        self._grid = Grid(self._rows)
        self._grid.column = self._stops[0]
        self._input = CellInput()
        self._completion = Completion(self)
        self._told_row = 0

    @property
    def row(self) -> int:
        """The row under the cursor."""
        return self._grid.row

    @property
    def reveals(self) -> bool:
        """Whether secrets are shown as they are."""
        return self._rows.reveals

    @reveals.setter
    def reveals(self, reveals: bool) -> None:
        self._take()
        self._rows.reveals = reveals
        self._refresh()

    def compose(self) -> ComposeResult:
        """Compose the drawn rows and the input."""
        yield self._grid
        yield self._input

    def on_mount(self) -> None:
        """Keep the input over its cell when the rows scroll."""
        self.watch(self._grid, "scroll_y", self._lay_input, init=False)
        self._place()

    # What the table says.

    @property
    def values(self) -> tuple[RowT, ...]:
        """The rows, with what was typed up to now."""
        self._take()
        return self._rows.values

    @property
    def is_active(self) -> bool:
        """Whether the keys come here."""
        focused = self.screen.focused
        return focused is not None and focused in (self._grid, self._input)

    def focus_cell(self, row: int | None = None, column: int | None = None) -> None:
        """Put the cursor and the focus on a cell, the one under the cursor where none is named."""
        here = self._grid.row if row is None else row
        self._go(here, self._grid.column if column is None else column)

    def load(self, values: tuple[RowT, ...]) -> None:
        """Show other rows, and nothing of what was done before."""
        self._rows.load(values)
        self._grid.row = 0
        self._grid.column = self._stops[0]
        self._refresh()

    def show(self, values: tuple[RowT, ...]) -> None:
        """Show what became of the rows; the cursor stays where it is, if it can."""
        if values != self._rows.values:
            self._rows.load(values)
            self._refresh()

    def change(self, values: tuple[RowT, ...]) -> None:
        """Take other rows as an edit, which can be undone."""
        self._take()
        self._rows.change(values)
        self._refresh()
        self._tell()

    def edit(self, row: int, column: int) -> None:
        """Put the cursor on a cell."""
        self._go(row, column)

    def _refresh(self) -> None:
        self._grid.row = max(0, min(self._grid.row, len(self._rows) - 1))
        if self.is_mounted:
            self._completion.close()
            self._place()

    def _take(self) -> None:
        """Take over what stands in the input."""
        row, column = self._grid.row, self._grid.column
        if not self.is_mounted or column == SWITCH or not len(self._rows):
            return
        if self._input.value != self._rows.text(row, column):
            self._rows.write(row, column, self._input.value)
            self._input.password = self._rows.is_masked(row, column)
            self._tell()

    def _tell(self) -> None:
        self._grid.rows_changed()
        self.post_message(self.Changed(self))

    # The cursor.

    def _go(self, row: int, column: int) -> None:
        """Put the cursor on a cell, and the focus with it."""
        self._take()
        if row != self._grid.row:
            gone = self._rows.settle()
            if gone is not None and gone < row:
                row -= 1
        self._completion.close()
        self._grid.row = max(0, min(row, len(self._rows) - 1))
        self._grid.column = column
        self._place()
        (self._grid if column == SWITCH else self._input).focus(scroll_visible=False)

    def _place(self) -> None:
        """Bring the cell under the cursor into view, with the input over it."""
        row, column = self._grid.row, self._grid.column
        if row != self._told_row:
            self._told_row = row
            self.post_message(self.Moved())
        self._grid.rows_changed()
        is_text = column != SWITCH and len(self._rows) > 0
        self._grid.can_focus = not is_text
        self._input.display = is_text
        if is_text:
            choices = self._rows.columns[column].choices
            self._input.choices = choices(self._rows[row]) if choices else ()
            self._input.placeholder = self._rows.hint(row, column)
            self._input.password = self._rows.is_masked(row, column)
            self._input.show(self._rows.text(row, column))
            if self._grid.has_focus:  # it was given the keys before there was a cell to edit
                self._input.focus(scroll_visible=False)
        self._scroll_to_row()
        self._lay_input()
        self.call_after_refresh(self._lay_input)

    def _scroll_to_row(self) -> None:
        grid = self._grid
        line = grid.row
        if line < grid.scroll_offset.y:
            grid.scroll_to(y=line, animate=False, force=True)
        elif line >= grid.scroll_offset.y + grid.size.height > 0:
            grid.scroll_to(y=line - grid.size.height + 1, animate=False, force=True)

    def _cell_offset(self) -> tuple[Offset, int]:
        """Return where the cell under the cursor is in the table, and its width."""
        start, width = list(self._grid.column_spans())[max(0, self._grid.column)]
        line = self._grid.row - self._grid.scroll_offset.y
        return Offset(start, line), width

    def _lay_input(self) -> None:
        if not self._grid.size:
            return
        offset, width = self._cell_offset()
        self._input.styles.offset = (offset.x, offset.y)
        self._input.styles.width = width

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._scroll_to_row()
        self.call_after_refresh(self._lay_input)

    def on_descendant_focus(self) -> None:
        """Show the cursor."""
        self._grid.is_active = True
        self._grid.refresh()

    def on_descendant_blur(self) -> None:
        """Hide the cursor when the focus is elsewhere."""
        if not self.is_active:
            self._take()
            self._grid.is_active = False
            self._completion.close()
            if self._rows.settle() is not None:
                self._place()
            self._grid.refresh()
