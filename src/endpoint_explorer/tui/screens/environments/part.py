"""What the parts of an environment have in common, and the table that they edit in."""

from __future__ import annotations

from typing import Generic

from textual.message import Message
from textual.widget import Widget

from endpoint_explorer.model.collection import Environment
from endpoint_explorer.tui.widgets.field_table import FieldTable
from endpoint_explorer.tui.widgets.field_table.rows import RowT
from endpoint_explorer.tui.widgets.variable_scope import VariableScope


class EnvironmentForm(VariableScope):
    """What the environment under the cursor says: its values may name variables."""


class EntryTable(FieldTable[RowT], Generic[RowT]):
    """Rows that are there or not: an environment's file knows none that is switched off."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Have no key for the switch."""
        if action in {"switch", "here_switch"}:
            return False
        return super().check_action(action, parameters)

    def action_switch(self) -> None:
        """Leave the row on, also when its mark is clicked."""


class Part(Widget):
    """A part of an environment under a tab: it shows its part, and writes it into one."""

    DEFAULT_CSS = """
    Part { height: 1fr; layout: vertical; }
    """

    class Changed(Message):
        """The user changed something here; `amend` says what."""

    class Explained(Message):
        """The cursor is on something else; `text` is about it, and wrong or not."""

        def __init__(self, text: str, *, is_wrong: bool = False) -> None:
            super().__init__()
            self.text = text
            self.is_wrong = is_wrong

    def load(self, environment: Environment) -> None:
        """Show another environment."""
        raise NotImplementedError

    def amend(self, environment: Environment) -> Environment:
        """Return an environment with what stands here."""
        raise NotImplementedError

    def explain(self) -> None:
        """Say what the row under the cursor is about."""
        raise NotImplementedError

    def focus_first(self) -> None:
        """Put the focus into the part."""
        self.query_one(FieldTable).focus_cell()


def twice(names: list[str]) -> str:
    """Return the first name that stands there twice, else ""."""
    return next((name for name in names if name and names.count(name) > 1), "")
