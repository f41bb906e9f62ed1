"""A document that can be searched: the line viewer with a find bar below it."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.message import Message

from endpoint_explorer.bodies.document import Document
from endpoint_explorer.tui.widgets.row_list import RowList
from endpoint_explorer.tui.widgets.searchable import Searchable


class DocumentView(Searchable):
    """Shows a document; `/` finds text in it, in a thread, while one types."""

    DEFAULT_CSS = """
    DocumentView { height: 1fr; }
    """

    def compose(self) -> ComposeResult:
        """Lay out the viewer; the bar comes when it is needed."""
        yield self.viewer

    @property
    def document(self) -> Document:
        """What is shown."""
        return self.viewer.document

    def show_document(self, document: Document, *, keep_position: bool = False) -> None:
        """Show another document, or more of the same one; a search goes on in it."""
        self.viewer.show_document(document, keep_position=keep_position)
        self.search_again(keep_position=keep_position)

    @on(RowList.Highlighted)
    @on(RowList.Selected)
    @on(RowList.Shown)
    def _ignore(self, message: Message) -> None:
        message.stop()
