"""Finding text in the document of a line viewer, in a thread, while one types."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from time import monotonic

from textual import on
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.worker import get_current_worker

from endpoint_explorer.bodies.document import Document
from endpoint_explorer.bodies.find import Query, find, find_regex
from endpoint_explorer.bodies.regex import Found
from endpoint_explorer.tui.widgets.find_bar import FindBar
from endpoint_explorer.tui.widgets.line_viewer import LineViewer
from endpoint_explorer.tui.widgets.matches import Matches

REPORT_INTERVAL = 0.05
"""Seconds between two reports of a search that goes on."""


class Searchable(Vertical):
    """A line viewer, and the find bar below it once it is needed.

    A query that is no regular expression, or not one yet, leaves what the last good one found.
    """

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

    class SearchReport(Message):
        """A search has come further, or cannot go on for a reason."""

        def __init__(
            self, matches: Matches, found: Found, *, is_complete: bool = False, fault: str = ""
        ) -> None:
            super().__init__()
            self.matches = matches
            self.found = found
            self.is_complete = is_complete
            self.fault = fault

    def __init__(self, *, has_numbers: bool = True, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.viewer = LineViewer(has_numbers=has_numbers)
        self._bar: FindBar | None = None
        self._search: Matches | None = None
        self._origin = 0
        self._is_waiting = False
        self._resumed = -1

    async def action_find(self) -> None:
        """Open the find bar; the next key already goes there."""
        line = self.viewer.cursor_line
        self._origin = self.viewer.document.span(line)[0]
        if self._bar is None:
            self._bar = FindBar()
            await self.mount(self._bar)
        self._bar.display = True
        self._bar.take_keys()

    def search_again(self, *, keep_position: bool) -> None:
        """Search in another document, or more of the same one, for what was searched for before."""
        old = self.viewer.matches
        if not keep_position:
            self.viewer.matches = None
        if self._search is not None:
            self._resumed = old.address if old is not None and keep_position else -1
            self._start(self._search.query, is_moving=False)

    @on(FindBar.Changed)
    def _query_changed(self, message: FindBar.Changed) -> None:
        message.stop()
        self._find(message.query)

    @on(FindBar.Stepped)
    def _stepped(self, message: FindBar.Stepped) -> None:
        message.stop()
        self.action_step(message.distance)

    @on(FindBar.Submitted)
    def _submitted(self, message: FindBar.Submitted) -> None:
        message.stop()
        if self._bar is not None:
            self._find(self._bar.wanted)
        self.viewer.focus()
        if self._search is None:
            self.action_end_find()

    def _find(self, query: Query) -> None:
        """Search for something, unless that is what is searched for."""
        if self._search is None or self._search.query != query:
            self._resumed = -1
            self._start(query, is_moving=True)

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
        self._stop()
        if self._bar is not None:
            self._bar.display = False
        self.viewer.focus()

    def action_step(self, distance: int) -> None:
        """Go to another match, around the ends."""
        matches = self.viewer.matches
        if matches is not None and matches.step(distance):
            self._is_waiting = False
            self._show_match(matches)

    def _stop(self) -> None:
        self.workers.cancel_group(self, "find")
        self._search = self.viewer.matches = None
        self.viewer.refresh()

    def _start(self, query: Query, *, is_moving: bool) -> None:
        """Search anew; the cursor goes to the first match after where it was, if it is to move."""
        if not query.text:
            self._stop()
            self._count("")
            return
        self.workers.cancel_group(self, "find")
        matches = self._search = Matches(query)
        if not query.is_regex and self._resumed < 0:
            self.viewer.matches = matches
        self.viewer.refresh()
        self._is_waiting = is_moving
        document = self.viewer.document
        # Not a partial: Textual would make the repr of its arguments, the whole text.
        self.run_worker(lambda: self._look(matches, document), thread=True, group="find")

    def _look(self, matches: Matches, document: Document) -> None:
        """Search in a thread, and report as often as eyes can follow."""
        from endpoint_explorer.bodies.child.looking import BadPattern
        from endpoint_explorer.bodies.child.process import Abandoned

        worker = get_current_worker()
        found = Found(array("Q"), array("Q"))
        reported = 0.0
        try:
            for piece in _pieces(document, matches.query, lambda: worker.is_cancelled):
                if worker.is_cancelled:
                    return
                found.starts.extend(piece.starts)
                found.ends.extend(piece.ends)
                if found.starts and monotonic() - reported > REPORT_INTERVAL:
                    reported = monotonic()
                    self.post_message(self.SearchReport(matches, found))
                    found = Found(array("Q"), array("Q"))
        except BadPattern as error:
            self.post_message(self.SearchReport(matches, found, fault=str(error)))
        except Abandoned:
            return
        else:
            self.post_message(self.SearchReport(matches, found, is_complete=True))

    @on(SearchReport)
    def _take_report(self, message: SearchReport) -> None:
        message.stop()
        matches = message.matches
        if matches is not self._search:
            return
        if message.fault:
            if self._bar is not None:
                self._bar.show_fault(message.fault)
            return
        self.viewer.matches = matches
        matches.extend(message.found, is_complete=message.is_complete)
        if self._is_waiting and matches.go_to_nearest(self._origin):
            self._is_waiting = False
            self._show_match(matches)
        elif self._resumed >= 0 and matches.go_to_nearest(self._resumed):
            self._resumed = -1
        self._count(matches.summary, matches.note)
        self.viewer.refresh()

    def _show_match(self, matches: Matches) -> None:
        self.viewer.reveal(matches.address)
        self._count(matches.summary, matches.note)

    def _count(self, text: str, note: str = "") -> None:
        if self._bar is not None and self._bar.is_mounted:
            self._bar.show_count(text, note)


def _pieces(document: Document, query: Query, is_cancelled: Callable[[], bool]) -> Iterator[Found]:
    if not query.is_regex:
        return find(document, query)
    from endpoint_explorer.bodies.child.looking import look_for
    from endpoint_explorer.bodies.child.process import shared

    return find_regex(document, look_for(query, shared("find"), is_cancelled))
