"""What stands beside the rows: the routes, a preview of one row, and the trend of its endpoint."""

from __future__ import annotations

from textual import on
from textual.timer import Timer

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.history import EndpointSummary, TrendPoint
from endpoint_explorer.tui.panes.history.actions import RowActions
from endpoint_explorer.tui.panes.history.endpoints import EndpointList
from endpoint_explorer.tui.panes.history.listing import HistoryList
from endpoint_explorer.tui.panes.history.messages import Scope, Subject
from endpoint_explorer.tui.panes.history.preview import ExchangePreview, Preview
from endpoint_explorer.tui.panes.history.trend import TrendChart

REST = 0.08
"""Seconds that the cursor rests on a row before its preview is read."""


class Beside(RowActions):
    """Keeps the routes, the preview and the trend in step with the rows."""

    def __init__(self, subject: Subject, scope: Scope, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(subject, scope, id=id)
        self.routes = EndpointList()
        self.preview = ExchangePreview()
        self.trend = TrendChart()
        self._trend_of: int | None = None
        self._preview_of: int | None = None
        self._rest: Timer | None = None

    def take_focus(self) -> None:
        """Give the keys to the rows."""
        self._choose(is_choosing=False)
        self.screen.set_focus(self.list)

    def action_group(self) -> None:
        """Show the routes beside the rows, or hide them and look at every row again."""
        is_grouped = not self.has_class("-grouped")
        self.set_class(is_grouped, "-grouped")
        if is_grouped:
            self._choose(is_choosing=True)
            self.screen.set_focus(self.routes)
            self._ask_routes()
        else:
            self._narrow(None)
            self.take_focus()

    def action_other_list(self) -> None:
        """Go from the rows to the routes."""
        if self.has_class("-grouped"):
            self._choose(is_choosing=True)
            self.screen.set_focus(self.routes)

    def action_rows(self) -> None:
        """Go from the routes to the rows."""
        self.take_focus()

    def _choose(self, *, is_choosing: bool) -> None:
        self.set_class(is_choosing, "-choosing")
        self.app.stylesheet.update(self)

    def _ask_routes(self) -> None:
        if self.has_class("-grouped"):
            self.post_message(self.EndpointsWanted(self.query_of_rows(None)))

    def show_endpoints(self, endpoints: tuple[EndpointSummary, ...]) -> None:
        """Show the routes of what is looked at."""
        self.routes.show_endpoints(endpoints, self.endpoint_id)

    @on(EndpointList.Moved)
    def _route_marked(self, message: EndpointList.Moved) -> None:
        message.stop()
        if self.routes.has_focus and self.routes.is_loaded:
            current = self.routes.current
            self._narrow(None if current is None else current.id)

    @on(EndpointList.Taken)
    def _route_taken(self, message: EndpointList.Taken) -> None:
        message.stop()
        current = self.routes.current
        self._narrow(None if current is None else current.id)
        self.take_focus()

    @property
    def narrowed_to(self) -> str:
        """The route that the rows are narrowed to, where the routes are not in view; clean."""
        row = self.current
        if self.endpoint_id is None or row is None or not self.has_class("-narrow"):
            return ""
        return clean(f"{row.method} {row.route}")

    def _narrow(self, endpoint_id: int | None) -> None:
        if endpoint_id != self.endpoint_id:
            self.endpoint_id = endpoint_id
            self.ask_anew()

    @on(HistoryList.Moved)
    def _row_marked(self, message: HistoryList.Moved) -> None:
        message.stop()
        self._preview_soon()
        self._show_trend()

    def _preview_soon(self) -> None:
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST, self._ask_preview)

    def _ask_preview(self) -> None:
        current = self.current
        if not self.preview.display or current is None:
            self._preview_of = None
            self.preview.show(None)
        elif current.id != self._preview_of:
            self._preview_of = current.id
            self.post_message(self.PreviewWanted(current.id))

    def show_preview(self, exchange_id: int, preview: Preview | None) -> None:
        """Show how an exchange begins, if the cursor is still on it."""
        current = self.current
        if current is not None and exchange_id == self._preview_of == current.id:
            self.preview.show(preview, current.note)

    def show_note(self, exchange_id: int, note: str) -> None:
        """Show another note at an exchange, in its preview too."""
        super().show_note(exchange_id, note)
        self._preview_of = None
        self._preview_soon()

    def forget(self, ids: frozenset[int]) -> None:
        """Show that exchanges were deleted: routes count fewer."""
        super().forget(ids)
        self.refresh_beside()

    def action_trend(self) -> None:
        """Show how the endpoint has done, or hide it."""
        self.toggle_class("-trend")
        self._trend_of = None
        self._show_trend()

    def _show_trend(self) -> None:
        current = self.current
        wanted = self.endpoint_id if current is None else current.endpoint_id
        if not self.has_class("-trend") or wanted is None or wanted == self._trend_of:
            return
        self._trend_of = wanted
        self.trend.show("", None)
        self.post_message(self.TrendWanted(wanted))

    def show_trend(self, endpoint_id: int, points: tuple[TrendPoint, ...]) -> None:
        """Show how an endpoint has done, if it is still the one that is looked at."""
        if endpoint_id == self._trend_of:
            current = self.current
            title = f"{current.method} {current.route}" if current is not None else ""
            self.trend.show(title, points)

    def refresh_beside(self) -> None:
        """Read the routes and the trend anew."""
        self._trend_of = None
        self._show_trend()
        self._ask_routes()
