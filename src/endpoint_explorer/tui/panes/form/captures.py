"""The captures tab: which values of the response are left in variables, and the checks."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.checking.query import EXAMPLES, KINDS, MalformedQuery, parse_query
from endpoint_explorer.model.credentials import names_credential
from endpoint_explorer.model.request import Capture, Request
from endpoint_explorer.tui.panes.form.section import Inherited, Section
from endpoint_explorer.tui.widgets.field_table import Column, FieldTable

SECRET = "secret"  # noqa: S105 - the word in a cell

_QUERIES = tuple(EXAMPLES.get(kind, kind) for kind in KINDS)
_LONGEST = 60


class CaptureRow(msgspec.Struct, frozen=True):
    """A row of the table; any text in `secret` makes the value one."""

    name: str = ""
    query: str = ""
    secret: str = ""
    enabled: bool = True

    @classmethod
    def of(cls, capture: Capture) -> CaptureRow:
        """Return the row of a capture."""
        secret = SECRET if capture.secret else ""
        return cls(capture.name, capture.query, secret, capture.enabled)

    @property
    def capture(self) -> Capture:
        """What the row says."""
        return Capture(self.name, self.query, self.enabled, bool(self.secret.strip()))


class CapturesSection(Section):
    """A row for each capture: a variable, the query that finds its value, whether it is secret."""

    DEFAULT_CSS = """
    CapturesSection {
        & > FieldTable { height: 1fr; min-height: 2; }
        & > Static { padding: 0 1; height: auto; max-height: 3; color: $text-muted; }
        & > #capture-note.-wrong { color: $text-warning; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        columns = (
            Column("name", "variable", 2, style="name"),
            Column("query", 'jsonpath "$.token"', 5, choices=_queries),
            Column("secret", "secret?", 1, choices=_secret, absence=_implied),
        )
        self.table = FieldTable(columns, CaptureRow())
        self._note = Static("", id="capture-note", markup=False)
        self._checks = Static("", id="capture-checks", markup=False)
        self._shown: tuple[CaptureRow, ...] = ()

    def compose(self) -> ComposeResult:
        """Compose the rows, the line on the one under the cursor, and the checks."""
        yield self.table
        yield self._note
        yield self._checks

    def on_mount(self) -> None:
        """Explain the first row."""
        self._explain()

    def load(self, request: Request, inherited: Inherited) -> None:
        """Show the captures of another request."""
        del inherited
        self._shown = tuple(map(CaptureRow.of, request.captures))
        self.table.load(self._shown)
        self._show_rest(request)

    def show(self, request: Request) -> None:
        """Show the captures as they are after an edit; what says the same stays as it is typed."""
        rows = self.table.values
        if tuple(row.capture for row in rows) != request.captures:
            rows = tuple(map(CaptureRow.of, request.captures))
        self._shown = rows
        self.table.show(rows)
        self._show_rest(request)

    def amend(self, request: Request) -> Request:
        """Return the request with the captures of the table."""
        rows = self.table.values
        if rows == self._shown:
            return request
        captures = tuple(row.capture for row in rows)
        return msgspec.structs.replace(request, captures=captures)

    def _show_rest(self, request: Request) -> None:
        checks = "  ".join(request.checks)
        self._checks.update(Content(clean(f"Checks  {checks}") if checks else ""))
        self._checks.display = bool(checks)
        self._explain()

    def _explain(self) -> None:
        """Say what is wrong, in the row under the cursor first, or what captures are for."""
        rows = self.table.values
        here = rows[self.table.row : self.table.row + 1]
        wrong = next((fault for row in (*here, *rows) if (fault := fault_of(row))), "")
        says = wrong or (_kept(here[0]) if here else _MEANING)
        self._note.update(Content(clean(says)))
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


_MEANING = "A query takes a value out of the response into a variable of this session."


def fault_of(row: CaptureRow) -> str:
    """Say what is wrong with a row and in which column, "" where nothing is."""
    if not row.enabled or not (row.name or row.query):
        return ""
    name = row.name[:_LONGEST]
    if not name.strip() or set("{}\n") & set(name):
        return "! A variable has a name without braces."
    try:
        parse_query(row.query)
    except MalformedQuery as error:
        return f"! {name}, {error}"
    return ""


def _kept(row: CaptureRow) -> str:
    name = row.name[:_LONGEST]
    if row.capture.secret or names_credential(row.name):
        return f"{{{{{name}}}}} holds it after a send, masked and redacted like any secret."
    return f"{{{{{name}}}}} holds it after a send, until the program ends."


def _queries(_row: CaptureRow) -> Sequence[str]:
    return _QUERIES


def _secret(_row: CaptureRow) -> Sequence[str]:
    return (SECRET,)


def _implied(row: CaptureRow) -> str:
    """Say that a value is a secret by the name of its variable."""
    return "by name" if names_credential(row.name) else ""
