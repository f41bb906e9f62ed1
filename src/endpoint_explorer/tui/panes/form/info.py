"""The info tab: name and description."""

from __future__ import annotations

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import TextArea

from endpoint_explorer.model.request import Request
from endpoint_explorer.tui.panes.form.section import Inherited, Section
from endpoint_explorer.tui.widgets.field_table import Column, FieldTable, Setting
from endpoint_explorer.tui.widgets.text_editor import TextEditor
from endpoint_explorer.tui.widgets.variable_scope import NoVariables


class InfoSection(NoVariables, Section):
    """What a request, or what holds some, is called and what it is for."""

    DEFAULT_CSS = """
    InfoSection {
        & > FieldTable { height: 1; }
        & > TextEditor { height: 1fr; margin: 0 1; }
    }
    """

    def __init__(
        self,
        name: str = "Get a user",
        description: str = "What this request does, and when to use it",
    ) -> None:
        super().__init__()
        self._hint = name
        columns = (Column("name", "", 1, is_editable=False, style="name"), Column("value", "", 8))
        self._names = FieldTable(columns, Setting(""), is_fixed=True)
        self._description = TextEditor(placeholder=description)
        self._request = Request()
        self._shown: tuple[Setting, ...] = ()
        self._is_ready = False

    def compose(self) -> ComposeResult:
        """Compose the name and the description."""
        yield self._names
        yield self._description

    def on_mount(self) -> None:
        """Show the description, which came before there was anything to show it in."""
        self._is_ready = True
        self._description.load(self._request.description)

    def load(self, request: Request, inherited: Inherited) -> None:
        """Show another request."""
        del inherited
        self._request = request
        self._shown = self._name_row(request)
        self._names.load(self._shown)
        if self._is_ready:
            self._description.load(request.description)

    def show(self, request: Request) -> None:
        """Show the name and the description as they are after an edit."""
        self._shown = self._name_row(request)
        self._names.show(self._shown)
        if self._is_ready and self._description.content != request.description:
            self._description.load(request.description)
        self._request = request

    def _name_row(self, request: Request) -> tuple[Setting, ...]:
        return (Setting("Name", request.name, self._hint),)

    def amend(self, request: Request) -> Request:
        """Return the request with the name and the description that stand here."""
        rows = self._names.values
        if rows != self._shown:
            request = msgspec.structs.replace(request, name=rows[0].value)
        if self._is_ready and self._description.content != self._request.description:
            request = msgspec.structs.replace(request, description=self._description.content)
        return request

    @on(FieldTable.Changed)
    @on(TextArea.Changed)
    def _changed(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Changed())
