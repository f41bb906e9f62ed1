"""Asking for pages of the history, and putting them together as they come."""

from __future__ import annotations

import time

import msgspec
from textual.containers import Vertical

from endpoint_explorer.errors import UsageError
from endpoint_explorer.model.exchange import ExchangeSummary
from endpoint_explorer.model.history import HistoryPage, HistoryQuery
from endpoint_explorer.tui.panes.history.listing import HistoryList
from endpoint_explorer.tui.panes.history.messages import Ask, HistoryMessages, Kind, Scope, Subject
from endpoint_explorer.tui.panes.history.querying import scoped, why_empty
from endpoint_explorer.tui.panes.history.window import Window


class Paging(HistoryMessages, Vertical):
    """Keeps the rows in step with a scope, a search and an endpoint.

    What is asked for last counts; the rows stay until something else has come.
    """

    def __init__(self, subject: Subject, scope: Scope, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.list = HistoryList()
        self.subject = subject
        self.scope: Scope = scope
        self.text = ""
        self.endpoint_id: int | None = None
        self.searched = HistoryQuery()
        """What the search says, without scope and endpoint."""
        self._number = 0
        self._pending: frozenset[Kind] = frozenset()

    @property
    def current(self) -> ExchangeSummary | None:
        """The exchange under the cursor."""
        return self.list.current

    @property
    def is_waiting(self) -> bool:
        """Whether what was asked for anew has not come yet."""
        return not self._pending.isdisjoint({"newest", "oldest", "below"})

    def query_of_rows(self, endpoint_id: int | None) -> HistoryQuery:
        """Return what the list is asked for, of one endpoint or of all."""
        query = scoped(self.searched, self.scope, self.subject)
        return msgspec.structs.replace(query, endpoint_id=endpoint_id)

    def ask_anew(self, kind: Kind = "newest", *, before: int | None = None) -> None:
        """Ask for other rows than before, from an end or from below an id."""
        self._number += 1
        self._pending = frozenset()
        self._ask(kind, before=before, after=0 if kind == "oldest" else None)

    def ask_more(self, *, older: bool) -> None:
        """Ask for the rows beyond an end, unless they are on their way."""
        kind: Kind = "older" if older else "newer"
        if self._pending.isdisjoint({kind, "newest", "oldest", "below"}) and self.list.rows:
            rows = self.list.rows
            self._ask(kind, before=rows[-1].id) if older else self._ask(kind, after=rows[0].id)

    def refresh_rows(self) -> None:
        """Ask for what came since, where somebody looks at the newest rows."""
        if not self.list.rows or not self.list.is_loaded:
            self.ask_anew()
        elif self.list.window.is_newest:
            self.ask_more(older=False)

    def _ask(self, kind: Kind, *, before: int | None = None, after: int | None = None) -> None:
        self._pending |= {kind}
        query = self.query_of_rows(self.endpoint_id)
        self.post_message(self.PageWanted(Ask(self._number, kind, query, before, after)))

    def show_page(self, ask: Ask, page: HistoryPage) -> None:
        """Show a page that was asked for, unless something else is wanted by now."""
        if not self._is_wanted(ask):
            return
        window = _merged(self.list.window, ask.kind, page)
        cursor = self._cursor_in(window, ask.kind)
        narrowed = bool(self.text or self.endpoint_id is not None)
        self.list.why_empty = why_empty(self.scope, is_narrowed=narrowed)
        self.list.show_window(window, cursor)
        self.page_shown()

    def _cursor_in(self, window: Window, kind: Kind) -> int:
        """Return where the cursor goes: it stays on its exchange while rows are added."""
        current = self.list.current
        if kind in {"newest", "below"} or current is None:
            return 0
        if kind == "oldest":
            return len(window.rows) - 1
        if kind == "newer" and self.list.cursor == 0 and self.list.window.is_newest:
            return 0
        return window.index_of(current.id) or 0

    def show_fault(self, ask: Ask, reason: str) -> None:
        """Say why a page could not be read; the rows stay."""
        if self._is_wanted(ask):
            self.list.why_empty = ("The history cannot be read.", reason)
            if not self.list.rows:
                self.list.show_window(Window(), 0)
            self.page_shown()

    def _is_wanted(self, ask: Ask) -> bool:
        is_wanted = ask.number == self._number and ask.kind in self._pending
        if is_wanted:
            self._pending -= {ask.kind}
        return is_wanted

    def page_shown(self) -> None:
        """Show what goes with other rows."""

    def parse(self, text: str) -> HistoryQuery | UsageError:
        """Return what a search says, or why it says nothing."""
        from endpoint_explorer.model.history_query import parse_query

        try:
            return parse_query(text, time.time())
        except UsageError as error:
            return error

    def forget(self, ids: frozenset[int]) -> None:
        """Show that exchanges were deleted."""
        at = self.list.cursor
        self.list.set_marks(self.list.marked - ids)
        self.list.show_window(self.list.window.without(ids), at)
        if not self.list.rows:
            self.ask_anew()
        self.page_shown()

    def show_pinned(self, ids: tuple[int, ...], *, pinned: bool) -> None:
        """Show that exchanges are pinned, or not any more."""
        self.list.show_window(self.list.window.pinned(ids, pinned=pinned), self.list.cursor)

    def show_note(self, exchange_id: int, note: str) -> None:
        """Show another note at an exchange."""
        self.list.show_window(self.list.window.annotated(exchange_id, note), self.list.cursor)


def _merged(window: Window, kind: Kind, page: HistoryPage) -> Window:
    if kind == "older":
        return window.with_older(page)
    if kind == "newer":
        return window.with_newer(page)
    made = {"newest": Window.newest, "oldest": Window.oldest, "below": Window.below}
    return made[kind](page)
