"""The options tab: how a request is sent, and where what it does not say comes from."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.request import Options, Request
from endpoint_explorer.tui.panes.form.option_text import OPTIONS, Option
from endpoint_explorer.tui.panes.form.section import Inherited, Section
from endpoint_explorer.tui.widgets.field_table import Column, FieldTable, Setting
from endpoint_explorer.tui.widgets.variable_scope import NoVariables

_BY_LABEL = {option.label: option for option in OPTIONS}


class OptionsSection(NoVariables, Section):
    """A row for each option. An empty one shows what is inherited, and from where.

    A text that says no value counts as none, and stays until the request is loaded anew.
    """

    DEFAULT_CSS = """
    OptionsSection {
        & > FieldTable { height: auto; max-height: 8; min-height: 1; }
        & > #option-note { color: $text-muted; padding: 0 1; height: auto; max-height: 2; }
        & > #option-note.-wrong { color: $text-warning; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        columns = (
            Column("name", "", 3, is_editable=False, style="name"),
            Column("value", "", 7, choices=_choices),
        )
        self._table = FieldTable(columns, Setting(""), is_fixed=True)
        self._note = Static("", id="option-note", markup=False)
        self._options = Options()
        self._inherited = Inherited()
        self._shown: tuple[Setting, ...] = ()

    def compose(self) -> ComposeResult:
        """Compose the rows, and the line on the one under the cursor."""
        yield self._table
        yield self._note

    def on_mount(self) -> None:
        """Explain the first row."""
        self._table.styles.height = len(OPTIONS)
        self._explain()

    def load(self, request: Request, inherited: Inherited) -> None:
        """Show the options of another request."""
        self._inherited = inherited
        self._options = request.options
        self._shown = tuple(self._row(option) for option in OPTIONS)
        self._table.load(self._shown)
        self._explain()

    def show(self, request: Request) -> None:
        """Show the options as they are after an edit; what says the same stays as it is written."""
        self._options = request.options
        rows = self._table.values
        self._shown = tuple(
            row if _value(option, row.value) == self._own(option) else self._row(option)
            for option, row in zip(OPTIONS, rows, strict=True)
        )
        self._table.show(self._shown)
        self._explain()

    def amend(self, request: Request) -> Request:
        """Return the request with the options that were changed here."""
        changes = {
            option.field: _value(option, row.value)
            for option, row, shown in zip(OPTIONS, self._table.values, self._shown, strict=True)
            if row.value != shown.value
        }
        if not changes:
            return request
        options = msgspec.structs.replace(request.options, **changes)
        return msgspec.structs.replace(request, options=options)

    def _own(self, option: Option) -> float | int | bool | None:
        value: float | int | bool | None = getattr(self._options, option.field)
        return value

    def _row(self, option: Option) -> Setting:
        value, origin = self._inherited.options.get(option.field, (None, ""))
        hint = f"{option.describe(value)}, {origin}" if origin else ""
        return Setting(option.label, option.write(self._own(option)), clean(hint))

    def _explain(self) -> None:
        """Say what is wrong, in the row under the cursor first, or else what that row means."""
        rows = self._table.values
        if not rows:
            return
        row = self._table.row
        wrong = [fault for r in (rows[row], *rows) if (fault := _fault(r))]
        self._note.update(Content(clean(wrong[0] if wrong else OPTIONS[row].meaning)))
        self._note.set_class(bool(wrong), "-wrong")

    @on(FieldTable.Changed)
    def _changed(self, event: Message) -> None:
        event.stop()
        self._explain()
        self.post_message(self.Changed())

    @on(FieldTable.Moved)
    def _moved(self, event: Message) -> None:
        event.stop()
        self._explain()


def _choices(row: Setting) -> Sequence[str]:
    return _BY_LABEL[row.name].choices


def _value(option: Option, text: str) -> float | int | bool | None:
    """Return what a text says, None where it says nothing."""
    try:
        return option.read(text)
    except ValueError:
        return None


def _fault(row: Setting) -> str:
    """Say what is wrong with the text of a row; empty where nothing is."""
    try:
        _BY_LABEL[row.name].read(row.value)
    except ValueError as error:
        return f"! {row.name}: {row.value[:40]!r} {error}. Until then it is not set."
    return ""
