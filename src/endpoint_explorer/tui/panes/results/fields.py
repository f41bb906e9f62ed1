"""The Headers and Cookies tabs: fields in columns, to be read, searched and copied."""

from __future__ import annotations

from textual.app import ComposeResult

from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.tui.panes.results.tables import (
    TableDocument,
    cookies_document,
    cookies_of,
    headers_document,
)
from endpoint_explorer.tui.panes.results.tabs import ResultsTab
from endpoint_explorer.tui.widgets.document_view import DocumentView


class FieldsTab(ResultsTab):
    """A table of fields in a viewer."""

    DEFAULT_CSS = """
    FieldsTab { padding: 0 1; }
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.view = DocumentView(has_numbers=False)

    def compose(self) -> ComposeResult:
        """Lay out the viewer."""
        yield self.view

    async def start_find(self) -> None:
        """Open the find bar."""
        await self.view.action_find()

    def take_focus(self) -> None:
        """Give the keys to the viewer."""
        self.view.viewer.focus()


class HeadersTab(FieldsTab):
    """Names and values as sent, repeats kept, of the response and of the request."""

    def __init__(self) -> None:
        super().__init__(id="results-headers")

    def show_exchange(self, exchange: Exchange) -> None:
        """Show the headers of another exchange."""
        self.view.show_document(headers_document(exchange))


class CookiesTab(FieldsTab):
    """The cookies that the response sets."""

    def __init__(self) -> None:
        super().__init__(id="results-cookies")

    def show_exchange(self, exchange: Exchange) -> None:
        """Show the cookies of another exchange."""
        cookies = cookies_of(exchange)
        nothing = TableDocument([(("The response sets no cookies.", "muted"),)])
        self.view.show_document(cookies_document(cookies) if cookies else nothing)
