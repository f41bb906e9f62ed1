"""The headers that a request inherits, above its own: to override, or to switch off for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec
from textual.actions import SkipAction
from textual.binding import Binding
from textual.content import Content
from textual.message import Message

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.request import Field
from endpoint_explorer.tui.widgets.row_list import RowList

State = Literal["inherited", "replaced", "off"]

_SIGNS: dict[State, str] = {"inherited": "●", "replaced": " ", "off": "○"}
_STYLES: dict[State, str] = {
    "inherited": "$foreground 60% italic",
    "replaced": "$foreground 40% strike",
    "off": "$foreground 40% strike",
}
_NOTES: dict[State, str] = {"inherited": "", "replaced": "replaced below, ", "off": "off here, "}


def own_rows(rows: Sequence[Field], name: str) -> list[Field]:
    """Return the rows of a name, whatever its case."""
    return [row for row in rows if row.name.strip().lower() == name.strip().lower()]


def state_of(field: Field, rows: Sequence[Field]) -> State:
    """Say what the request's own rows do to an inherited one, as a send does it."""
    own = own_rows(rows, field.name)
    if not own:
        return "inherited"
    return "replaced" if any(row.enabled for row in own) else "off"


def switched(field: Field, rows: tuple[Field, ...]) -> tuple[Field, ...]:
    """Return a request's rows with an inherited one switched off, or on again.

    A row that is off stands for that in the request; one that replaces it is switched off.
    """
    own = own_rows(rows, field.name)
    if not own:
        return (*rows, Field(field.name, field.value, enabled=False))
    if any(row.enabled for row in own):
        return tuple(
            msgspec.structs.replace(row, enabled=False) if row in own else row for row in rows
        )
    return tuple(row for row in rows if row not in own)


class InheritedHeaders(RowList):
    """A line for each, greyed, with its origin; it has the cursor only when it has the keys."""

    BINDINGS = [
        Binding("up,k", "move(-1)", "Up", show=False, id="inherited.up", tooltip="Move up a row"),
        Binding(
            "down,j", "move(1)", "Down", show=False, id="inherited.down", tooltip="Move down a row"
        ),
        Binding(
            "enter",
            "select",
            "Override",
            id="inherited.override",
            tooltip="Write a header of the request's own in the place of this one",
        ),
        Binding(
            "ctrl+x,space",
            "switch",
            "On/off",
            key_display="^x",
            id="inherited.switch",
            tooltip="Switch this inherited header off for this request, or on again",
        ),
    ]

    DEFAULT_CSS = """
    InheritedHeaders {
        height: auto; max-height: 40%; display: none;
        &.-shown { display: block; }
        & > .row-list--cursor { background: transparent; }
        &:focus > .row-list--cursor { background: $foreground 8%; text-style: none; }
    }
    """

    class Switched(Message):
        """An inherited header is to be switched off, or on again."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self) -> None:
        super().__init__(id="inherited-headers")
        self._inherited: tuple[tuple[Field, str], ...] = ()
        self._states: tuple[State, ...] = ()

    def show(self, inherited: tuple[tuple[Field, str], ...], rows: tuple[Field, ...]) -> None:
        """Show what is inherited, and what the request's own rows do to it."""
        is_other = inherited != self._inherited
        self._inherited = inherited
        self._states = tuple(state_of(field, rows) for field, _ in inherited)
        self.set_class(bool(inherited), "-shown")
        # The keys come from below as a rule: the last is the nearest.
        self.rows_changed(len(inherited) - 1 if is_other else self.cursor)
        if is_other:
            self.styles.height = max(1, len(inherited))

    @property
    def states(self) -> tuple[State, ...]:
        """What became of each."""
        return self._states

    @property
    def row_count(self) -> int:
        """How many are inherited."""
        return len(self._inherited)

    def row_content(self, index: int, width: int) -> Content:
        """Return a line in the columns of the table below, with its origin at the end."""
        (field, origin), state = self._inherited[index], self._states[index]
        note = f" {clean(_NOTES[state] + origin)} "
        room = max(0, width - 6)
        first = room * 2 // 5
        texts = [(field.name, first), (field.value, room - first)]
        cells = [
            Content.styled(clean(text), _STYLES[state]).truncate(size, ellipsis=True, pad=True)
            for text, size in texts
        ]
        line = Content.assemble(
            (f" {_SIGNS[state]} ", "$foreground 60%"), cells[0], "  ", cells[1]
        ).truncate(max(0, width - Content(note).cell_length), pad=True)
        return Content.assemble(line, (note, "$foreground 40%"))

    def action_move(self, rows: int) -> None:
        """Move the cursor; leave the list at its ends."""
        if not 0 <= self.cursor + rows < self.row_count:
            raise SkipAction
        super().action_move(rows)

    def action_switch(self) -> None:
        """Ask to switch the row under the cursor."""
        if self.cursor >= 0:
            self.post_message(self.Switched(self.cursor))
