"""The endpoints that exchanges were recorded of, to narrow the list to one."""

from __future__ import annotations

from rich.cells import set_cell_size
from textual.binding import Binding
from textual.content import Content
from textual.message import Message

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.history import EndpointSummary
from endpoint_explorer.tui.widgets.badge import METHOD_WIDTH, MUTED, method_content
from endpoint_explorer.tui.widgets.row_list import RowList

_COUNT = 7
_RATE = 5


class EndpointList(RowList):
    """All of them together in the first row, then each with its count and how often it failed."""

    BORDER_TITLE = "Routes"

    BINDINGS = [
        Binding("enter", "select", "Narrow", id="endpoints.take", tooltip="Only this route"),
    ]

    class Taken(Message):
        """The rows of the endpoint under the cursor are to be looked at."""

    class Moved(Message):
        """The cursor is on another endpoint."""

    def __init__(self) -> None:
        super().__init__()
        self.endpoints: tuple[EndpointSummary, ...] = ()
        self.is_loaded = False
        self._has_hosts = False

    def show_endpoints(self, endpoints: tuple[EndpointSummary, ...], chosen: int | None) -> None:
        """Show the endpoints, with the cursor on one."""
        self.endpoints, self.is_loaded = endpoints, True
        self._has_hosts = len({each.host for each in endpoints}) > 1
        self.rows_changed(self._index_of(chosen))

    def _index_of(self, endpoint_id: int | None) -> int:
        ids = [each.id for each in self.endpoints]
        return ids.index(endpoint_id) + 1 if endpoint_id in ids else 0

    @property
    def row_count(self) -> int:
        """One row more than there are endpoints."""
        return len(self.endpoints) + 1 if self.endpoints else 0

    @property
    def current(self) -> EndpointSummary | None:
        """The endpoint under the cursor, None on the row of all."""
        return self.endpoint_at(self.cursor)

    def endpoint_at(self, index: int) -> EndpointSummary | None:
        """Return the endpoint of a row, None for the row of all."""
        return self.endpoints[index - 1] if 0 < index <= len(self.endpoints) else None

    def row_content(self, index: int, width: int) -> Content:
        """Return an endpoint."""
        endpoint = self.endpoint_at(index)
        if endpoint is None:
            count = sum(each.count for each in self.endpoints)
            failed = sum(each.failed for each in self.endpoints)
            return _row(Content.styled("Every route", "bold"), count, failed, width)
        host = f"{clean(endpoint.host)}" if self._has_hosts else ""
        label = Content.assemble(
            method_content(endpoint.method, width=METHOD_WIDTH),
            " ",
            clean(endpoint.route),
            (f"  {host}" if host else "", MUTED),
        )
        return _row(label, endpoint.count, endpoint.failed, width)

    def on_row_list_selected(self, message: RowList.Selected) -> None:
        """Say which list it is."""
        message.stop()
        self.post_message(self.Taken())

    def on_row_list_highlighted(self, message: RowList.Highlighted) -> None:
        """Say which list it is."""
        message.stop()
        self.post_message(self.Moved())

    def on_row_list_shown(self, message: RowList.Shown) -> None:
        """Keep what nobody else needs to know."""
        message.stop()

    def empty_lines(self, width: int) -> list[Content]:
        """Say why there is nothing."""
        text = "No route was found." if self.is_loaded else "Reading the history"
        return [Content(""), Content.styled(f" {text}"[:width], MUTED)]


def short_count(count: int) -> str:
    """Return a count in at most five characters: `9,999`, `12k`, `1.2M`."""
    if count < 10_000:
        return f"{count:,}"
    if count < 999_500:
        return f"{count / 1_000:.0f}k"
    return f"{count / 1_000_000:.1f}M"


def failure_rate(count: int, failed: int) -> str:
    """Return how many of a hundred failed, empty where none did: `3%`, `<1%`."""
    if not failed or not count:
        return ""
    share = 100 * failed / count
    return f"{share:.0f}%" if share >= 1 else "<1%"


def _row(label: Content, count: int, failed: int, width: int) -> Content:
    room = max(width - _COUNT - _RATE, 0)
    if label.cell_length > room:
        label = label.truncate(room, ellipsis=True)
    label = label.pad_right(room - label.cell_length)
    return Content.assemble(
        label,
        (short_count(count).rjust(_COUNT), MUTED),
        (set_cell_size(failure_rate(count, failed).rjust(_RATE), _RATE), "$text-error"),
    )
