"""What is said of each of the two exchanges above what differs."""

from __future__ import annotations

import time

from textual.content import Content

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.model.measure import format_duration, format_size
from endpoint_explorer.tui.panes.results.amounts import moment, short_moment
from endpoint_explorer.tui.widgets.badge import MUTED, method_style, status_style


def title(left: Exchange, right: Exchange, *, is_wide: bool) -> Content:
    """Return the line at the top, with the call, or both where the sides have no room for them."""
    head = Content.styled("Compare", "bold")
    if _call(left) == _call(right):
        return Content.assemble(head, "  ", _shown_call(right))
    if is_wide:
        return head
    return Content.assemble(head, "  ", _shown_call(left), (" and ", MUTED), _shown_call(right))


def side(exchange: Exchange, other: Exchange, sign: str, *, is_wide: bool) -> Content:
    """Return which exchange stands on a side: id, time, environment and how it ended.

    Two lines where there is room, with the call where the other is of another one; else one.
    """
    style = "$text-success" if sign == "+" else "$text-error"
    name = f"#{exchange.id}" if exchange.id else "not recorded"
    when = moment if is_wide else lambda seconds: short_moment(seconds, time.time()).strip()
    first = Content.assemble(
        (f"{sign} ", f"bold {style}"),
        (name, "bold"),
        f"  {when(exchange.started_at)}",
        (f"  {clean(exchange.environment or 'no environment')}", MUTED),
    )
    second = _outcome(exchange)
    if is_wide and _call(exchange) != _call(other):
        second = Content.assemble(second, "  ", _shown_call(exchange))
    return Content.assemble(first, "\n  " if is_wide else "  ", second)


def _outcome(exchange: Exchange) -> Content:
    response = exchange.response
    duration = format_duration(exchange.timings.total)
    if response is None:
        kind = clean(exchange.failure.kind if exchange.failure else "no answer")
        return Content.assemble((kind, status_style(None)), f"  {duration}")
    status = clean(f"{response.status} {response.reason}".strip())
    size = format_size(response.size)
    return Content.assemble(
        (status, f"bold {status_style(response.status)}"), f"  {duration}  {size}"
    )


def _shown_call(exchange: Exchange) -> Content:
    method, url = _call(exchange)
    return Content.assemble((clean(method), f"bold {method_style(method)}"), f" {clean(url)}")


def _call(exchange: Exchange) -> tuple[str, str]:
    return exchange.wire.method, exchange.wire.url
