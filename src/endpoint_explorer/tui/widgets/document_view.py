"""A document with where one is above it, and bars to find and to go to a line below it."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.worker import get_current_worker

from endpoint_explorer.bodies.document import Document
from endpoint_explorer.bodies.outline import Outline
from endpoint_explorer.tui.widgets.breadcrumb import Breadcrumb
from endpoint_explorer.tui.widgets.go_to_bar import GoToBar, target_line
from endpoint_explorer.tui.widgets.line_viewer import LineViewer
from endpoint_explorer.tui.widgets.row_list import RowList
from endpoint_explorer.tui.widgets.searchable import Searchable


class DocumentView(Searchable):
    """Shows a document; `/` finds text in it, `:` goes to a line."""

    BINDINGS = [
        Binding(
            "colon",
            "go_to",
            "Go to line",
            show=False,
            id="viewer.go_to",
            tooltip="Go to a line: 120, +10, -5, 50%, $",
        ),
    ]

    DEFAULT_CSS = """
    DocumentView { height: 1fr; }
    """

    class Taken(Message):
        """The line under the cursor was taken by enter."""

    class Enclosed(Message):
        """A thread has found the line that opens a region around another line."""

        def __init__(self, document: Document, line: int) -> None:
            super().__init__()
            self.document = document
            self.line = line

    def __init__(self, *, has_numbers: bool = True, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(has_numbers=has_numbers, id=id)
        self._breadcrumb = Breadcrumb()
        self._go_to: GoToBar | None = None
        self._is_path_due = False

    def compose(self) -> ComposeResult:
        """Lay out the path and the viewer; the bars come when they are needed."""
        yield self._breadcrumb
        yield self.viewer

    @property
    def document(self) -> Document:
        """What is shown."""
        return self.viewer.document

    def show_document(self, document: Document, *, keep_position: bool = False) -> None:
        """Show another document, or more of the same one; a search goes on in it."""
        self._breadcrumb.set_class(document.outline is not None, "-shown")
        self.viewer.show_document(document, keep_position=keep_position)
        self.search_again(keep_position=keep_position)
        self._show_path_soon()

    @on(LineViewer.Moved)
    def _show_path_soon(self) -> None:
        """Say where the cursor is, once the line that it is on is painted."""
        if self.document.outline is not None and not self._is_path_due:
            self._is_path_due = True
            self.call_after_refresh(self._show_path)

    def _show_path(self) -> None:
        self._is_path_due = False
        outline = self.document.outline
        if outline is not None:
            self._breadcrumb.show(outline.path(self.viewer.cursor_line))

    @on(Breadcrumb.Chosen)
    def _go_outward(self, message: Breadcrumb.Chosen) -> None:
        """Have a thread find where the region that was clicked starts."""
        message.stop()
        document, line = self.document, self.viewer.cursor_line
        outline = document.outline
        if outline is None:
            return

        def work() -> None:
            worker = get_current_worker()
            found = _outward(outline, line, message.levels)
            if not worker.is_cancelled:
                self.post_message(self.Enclosed(document, found))

        self.run_worker(work, thread=True, group="outward", exclusive=True)

    @on(Enclosed)
    def _take_enclosing(self, message: Enclosed) -> None:
        message.stop()
        if message.document is self.document:
            self.viewer.go_to_line(message.line)
            self.viewer.focus()

    async def action_go_to(self) -> None:
        """Open the bar; the next key already goes there."""
        if self._go_to is None:
            self._go_to = GoToBar()
            await self.mount(self._go_to)
        self._go_to.display = True
        self._go_to.take_keys()

    @on(GoToBar.Chosen)
    def _go_to_line(self, message: GoToBar.Chosen) -> None:
        message.stop()
        line = target_line(message.text, self.viewer.cursor_line, self.document.line_count)
        if line is not None:
            self.viewer.go_to_line(line)
        elif message.text.strip():
            self.notify("That is no line: type 120, +10, -5, 50% or $.", markup=False)
        self._close_go_to()

    @on(GoToBar.Closed)
    def _leave_go_to(self, message: GoToBar.Closed) -> None:
        message.stop()
        self._close_go_to()

    def _close_go_to(self) -> None:
        if self._go_to is not None:
            self._go_to.display = False
        self.viewer.focus()

    @on(RowList.Selected)
    def _take(self, message: RowList.Selected) -> None:
        message.stop()
        self.post_message(self.Taken())

    @on(RowList.Highlighted)
    @on(RowList.Shown)
    def _ignore(self, message: Message) -> None:
        message.stop()


def _outward(outline: Outline, line: int, levels: int) -> int:
    """Return the line that opens the region so many levels around a line."""
    for _ in range(levels):
        around = outline.enclosing(line)
        if around is None:
            break
        line = around
    return line
