"""The variables of an environment, and below them what it inherits."""

from __future__ import annotations

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from endpoint_explorer.model.collection import Environment
from endpoint_explorer.model.request import Field
from endpoint_explorer.model.variable import Variable
from endpoint_explorer.tui.screens.environments.lists import InheritedList, inherited
from endpoint_explorer.tui.screens.environments.part import EntryTable, Part, twice
from endpoint_explorer.tui.widgets.field_table import Column, FieldTable
from endpoint_explorer.tui.widgets.row_list import RowList

ABOUT = "A request writes {{name}}, and the strongest layer that defines the name gives its value."


class VariablesPart(Part):
    """Rows to edit; what other layers say is greyed, with its layer."""

    DEFAULT_CSS = """
    VariablesPart {
        EntryTable { height: 3fr; }
        .inherited--title { height: 1; padding: 0 1; margin-top: 1; color: $text-muted; }
        InheritedList { height: 2fr; }
    }
    """

    def __init__(self, title: str = "Inherited · o overrides") -> None:
        super().__init__()
        self._title = title
        columns = (Column("name", "name", 2, style="name"), Column("value", "value", 4))
        self._table = EntryTable(columns, Field(""))
        self._inherited = InheritedList()
        self._variables: dict[str, Variable] = {}

    def compose(self) -> ComposeResult:
        """Compose the rows, and what is inherited."""
        yield self._table
        yield Static(Content(self._title), classes="inherited--title")
        yield self._inherited

    def load(self, environment: Environment) -> None:
        """Show another environment."""
        self._table.load(tuple(Field(n, v) for n, v in environment.variables.items()))

    def amend(self, environment: Environment) -> Environment:
        """Return the environment with the rows that have a name."""
        variables = {row.name: row.value for row in self._table.values if row.name}
        return msgspec.structs.replace(environment, variables=variables)

    def show_variables(self, variables: tuple[Variable, ...], own: str) -> None:
        """Show what every name stands for; `own` is the layer that is edited here."""
        self._variables = {variable.name: variable for variable in variables}
        self._inherited.show(inherited(variables, own))
        self.explain()

    @on(RowList.Selected)
    def override(self, message: RowList.Selected) -> None:
        """Define an inherited name here, as it is written where it is defined."""
        message.stop()
        row = self._inherited.rows[message.index]
        rows = self._table.values
        known = [each.name for each in rows]
        if row.name not in known:
            value = "" if row.is_secret else row.written or row.shown
            self._table.show((*rows, Field(row.name, value)))
            known.append(row.name)
            self.post_message(self.Changed())
        self._table.focus_cell(known.index(row.name), 1)

    @on(FieldTable.Changed)
    def _changed(self, message: FieldTable.Changed) -> None:
        message.stop()
        self.post_message(self.Changed())

    @on(FieldTable.Moved)
    def _moved(self, message: FieldTable.Moved) -> None:
        message.stop()
        self.explain()

    def explain(self) -> None:
        """Say what is wrong, or what the variable shadows, or is shadowed by."""
        rows = self._table.values
        if name := twice([row.name for row in rows]):
            self.post_message(
                self.Explained(f"{name} is written twice: the last one counts.", is_wrong=True)
            )
            return
        name = rows[self._table.row].name if self._table.row < len(rows) else ""
        variable = self._variables.get(name)
        text = ABOUT
        if variable is not None:
            text = f"{{{{{name}}}}} is {variable.shown or 'empty'}, from {variable.layer}"
            weaker = "; ".join(f"{shown} from {layer}" for layer, shown in variable.shadows)
            text += f"; it shadows {weaker}." if weaker else "."
            text = f"{variable.fault}." if variable.fault else text
        self.post_message(self.Explained(text))
