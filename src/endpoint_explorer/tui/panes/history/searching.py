"""Searching in the history while one types."""

from __future__ import annotations

from time import monotonic

from textual import on
from textual.timer import Timer

from endpoint_explorer.errors import UsageError
from endpoint_explorer.model.history import HistoryQuery
from endpoint_explorer.tui.panes.history.beside import Beside
from endpoint_explorer.tui.panes.history.completing import begins_field, last_term, suggestions
from endpoint_explorer.tui.panes.history.messages import Scope, Subject
from endpoint_explorer.tui.panes.history.querying import known_values
from endpoint_explorer.tui.panes.history.search_bar import SearchBar

PATIENCE = 0.5
"""Seconds after which, and each of them again, a search says that it takes a while."""

BACKLOG = 100
"""Exchanges that are indexed in no time."""

REST = 0.5
"""Seconds after which the beginning of a field's name, such as `is`, is searched for as a word."""


class Searching(Beside):
    """Narrows the rows to what is typed; where that means nothing, they stay as they are."""

    def __init__(self, subject: Subject, scope: Scope, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(subject, scope, id=id)
        self.search = SearchBar()
        self._impatience: Timer | None = None
        self._deferred: Timer | None = None
        self._began = 0.0

    def show_search(self, text: str) -> None:
        """Begin with a search that was typed before."""
        self.text = text
        self.search.show_text(text)
        self.set_class(bool(text), "-searching")
        self.searched = self._understood(text)[0] or HistoryQuery()

    def action_search(self) -> None:
        """Type what to look for."""
        self.add_class("-searching")
        self.app.stylesheet.update(self)
        self.search.take_keys()

    @on(SearchBar.Changed)
    def _search_typed(self, message: SearchBar.Changed) -> None:
        """Search for what is typed; where it means nothing yet, the rows stay."""
        message.stop()
        self.text = message.text
        known = known_values(self.list.rows, self.routes.endpoints)
        self.search.suggest(suggestions(message.text, known))
        self._stop_deferred()
        if begins_field(last_term(message.text)):
            self._deferred = self.set_timer(REST, self._search_now)
        else:
            self._search_now()

    def _search_now(self) -> None:
        parsed, fault = self._understood(self.text)
        if fault is None:
            self.search.show_count("")
        else:
            self.search.show_fault(f"{fault.message}. {fault.hint}", is_wrong=True)
        if parsed is not None and parsed != self.searched:
            self.searched = parsed
            self.ask_anew()
            self._ask_routes()
            self._say_when_long()

    def _understood(self, text: str) -> tuple[HistoryQuery | None, UsageError | None]:
        """Return what a search says, and what is wrong with it.

        A term that is being written, at the end, counts once it means something.
        """
        parsed = self.parse(text)
        if not isinstance(parsed, UsageError):
            return parsed, None
        before = self.parse(text.removesuffix(last_term(text)))
        return (None if isinstance(before, UsageError) else before), parsed

    def _stop_deferred(self) -> None:
        if self._deferred is not None:
            self._deferred.stop()
            self._deferred = None

    @on(SearchBar.Submitted)
    def _search_done(self, message: SearchBar.Submitted) -> None:
        message.stop()
        if self._deferred is not None:
            self._stop_deferred()
            self._search_now()
        self.take_focus()
        self.set_class(bool(self.text), "-searching")

    @on(SearchBar.Closed)
    def _search_closed(self, message: SearchBar.Closed) -> None:
        message.stop()
        self._end_search()
        self.take_focus()

    def _end_search(self) -> None:
        self._stop_deferred()
        self.remove_class("-searching")
        self.text = ""
        self.search.show_text("")
        self.search.show_count("")
        if self.searched != HistoryQuery():
            self.searched = HistoryQuery()
            self.ask_anew()
            self._ask_routes()

    @on(SearchBar.Stepped)
    def _search_stepped(self, message: SearchBar.Stepped) -> None:
        message.stop()
        self.list.action_move(message.distance)

    def _say_when_long(self) -> None:
        if self._impatience is not None:
            self._impatience.stop()
        self._began = monotonic()
        self._impatience = self.set_interval(PATIENCE, self._still_searching)

    def show_backlog(self, count: int) -> None:
        """Say how many exchanges a search that takes a while has to index first."""
        if self.is_waiting and count > BACKLOG:
            self.search.show_busy(f"indexing {count:,} exchanges, once, esc stops")

    def _still_searching(self) -> None:
        if self.is_waiting:
            self.search.show_busy(f"searching {monotonic() - self._began:.0f} s, esc stops")
            if self.searched.words:
                self.post_message(self.BacklogWanted())
        elif self._impatience is not None:
            self._impatience.stop()
