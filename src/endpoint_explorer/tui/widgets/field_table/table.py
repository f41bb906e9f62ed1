"""A table of rows to edit: what its keys and the mouse do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.actions import SkipAction
from textual.binding import BindingType
from textual.widgets import Input

from endpoint_explorer.tui.widgets.completion import matching
from endpoint_explorer.tui.widgets.field_table.bindings import ROW_BINDINGS
from endpoint_explorer.tui.widgets.field_table.cell_table import CellTable
from endpoint_explorer.tui.widgets.field_table.grid import SWITCH, Grid
from endpoint_explorer.tui.widgets.field_table.rows import RowT
from endpoint_explorer.tui.widgets.suggestion_list import SuggestionList


class FieldTable(CellTable[RowT]):
    """Rows with a switch and columns of text; an empty row at the end takes what is new.

    When `is_fixed`, rows have no switch and neither come nor go.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*ROW_BINDINGS]

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._take()
        if self._input.completes_variable:
            self._completion.close()
        elif self._input.has_focus:
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
        self._completion.show(items, self._cell_offset()[0] + (-1, 1))

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
