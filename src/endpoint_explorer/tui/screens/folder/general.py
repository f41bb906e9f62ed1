"""What a collection or folder is called, and where its API is."""

from __future__ import annotations

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from endpoint_explorer.model.request import Request
from endpoint_explorer.tui.panes.form.info import InfoSection
from endpoint_explorer.tui.panes.form.section import Inherited, Section
from endpoint_explorer.tui.widgets.field_table import Column, FieldTable, Setting


class GeneralSection(Section):
    """The base URL, which only a collection has, above the name and the description."""

    DEFAULT_CSS = """
    GeneralSection { layout: vertical; }
    GeneralSection > FieldTable { height: 1; }
    GeneralSection TextEditor { margin: 1 1 0 1; }
    """

    def __init__(self, *, is_collection: bool) -> None:
        super().__init__()
        columns = (Column("name", "", 1, is_editable=False, style="name"), Column("value", "", 8))
        self._url = FieldTable(columns, Setting(""), is_fixed=True)
        self._url.display = is_collection
        says = "What is in here, who runs it, where its documentation is"
        self._info = InfoSection("My API" if is_collection else "users", says)
        self._shown = ""

    def compose(self) -> ComposeResult:
        """Compose the rows."""
        yield self._url
        yield self._info

    @property
    def entrance(self) -> Widget:
        """The base URL, or else the name."""
        return self._url if self._url.display else self._info

    def load(self, request: Request, inherited: Inherited) -> None:
        """Show other settings."""
        self._shown = request.url
        self._url.load((self._row(request),))
        self._info.load(request, inherited)

    def show(self, request: Request) -> None:
        """Show the settings as they are after an edit."""
        self._shown = request.url
        self._url.show((self._row(request),))
        self._info.show(request)

    def amend(self, request: Request) -> Request:
        """Return the settings with what stands here."""
        url = self._url.values[0].value
        if url != self._shown:
            request = msgspec.structs.replace(request, url=url)
        return self._info.amend(request)

    @on(FieldTable.Changed)
    def _changed(self, event: FieldTable.Changed) -> None:
        event.stop()
        self.post_message(self.Changed())

    @staticmethod
    def _row(request: Request) -> Setting:
        return Setting("Base URL", request.url, "https://api.example.com/v1, or {{server}}/v1")
