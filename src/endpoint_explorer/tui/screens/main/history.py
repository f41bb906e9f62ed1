"""Looking back: the history's rows, old exchanges, replay, and loading one as a draft."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from time import monotonic
from typing import Literal

from textual import on

from endpoint_explorer.explorer import Origin
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.model.history import HistoryPage, HistoryQuery
from endpoint_explorer.model.request import Request
from endpoint_explorer.tui.panes.results import ResultsPane
from endpoint_explorer.tui.screens.main.sending import SendingFlow
from endpoint_explorer.tui.workbench import Flight, OpenRequest

PAGE_SIZE = 100
Scope = Literal["request", "everything"]


class HistoryFlow(SendingFlow):
    """Answers the History tab."""

    _scope: Scope = "request"
    _is_history_shown = False

    @on(ResultsPane.HistoryWanted)
    def list_history(self, message: ResultsPane.HistoryWanted) -> None:
        """Read a page of the history."""
        self._scope = message.scope
        self._is_history_shown = True
        self._read_page(message.before)

    def refresh_history(self) -> None:
        """Read the first page anew, once the tab has been looked at."""
        if self._is_history_shown:
            self._read_page(None)

    def _read_page(self, before: int | None) -> None:
        scope = self._scope
        query = HistoryQuery(request_id=self.current.edited.id if scope == "request" else "")

        def show(page: HistoryPage) -> None:
            self.results.show_history(
                page.rows, scope=scope, append=before is not None, is_last=page.is_last
            )
            self._tell_notices()

        self.offload(
            lambda: self.explorer.history.page(query, before=before, limit=PAGE_SIZE),
            show,
            group="history",
            exclusive=True,
        )

    def _tell_notices(self) -> None:
        """Say what the history had to do when it was opened, such as moving a corrupt file."""
        notices = self.explorer.history.notices
        while notices:
            self.tell(notices.pop(0), severity="warning")

    @on(ResultsPane.ExchangeOpened)
    def open_exchange(self, message: ResultsPane.ExchangeOpened) -> None:
        """Show an old exchange in the results pane."""
        opened = self.current

        def show(exchange: Exchange) -> None:
            if opened.flight is not None:
                return
            opened.result, opened.is_from_history = exchange, True
            if opened is self.current:
                self.show_result()
                self.results.show_tab("body")

        self.offload(
            partial(self._get, message.exchange_id), show, group="exchange", exclusive=True
        )

    def _get(self, exchange_id: int) -> Exchange:
        return self.explorer.history.get(exchange_id)

    @on(ResultsPane.ReplayRequested)
    def replay(self, message: ResultsPane.ReplayRequested) -> None:
        """Send the request of an old exchange again, resolved with today's environment."""
        opened = self.current

        def reopened(found: tuple[Request, Context, Origin]) -> None:
            request, context, origin = found

            def send(target: OpenRequest) -> None:
                preview = self.explorer.preview(request, context)
                flight = Flight(preview.method, preview.url, monotonic())
                plan = partial(self.explorer.plan, request, context, origin)
                launch = partial(self.launch_flight, target, flight, plan)
                self.when_allowed(request, context, origin.collection, launch)

            # An answer stands beside the request that it is the answer to.
            if origin.path is None or origin.path == opened.path or not origin.path.is_file():
                send(opened)
            else:
                self.open_path(origin.path, send)

        self.offload(partial(self.explorer.reopen, message.exchange_id), reopened)

    @on(ResultsPane.LoadRequested)
    def load(self, message: ResultsPane.LoadRequested) -> None:
        """Put the request of an old exchange into the form, as a draft."""

        def show(found: tuple[Request, Context, Origin]) -> None:
            request, context, origin = found
            if origin.path is not None and origin.path.is_file():
                self.open_path(origin.path, partial(self._lay_over, request=request))
                return
            scratch = self.workbench.scratch(request)
            scratch.context, scratch.collection = context, origin.collection
            self.show_request(scratch)
            self._tell_where(origin.path)

        self.offload(partial(self.explorer.reopen, message.exchange_id), show)

    def _lay_over(self, opened: OpenRequest, *, request: Request) -> None:
        opened.edited = request
        self.fill_form()
        self.sidebar.set_drafts(self.workbench.changed_paths())
        self.tell("Loaded as a draft." if opened.is_changed else "The saved request is the same.")

    def _tell_where(self, path: Path | None) -> None:
        gone = f" Its file {path.name} is gone." if path else ""
        self.tell(f"Loaded as a scratch request.{gone} ctrl+s saves it.")
