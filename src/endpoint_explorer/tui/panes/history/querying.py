"""From what is on the screen to what the history is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from endpoint_explorer.model.endpoint import endpoint_of
from endpoint_explorer.model.exchange import ExchangeSummary
from endpoint_explorer.model.history import Condition, EndpointSummary, HistoryQuery
from endpoint_explorer.tui.panes.history.messages import Scope, Subject


def scoped(query: HistoryQuery, scope: Scope, subject: Subject) -> HistoryQuery:
    """Return a query narrowed to a scope."""
    if scope == "request":
        return msgspec.structs.replace(query, request_id=subject.request_id)
    if scope == "collection":
        return msgspec.structs.replace(query, collection=subject.collection)
    if scope == "route":
        endpoint = endpoint_of(subject.method, subject.url, subject.url)
        within = (Condition("method", endpoint.method), Condition("route", endpoint.route))
        return msgspec.structs.replace(query, within=within)
    return query


def why_empty(scope: Scope, *, is_narrowed: bool) -> tuple[str, str]:
    """Return why a list has no row, and what to do."""
    if is_narrowed:
        return "Nothing was found.", "esc shows all rows again; s takes a wider scope."
    if scope == "everything":
        return "Nothing was sent yet.", "ctrl+j sends the request in the form."
    first = {
        "request": "This request was not sent yet.",
        "route": "This route was not sent yet.",
        "collection": "Nothing of this collection was sent yet.",
    }[scope]
    return first, "s takes a wider scope."


def known_values(
    rows: Iterable[ExchangeSummary], endpoints: Iterable[EndpointSummary]
) -> Mapping[str, tuple[str, ...]]:
    """Return the values that are seen for fields of a search, to complete them."""
    endpoints = tuple(endpoints)
    rows = tuple(rows)
    values: dict[str, Iterable[str]] = {
        "host": (*(each.host for each in endpoints), *(host_of(row.url) for row in rows)),
        "route": (*(each.route for each in endpoints), *(row.route for row in rows)),
        "method": (each.method for each in endpoints),
        "env": (row.environment for row in rows),
        "status": (str(row.status) for row in rows if row.status is not None),
    }
    return {name: tuple(dict.fromkeys(v for v in seen if v)) for name, seen in values.items()}


def host_of(url: str) -> str:
    """Return the host of a URL with its port, empty where it has none."""
    return url.partition("://")[2].partition("/")[0]
