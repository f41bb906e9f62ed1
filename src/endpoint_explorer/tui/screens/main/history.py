"""Looking back: the history, its own screen, old exchanges, replay, and loading one as a draft."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
from textual import on
from textual.message import Message

from endpoint_explorer.explorer import Origin
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.model.request import Request
from endpoint_explorer.tui.panes.history.messages import HistoryMessages, Subject, ViewState
from endpoint_explorer.tui.screens.history.changing import HistoryChanging
from endpoint_explorer.tui.screens.main.replaying import ReplayingFlow
from endpoint_explorer.tui.workbench import OpenRequest

if TYPE_CHECKING:
    from endpoint_explorer.tui.panes.history.view import HistoryView
    from endpoint_explorer.tui.screens.history.screen import HistoryScreen, Left


class HistoryFlow(HistoryChanging, ReplayingFlow):
    """Answers the History tab, and what is asked for on the history's own screen."""

    _looked_at: ViewState | None = None
    _history_screen: HistoryScreen | None = None

    @property
    def history_view(self) -> HistoryView | None:
        """The list in the History tab, None before it was first looked at."""
        return self.results.history_view

    def answer_at_hand(self) -> Exchange | None:
        """Return the answer that is shown."""
        return self.results.exchange

    def focus_pane(self, name: Literal["sidebar", "form", "results"]) -> None:
        """Show a pane and focus the first thing in it."""
        raise NotImplementedError

    @property
    def _subject(self) -> Subject:
        opened = self.current
        return Subject(
            request_id=opened.edited.id,
            method=opened.edited.method,
            url=opened.edited.url,
            collection=str(opened.collection or ""),
        )

    def refresh_history(self) -> None:
        """Show the history of what is in the form now, and what came to it."""
        self.results.show_subject(self._subject)
        if self._history_screen is not None:
            self._history_screen.history_view.refresh_rows()

    def action_browse_history(self) -> None:
        """Give the history the whole screen, as it was left."""
        self._open_history(self._looked_at or ViewState())

    @on(HistoryMessages.ScreenRequested)
    def enlarge_history(self, message: HistoryMessages.ScreenRequested) -> None:
        """Give the list of the tab the whole screen."""
        message.stop()
        if self.history_view is not None:
            self._open_history(self.history_view.state)

    def _open_history(self, state: ViewState) -> None:
        from endpoint_explorer.tui.screens.history.screen import HistoryScreen

        subject = self._subject
        if state.scope not in subject.scopes:
            state = msgspec.structs.replace(state, scope="everything", at=None)

        def left(how: Left | None) -> None:
            self._history_screen = None
            if how is None:
                return
            self._looked_at = how.state
            if self.history_view is not None:
                self.history_view.ask_anew()
            self._do_for_history(how.wanted)

        answer = self.answer_at_hand()
        title = self.current.title
        screen = HistoryScreen(self.explorer, subject, state, title=title, answer=answer)
        self._history_screen = screen
        self.app.push_screen(screen, left)

    def _do_for_history(self, wanted: Message | None) -> None:
        """Do what the screen of the history was left for."""
        if isinstance(wanted, HistoryMessages.Opened):
            self.focus_pane("results")
            self.open_exchange(wanted)
        elif isinstance(wanted, HistoryMessages.LoadRequested):
            self.load(wanted)
        elif isinstance(wanted, HistoryMessages.ReplayRequested):
            self.focus_pane("results")
            self.replay(wanted)

    @on(HistoryMessages.Opened)
    def open_exchange(self, message: HistoryMessages.Opened) -> None:
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

    @on(HistoryMessages.LoadRequested)
    def load(self, message: HistoryMessages.LoadRequested) -> None:
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
        is_aside = opened.is_changed and opened.edited != request
        if is_aside:
            self.workbench.put_aside(opened)
        opened.edited = request
        self.fill_form()
        self.sidebar.set_drafts(self.workbench.changed_paths())
        told = "Loaded as a draft." if opened.is_changed else "The saved request is the same."
        where = " What was edited here is kept: ctrl+p, Scratch requests." if is_aside else ""
        self.tell(told + where)

    def _tell_where(self, path: Path | None) -> None:
        gone = f" Its file {path.name} is gone." if path else ""
        self.tell(f"Loaded as a scratch request.{gone} ctrl+s saves it.")
