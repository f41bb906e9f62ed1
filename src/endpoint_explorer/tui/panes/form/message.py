"""The preview tab: the message that a send would put on the wire."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.document import TextDocument
from endpoint_explorer.bodies.message import MessageDocument
from endpoint_explorer.model.exchange import MessagePreview
from endpoint_explorer.model.request import Request
from endpoint_explorer.tui.panes.form.section import Inherited, Section
from endpoint_explorer.tui.widgets.document_view import DocumentView
from endpoint_explorer.tui.widgets.line_viewer import LineViewer
from endpoint_explorer.tui.widgets.row_list import RowList
from endpoint_explorer.tui.widgets.variable_scope import NoVariables

NOTHING = b"Write a URL: what would be sent to it is shown here, to the byte."


class MessageSection(NoVariables, Section):
    """Shows what is sent, as it is sent; there is nothing to edit."""

    DEFAULT_CSS = """
    MessageSection {
        & > DocumentView { padding: 0 1; }
        & > #message-notes {
            height: auto; max-height: 3; padding: 0 1; display: none;
            background: $warning 12%; color: $text-warning;
        }
        & > #message-notes.-shown { display: block; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.view = DocumentView(has_numbers=False)
        self._notes = Static("", id="message-notes", markup=False)

    def compose(self) -> ComposeResult:
        """Lay out what stands in the way, and the message."""
        yield self._notes
        yield self.view

    def show_message(self, preview: MessagePreview | None) -> None:
        """Show a message, None while there is none; the place that is looked at stays."""
        if preview is None:
            document = TextDocument(NOTHING, lambda text: ((0, len(text), "muted"),))
        else:
            document = MessageDocument(preview)
        self.view.show_document(document, keep_position=True)
        problems = preview.problems if preview else ()
        lines = [
            reason if _names(reason, field) else f"{field}: {reason}" for field, reason in problems
        ]
        lines = [f"! {line}" for line in lines] + list(preview.notes if preview else ())
        self._notes.update(Content("\n").join([Content(clean(line)) for line in lines]))
        self._notes.set_class(bool(lines), "-shown")

    def load(self, request: Request, inherited: Inherited) -> None:
        """Show nothing of the request before; its message comes when it has been made."""
        del request, inherited
        self.view.show_document(TextDocument(b""))

    def show(self, request: Request) -> None:
        """Leave what is shown until the new message has been made."""
        del request

    def amend(self, request: Request) -> Request:
        """Return the request as it is."""
        return request

    @on(RowList.Highlighted)
    @on(RowList.Selected)
    @on(RowList.Shown)
    @on(LineViewer.Moved)
    def _ignore(self, message: Message) -> None:
        message.stop()


def _names(reason: str, field: str) -> bool:
    return reason.startswith(f"{field}:")
