"""The status strip: one line that says how it went."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.exchange import Exchange, Failure, Response
from endpoint_explorer.model.measure import format_duration, format_size
from endpoint_explorer.model.secret import redact
from endpoint_explorer.tui.panes.results.amounts import moment
from endpoint_explorer.tui.panes.results.words import title_of
from endpoint_explorer.tui.widgets.badge import MUTED, status_style

_GAP = "   "
_LONGEST_TARGET = 48
"""Cells of the request that an answer is to, where it is not the one in the form."""


class StatusStrip(Widget):
    """Status, time, size and version, and on the right what the answer is of, where
    that is not the request in the form as it was sent just now.

    What does not fit is left out from the end, so that nothing wraps and nothing is cut in two.
    """

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    StatusStrip { height: 1; width: 1fr; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[Content] = []
        self._mark = Content("")

    def show(self, parts: list[Content], mark: Content | None = None) -> None:
        """Show parts from left to right, and a mark at the right edge."""
        self._parts = parts
        self._mark = Content("") if mark is None else mark
        self.refresh()

    def render(self) -> Content:
        """Draw as many parts as there is room for."""
        width = self.size.width
        mark = self._mark
        room = width - (mark.cell_length + len(_GAP) if mark.cell_length else 0)
        line = Content("")
        for part in self._parts:
            longer = Content.assemble(line, _GAP, part) if line.cell_length else part
            if line.cell_length and longer.cell_length > room:
                break
            line = longer
        if not mark.cell_length or line.cell_length > room:
            return line
        return Content.assemble(line, " " * (width - line.cell_length - mark.cell_length), mark)


def exchange_parts(exchange: Exchange) -> list[Content]:
    """Return what the strip says of a finished exchange, the most important first."""
    took = Content.styled(format_duration(exchange.timings.total), "$foreground")
    response = exchange.response
    if response is None:
        failure = exchange.failure
        return [failure_part(failure.kind if failure else ""), took]
    parts = [
        _status(response),
        took,
        Content.styled(format_size(response.size), "$foreground"),
    ]
    if exchange.failure is not None or not response.is_complete:
        kind = "" if exchange.failure is None else exchange.failure.kind
        parts.insert(1, Content.styled(f"incomplete: {title_of(kind).lower()}", "bold $text-error"))
    parts.append(Content.styled(clean(response.http_version), MUTED))
    if any(hop.note for hop in exchange.hops):
        parts.append(Content.styled("sent again", MUTED))
    if count := sum(not hop.note for hop in exchange.hops):
        parts.append(Content.styled(f"{count} redirect{'s'[: count > 1]}", MUTED))
    return parts


def failure_part(kind: str) -> Content:
    """Return a failure as the strip shows it."""
    return Content.styled(f"\N{MULTIPLICATION X} {title_of(kind)}", "bold $text-error")


def problem_parts(failure: Failure) -> list[Content]:
    """Return what the strip says of a request that was not sent."""
    return [failure_part(failure.kind)]


def origin_mark(
    exchange: Exchange, *, from_history: bool = False, of_another: bool = False
) -> Content:
    """Return the sign that an exchange is an old one, or the answer to another request."""
    pieces: list[tuple[str, str]] = []
    if of_another:
        url = redact(exchange.wire.url, exchange.secrets)
        target = clean(f"{exchange.wire.method} {url.partition('://')[2] or url}")
        short = target if len(target) <= _LONGEST_TARGET else f"{target[: _LONGEST_TARGET - 1]}…"
        pieces.append((f"to {short}", "$text-warning"))
    if from_history:
        gap = _GAP if pieces else ""
        pieces.append((f"{gap}from history, {moment(exchange.started_at)}", "$text-accent"))
    return Content.assemble(*pieces)


def reason_of(response: Response) -> str:
    """Return the reason as sent, or the registered one: HTTP/2 sends none."""
    if response.reason:
        return response.reason
    from http import HTTPStatus

    try:
        return HTTPStatus(response.status).phrase
    except ValueError:
        return ""


def _status(response: Response) -> Content:
    reason = clean(reason_of(response))
    if cell_len(reason) > 40:
        reason = reason[:39] + "…"
    return Content.styled(
        f"{response.status} {reason}".strip(), f"bold {status_style(response.status)}"
    )
