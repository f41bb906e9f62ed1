"""Answers to a list of the history: pages, routes, trends, previews, and what is done to rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from textual import on
from textual.worker import get_current_worker

from endpoint_explorer.errors import EndpointExplorerError
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.history import EndpointSummary, HistoryPage, TrendPoint
from endpoint_explorer.tui.panes.history.messages import Ask, HistoryMessages
from endpoint_explorer.tui.screens.offloading import Offloading

if TYPE_CHECKING:
    from endpoint_explorer.storage.history import History
    from endpoint_explorer.tui.panes.history.preview import Preview
    from endpoint_explorer.tui.panes.history.view import HistoryView

T = TypeVar("T")


class HistoryBrowsing(Offloading):
    """Reads what a view of the history wants, off the loop; what is asked for last counts."""

    explorer: Explorer

    @property
    def history_view(self) -> HistoryView | None:
        """The list of this screen, None before it was first looked at."""
        raise NotImplementedError

    @on(HistoryMessages.PageWanted)
    def read_history(self, message: HistoryMessages.PageWanted) -> None:
        """Read a page of the history."""
        message.stop()
        from endpoint_explorer.tui.panes.history.window import PAGE

        ask = message.ask

        def read(history: History, is_cancelled: Callable[[], bool]) -> HistoryPage:
            return history.page(
                ask.query,
                before=ask.before,
                after=ask.after,
                limit=PAGE,
                is_cancelled=is_cancelled,
            )

        is_anew = ask.kind in {"newest", "oldest", "below"}
        self._look_back(
            read,
            partial(self._show_history, ask),
            failed=partial(self._show_history_fault, ask),
            group="history",
            exclusive=is_anew,
        )

    def _show_history(self, ask: Ask, page: HistoryPage) -> None:
        if (view := self.history_view) is not None:
            view.show_page(ask, page)
        self._tell_notices()

    def _show_history_fault(self, ask: Ask, error: EndpointExplorerError) -> None:
        if (view := self.history_view) is not None:
            view.show_fault(ask, error.message)
        self.report(error)

    def _tell_notices(self) -> None:
        """Say what the history had to do when it was opened, such as moving a corrupt file."""
        notices = self.explorer.history.notices
        while notices:
            self.tell(notices.pop(0), severity="warning")

    @on(HistoryMessages.BacklogWanted)
    def read_backlog(self, message: HistoryMessages.BacklogWanted) -> None:
        """Read how much a search has to index first."""
        message.stop()

        def show(count: int) -> None:
            if (view := self.history_view) is not None:
                view.show_backlog(count)

        self._look_back(lambda history, _: history.unindexed(), show, group="history-backlog")

    @on(HistoryMessages.EndpointsWanted)
    def read_endpoints(self, message: HistoryMessages.EndpointsWanted) -> None:
        """Read the endpoints of what is looked at."""
        message.stop()
        query = message.query

        def show(endpoints: tuple[EndpointSummary, ...]) -> None:
            if (view := self.history_view) is not None:
                view.show_endpoints(endpoints)

        self._look_back(
            lambda history, is_cancelled: history.endpoints(query, is_cancelled=is_cancelled),
            show,
            group="history-routes",
        )

    @on(HistoryMessages.TrendWanted)
    def read_trend(self, message: HistoryMessages.TrendWanted) -> None:
        """Read how an endpoint has done."""
        message.stop()
        endpoint_id = message.endpoint_id

        def show(points: tuple[TrendPoint, ...]) -> None:
            if (view := self.history_view) is not None:
                view.show_trend(endpoint_id, points)

        self._look_back(lambda history, _: history.trend(endpoint_id), show, group="history-trend")

    @on(HistoryMessages.PreviewWanted)
    def read_preview(self, message: HistoryMessages.PreviewWanted) -> None:
        """Read an exchange, and lay its preview out."""
        message.stop()
        exchange_id = message.exchange_id

        def show(preview: Preview | None) -> None:
            if (view := self.history_view) is not None:
                view.show_preview(exchange_id, preview)

        def read(history: History, _: Callable[[], bool]) -> Preview | None:
            from endpoint_explorer.tui.panes.history.preview import preview_of

            return preview_of(history.get(exchange_id))

        self._look_back(read, show, failed=lambda _: show(None), group="history-preview")

    def _look_back(
        self,
        read: Callable[[History, Callable[[], bool]], T],
        then: Callable[[T], None],
        *,
        failed: Callable[[EndpointExplorerError], None] | None = None,
        group: str,
        exclusive: bool = True,
    ) -> None:
        """Read in a thread, which is told once something else is wanted."""

        def work() -> T:
            worker = get_current_worker()
            return read(self.explorer.history, lambda: worker.is_cancelled)

        self.offload(work, then, failed=failed, group=group, exclusive=exclusive)
