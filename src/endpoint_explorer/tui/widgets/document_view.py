"""A document that can be searched: the line viewer with a find bar below it."""

from __future__ import annotations

from array import array
from time import monotonic

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.worker import get_current_worker

from endpoint_explorer.bodies.document import Document
from endpoint_explorer.bodies.find import Query, find
from endpoint_explorer.tui.widgets.find_bar import FindBar
from endpoint_explorer.tui.widgets.line_viewer import LineViewer
from endpoint_explorer.tui.widgets.matches import Matches
from endpoint_explorer.tui.widgets.row_list import RowList

REPORT_INTERVAL = 0.05
"""Seconds between two reports of a search that goes on."""


class DocumentView(Vertical):
    """Shows a document; `/` finds text in it, in a thread, while one types."""

    BINDINGS = [
        Binding("slash", "find", "Find", id="viewer.find", tooltip="Find text"),
        Binding(
            "n",
            "step(1)",
            "Next match",
            show=False,
            id="viewer.next",
            tooltip="Go to the next match",
        ),
        Binding(
            "N",
            "step(-1)",
            "Previous match",
            show=False,
            id="viewer.previous",
            tooltip="Go to the match before",
        ),
        Binding(
            "escape",
            "end_find",
            "End search",
            show=False,
            id="viewer.end_find",
            tooltip="Leave the search",
        ),
    ]

    DEFAULT_CSS = """
    DocumentView { height: 1fr; }
    """

    class Found(Message):
        """A search has come further."""

        def __init__(self, matches: Matches, found: array[int], *, is_complete: bool) -> None:
            super().__init__()
            self.matches = matches
            self.found = found
            self.is_complete = is_complete

    def __init__(self, *, has_numbers: bool = True, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.viewer = LineViewer(has_numbers=has_numbers)
        self._bar: FindBar | None = None
        self._origin = 0
        self._is_waiting = False

    def compose(self) -> ComposeResult:
        """Lay out the viewer; the bar comes when it is needed."""
        yield self.viewer

    @property
    def document(self) -> Document:
        """What is shown."""
        return self.viewer.document

    def show_document(self, document: Document, *, keep_position: bool = False) -> None:
        """Show another document; a search goes on in it."""
        self.viewer.show_document(document, keep_position=keep_position)
        matches = self.viewer.matches
        if matches is not None:
            self._search(matches.query.text, is_moving=False)

    async def action_find(self) -> None:
        """Open the find bar; the next key already goes there."""
        line = max(self.viewer.cursor, 0)
        self._origin = self.document.span(line)[0]
        if self._bar is None:
            self._bar = FindBar()
            await self.mount(self._bar)
        self._bar.display = True
        self._bar.take_keys()

    @on(FindBar.Changed)
    def _query_changed(self, message: FindBar.Changed) -> None:
        message.stop()
        self._search(message.text, is_moving=True)

    @on(FindBar.Stepped)
    def _stepped(self, message: FindBar.Stepped) -> None:
        message.stop()
        self.action_step(message.distance)

    @on(FindBar.Submitted)
    def _submitted(self, message: FindBar.Submitted) -> None:
        message.stop()
        self.viewer.focus()
        if self.viewer.matches is None:
            self.action_end_find()

    @on(FindBar.Closed)
    def _end_on_close(self, message: FindBar.Closed) -> None:
        message.stop()
        self.action_end_find()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave n, N and escape to others while nothing is searched for."""
        del parameters
        is_searching = self._bar is not None and self._bar.display
        return is_searching or action not in {"step", "end_find"}

    def action_end_find(self) -> None:
        """Forget the search and give the keys back to the text."""
        self.workers.cancel_group(self, "find")
        self.viewer.matches = None
        self.viewer.refresh()
        if self._bar is not None:
            self._bar.display = False
        self.viewer.focus()

    def action_step(self, distance: int) -> None:
        """Go to another match, around the ends."""
        matches = self.viewer.matches
        if matches is not None and matches.step(distance):
            self._is_waiting = False
            self._show_match(matches)

    def _search(self, text: str, *, is_moving: bool) -> None:
        """Search anew; the cursor goes to the first match after where it was, if it is to move."""
        self.workers.cancel_group(self, "find")
        self.viewer.refresh()
        if not text:
            self.viewer.matches = None
            self._count("")
            return
        matches = Matches(self.document, Query(text))
        self.viewer.matches = matches
        self._is_waiting = is_moving
        document = self.document
        # Not a partial: Textual would make the repr of its arguments, the whole text.
        self.run_worker(lambda: self._look(matches, document), thread=True, group="find")

    def _look(self, matches: Matches, document: Document) -> None:
        """Search in a thread, and report as often as eyes can follow."""
        worker = get_current_worker()
        found = array("Q")
        reported = 0.0
        for piece in find(document, matches.query):
            if worker.is_cancelled:
                return
            found.extend(piece)
            if found and monotonic() - reported > REPORT_INTERVAL:
                reported = monotonic()
                self.post_message(self.Found(matches, found, is_complete=False))
                found = array("Q")
        self.post_message(self.Found(matches, found, is_complete=True))

    @on(Found)
    def _take_found(self, message: Found) -> None:
        message.stop()
        matches = message.matches
        if matches is not self.viewer.matches:
            return
        matches.extend(message.found, is_complete=message.is_complete)
        if self._is_waiting and matches.go_to_nearest(self._origin):
            self._is_waiting = False
            self._show_match(matches)
        self._count(matches.summary)
        self.viewer.refresh()

    @on(RowList.Highlighted)
    @on(RowList.Selected)
    @on(RowList.Shown)
    def _ignore(self, message: Message) -> None:
        message.stop()

    def _show_match(self, matches: Matches) -> None:
        self.viewer.reveal(matches.address)
        self._count(matches.summary)

    def _count(self, text: str) -> None:
        if self._bar is not None and self._bar.is_mounted:
            self._bar.show_count(text)
