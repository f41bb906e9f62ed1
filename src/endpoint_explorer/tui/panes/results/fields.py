"""The Headers tab: fields in columns, to be read, searched and copied."""

from __future__ import annotations

from textual.app import ComposeResult

from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.tui.panes.results.tables import headers_document
from endpoint_explorer.tui.panes.results.tabs import ResultsTab
from endpoint_explorer.tui.widgets.document_view import DocumentView


class HeadersTab(ResultsTab):
    """Names and values as sent, repeats kept, of the response and of the request."""

    DEFAULT_CSS = """
    HeadersTab { padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__(id="results-headers")
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

    def show_exchange(self, exchange: Exchange) -> None:
        """Show the headers of another exchange."""
        self.view.show_document(headers_document(exchange))
