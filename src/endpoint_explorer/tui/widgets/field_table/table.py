"""A table of rows to edit: drawn, with one input over the cell under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic

from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from endpoint_explorer.tui.widgets.completion import Completion, matching
from endpoint_explorer.tui.widgets.field_table.bindings import ROW_BINDINGS
from endpoint_explorer.tui.widgets.field_table.cell_input import CellInput
from endpoint_explorer.tui.widgets.field_table.grid import SWITCH, Caption, Grid
from endpoint_explorer.tui.widgets.field_table.rows import Column, Rows, RowT
from endpoint_explorer.tui.widgets.suggestion_list import SuggestionList


class FieldTable(Widget, Generic[RowT]):
    """Rows with a switch and columns of text; an empty row at the end takes what is new.

    One widget draws them and one input edits them, so that 200 rows cost what one row costs.
    When `is_fixed`, rows have no switch and neither come nor go.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*ROW_BINDINGS]

    DEFAULT_CSS = """
    FieldTable { height: 1fr; overflow: hidden; }
    """

    class Changed(Message):
        """The user changed the rows; read them from `table.values`."""

        def __init__(self, table: FieldTable[RowT]) -> None:
            super().__init__()
            self.table = table

        @property
        def control(self) -> Widget:
            """The table, for selectors."""
            return self.table

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

    def load(self, values: tuple[RowT, ...], captions: Sequence[Caption] = ()) -> None:
        """Show other rows, with captions above them, and nothing of what was done before."""
        self._rows.load(values)
        self._grid.captions = captions
        self._grid.row = 0
        self._grid.column = self._stops[0]
        self._refresh()

    def show(self, values: tuple[RowT, ...], captions: Sequence[Caption] = ()) -> None:
        """Show what became of the rows; the cursor stays where it is, if it can."""
        if values == self._rows.values and captions == self._grid.captions:
            return
        if values != self._rows.values:
            self._rows.load(values)
        self._grid.captions = captions
        self._refresh()

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
        self._scroll_to_row()
        self._lay_input()
        self.call_after_refresh(self._lay_input)

    def _scroll_to_row(self) -> None:
        grid = self._grid
        line = grid.line_of(grid.row)
        top = 0 if grid.row == 0 else line  # the captions come into view with the first row
        if top < grid.scroll_offset.y:
            grid.scroll_to(y=top, animate=False, force=True)
        elif line >= grid.scroll_offset.y + grid.size.height > 0:
            grid.scroll_to(y=line - grid.size.height + 1, animate=False, force=True)

    def _cell_offset(self) -> tuple[Offset, int]:
        """Return where the cell under the cursor is in the table, and its width."""
        start, width = list(self._grid.column_spans())[max(0, self._grid.column)]
        line = self._grid.line_of(self._grid.row) - self._grid.scroll_offset.y
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

    # What the keys and the mouse do.

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._take()
        if self._input.has_focus:
            self._suggest(matching(event.value, self._input.choices) if event.value else ())

    @on(Input.Blurred)
    def _keep_blur(self, event: Input.Blurred) -> None:
        event.stop()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._accept()
        self._step(1)

    def _suggest(self, items: Sequence[str]) -> None:
        self._completion.show(items, self._cell_offset()[0] + (0, 1))

    def _accept(self) -> None:
        """Take over the suggestion that was chosen, if one was."""
        if (chosen := self._completion.chosen) is not None:
            self._input.value = chosen
            self._input.cursor_position = len(chosen)
            self._take()
        self._completion.close()

    @on(SuggestionList.Picked)
    def _picked(self, event: SuggestionList.Picked) -> None:
        event.stop()
        self._input.value = event.text
        self._completion.close()
        self._go(self._grid.row, self._grid.column)

    @on(Grid.Clicked)
    def _clicked(self, event: Grid.Clicked) -> None:
        event.stop()
        is_stop = event.column == SWITCH or event.column in self._stops
        self._go(event.row, event.column if is_stop else self._stops[0])
        if event.column == SWITCH:
            self.action_switch()

    def _step(self, distance: int) -> bool:
        """Go to the next cell of text, or the one before; say whether there is one."""
        stops, column = self._stops, self._grid.column
        position = self._grid.row * len(stops)
        if column == SWITCH:
            position += -1 if distance < 0 else 0
        else:
            position += stops.index(column) + distance
        if not 0 <= position < len(self._rows) * len(stops):
            return False
        self._go(position // len(stops), stops[position % len(stops)])
        return True

    def action_cell(self, distance: int) -> None:
        """Go to the next cell of text; leave the table at its ends."""
        self._accept()
        if not self._step(distance):
            raise SkipAction

    def action_column(self, distance: int) -> None:
        """Go to the cell or the switch to the left or the right."""
        stops = [*([] if self._rows.is_fixed else [SWITCH]), *self._stops]
        index = stops.index(self._grid.column) + distance
        if not 0 <= index < len(stops):
            raise SkipAction
        self._go(self._grid.row, stops[index])
        if distance > 0:
            self._input.cursor_position = 0

    def action_row(self, distance: int) -> None:
        """Go a row up or down, or move in the suggestions; leave the table at its ends."""
        if self._completion.is_open:
            self._completion.step(distance)
            return
        row = self._grid.row + distance
        if not 0 <= row < len(self._rows):
            raise SkipAction
        self._go(row, self._grid.column)

    def action_switch(self) -> None:
        """Switch the row on or off."""
        if not self._rows.is_fixed:
            self._take()
            self._rows.toggle(self._grid.row)
            self._tell()

    def action_remove(self) -> None:
        """Delete the row."""
        self._take()
        self._rows.remove(self._grid.row)
        self._refresh()
        self._tell()

    def action_move(self, distance: int) -> None:
        """Move the row up or down."""
        self._take()
        self._grid.row = self._rows.move(self._grid.row, distance)
        self._tell()
        self._place()

    def action_undo(self) -> None:
        """Take back the last change of the rows."""
        self._take()
        if (row := self._rows.undo()) is None:
            raise SkipAction
        self._grid.row = min(row, len(self._rows) - 1)
        self._place()
        self._tell()

    def action_browse(self) -> None:
        """Show everything that is commonly written in the cell."""
        self._suggest(self._input.choices if self._grid.column != SWITCH else ())

    def action_close(self) -> None:
        """Close the suggestions."""
        if not self._completion.is_open:
            raise SkipAction
        self._completion.close()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Letters do something on a switch only; fixed rows have none."""
        del parameters
        if action.startswith("here_"):
            return self._grid.column == SWITCH
        is_about_rows = action in {"switch", "remove", "move"}
        return not (is_about_rows and self._rows.is_fixed)

    action_here_switch = action_switch
    action_here_remove = action_remove
    action_here_move = action_move
    action_here_undo = action_undo
    action_here_row = action_row
    action_here_column = action_column
