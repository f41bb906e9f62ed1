"""A list of the history over rows in memory, for tests of what is shown and asked for."""

from __future__ import annotations

from typing import Any

import msgspec
from textual import on
from textual.app import App, ComposeResult
from textual.message import Message

from endpoint_explorer.model.exchange import ExchangeSummary
from endpoint_explorer.model.history import EndpointSummary, HistoryPage, TrendPoint
from endpoint_explorer.tui.panes.history.messages import HistoryMessages, Subject, ViewState
from endpoint_explorer.tui.panes.history.view import HistoryView
from endpoint_explorer.tui.panes.history.window import PAGE

from ..seeing import text_of

SUBJECT = Subject(request_id="0001", method="GET", url="/v1/users/{id}", collection="/shop")


def summary(number: int, **changes: Any) -> ExchangeSummary:
    row = ExchangeSummary(
        id=number,
        started_at=1_700_000_000.0 + number,
        method="GET",
        url=f"http://127.0.0.1:8765/v1/users/{number}",
        route="/v1/users/{id}",
        endpoint_id=1,
        status=200,
        duration=4.2,
        size=1234,
    )
    return msgspec.structs.replace(row, **changes)


def rows(newest: int, oldest: int = 1) -> tuple[ExchangeSummary, ...]:
    """Return rows of the ids from one down to another."""
    return tuple(summary(number) for number in range(newest, oldest - 1, -1))


class Host(App[None]):
    """A view over rows, all of which every query finds; notes what is asked for."""

    def __init__(
        self,
        recorded: tuple[ExchangeSummary, ...] = (),
        *,
        subject: Subject = SUBJECT,
        state: ViewState | None = None,
        has_screen: bool = False,
    ) -> None:
        super().__init__()
        self.recorded = recorded
        self.asked: list[Message] = []
        self.is_answering = True
        self.backlog = 0
        self.endpoints: tuple[EndpointSummary, ...] = ()
        self.points: tuple[TrendPoint, ...] = ()
        self.view = HistoryView(subject, state, has_screen=has_screen)

    def compose(self) -> ComposeResult:
        yield self.view

    @on(HistoryMessages.PageWanted)
    def answer(self, message: HistoryMessages.PageWanted) -> None:
        self.asked.append(message)
        if self.is_answering:
            self.view.show_page(message.ask, self.page(message))

    def page(self, message: HistoryMessages.PageWanted) -> HistoryPage:
        ask = message.ask
        found = self.recorded
        if ask.query.endpoint_id is not None:
            found = tuple(row for row in found if row.endpoint_id == ask.query.endpoint_id)
        if ask.after is not None:
            beyond = [row for row in found if row.id > ask.after]
            return HistoryPage(tuple(beyond[-PAGE:]), len(beyond) <= PAGE, len(found))
        beyond = [row for row in found if ask.before is None or row.id < ask.before]
        return HistoryPage(tuple(beyond[:PAGE]), len(beyond) <= PAGE, len(found))

    @on(HistoryMessages.BacklogWanted)
    def answer_backlog(self, message: HistoryMessages.BacklogWanted) -> None:
        self.asked.append(message)
        self.view.show_backlog(self.backlog)

    @on(HistoryMessages.EndpointsWanted)
    def answer_endpoints(self, message: HistoryMessages.EndpointsWanted) -> None:
        self.asked.append(message)
        self.view.show_endpoints(self.endpoints)

    @on(HistoryMessages.TrendWanted)
    def answer_trend(self, message: HistoryMessages.TrendWanted) -> None:
        self.asked.append(message)
        self.view.show_trend(message.endpoint_id, self.points)

    @on(HistoryMessages.PreviewWanted)
    @on(HistoryMessages.Opened)
    @on(HistoryMessages.LoadRequested)
    @on(HistoryMessages.ReplayRequested)
    @on(HistoryMessages.CompareRequested)
    @on(HistoryMessages.PinRequested)
    @on(HistoryMessages.NoteRequested)
    @on(HistoryMessages.DeleteRequested)
    @on(HistoryMessages.ScreenRequested)
    def note(self, message: Message) -> None:
        self.asked.append(message)

    def shown(self) -> str:
        return text_of(self)
