"""The Headers tab: fields in columns, to be read, searched and copied, and explained on demand."""

from __future__ import annotations

from time import time

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.tui.panes.results.tables import Field, HeadersDocument, headers_document
from endpoint_explorer.tui.panes.results.tabs import ResultsTab
from endpoint_explorer.tui.widgets.document_view import DocumentView
from endpoint_explorer.tui.widgets.line_viewer import LineViewer

_LONGEST = 200
"""Characters of a part of a value that are looked at."""

_MOST = 12
"""Parts of a value that are shown."""

_WIDEST = 32
"""Cells that the column of the parts takes at most."""


class HeadersTab(ResultsTab):
    """Names and values as sent, repeats kept, of the response and of the request."""

    BINDINGS = [
        Binding(
            "i",
            "explain",
            "Explain",
            id="headers.explain",
            tooltip="Say what the header under the cursor means, or stop that",
        ),
    ]

    DEFAULT_CSS = """
    HeadersTab {
        padding: 0 1;
        & > #header-help {
            height: auto;
            max-height: 50%;
            margin-top: 1;
            padding: 0 1;
            border-left: outer $accent;
            background: $surface;
            display: none;
        }
        & > #header-help.-shown { display: block; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="results-headers")
        self.view = DocumentView(has_numbers=False)
        self._document: HeadersDocument | None = None
        self._help = Static("", id="header-help", markup=False)
        self._is_explaining = False

    def compose(self) -> ComposeResult:
        """Lay out the viewer, and the explanation below it."""
        yield self.view
        yield self._help

    async def start_find(self) -> None:
        """Open the find bar."""
        await self.view.action_find()

    def take_focus(self) -> None:
        """Give the keys to the viewer."""
        self.view.viewer.focus()

    def show_exchange(self, exchange: Exchange) -> None:
        """Show the headers of another exchange."""
        self._document = headers_document(exchange)
        self.view.show_document(self._document)
        self._explain()

    def action_explain(self) -> None:
        """Show what the header under the cursor means, also as the cursor moves, or stop that."""
        self._is_explaining = not self._is_explaining
        self._explain()

    @on(DocumentView.Taken)
    def _taken(self, message: DocumentView.Taken) -> None:
        """Explain the header that enter was pressed on, or stop that."""
        message.stop()
        self.action_explain()

    @on(LineViewer.Moved)
    def _moved(self) -> None:
        self._explain()

    def _explain(self) -> None:
        self._help.set_class(self._is_explaining, "-shown")
        if not self._is_explaining or self._document is None:
            return
        line = self.view.viewer.cursor_line
        fields = self._document.fields
        field = fields[line] if line < len(fields) else None
        if field is None:
            self._help.update(Content.styled("Move to a header to have it explained.", "dim"))
        else:
            self._help.update(_explanation(field))


def _explanation(field: Field) -> Content:
    from endpoint_explorer.tui.panes.results.header_names import meaning_of
    from endpoint_explorer.tui.panes.results.header_values import explain

    name, value = field
    lines = [
        Content.assemble((clean(name[:_LONGEST]), "bold $text-accent"), "  ", meaning_of(name))
    ]
    facts = [
        (clean(said[:_LONGEST]), clean(words[:_LONGEST]))
        for said, words in explain(name, value, time())
    ]
    width = min(max((cell_len(said) for said, _ in facts), default=0), _WIDEST)
    for said, words in facts[:_MOST]:
        part = said + " " * max(width - cell_len(said), 0)
        lines.append(Content.assemble("  ", part, "  ", (words, "$foreground 60%")))
    if len(facts) > _MOST:
        lines.append(Content.styled(f"  and {len(facts) - _MOST} more", "$foreground 60%"))
    return Content("\n").join(lines)
