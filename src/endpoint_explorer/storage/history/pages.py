"""Pages of the history: the rows that a query finds, the newest first, from an id on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from endpoint_explorer.model.exchange import ExchangeSummary
from endpoint_explorer.model.history import HistoryPage, HistoryQuery

_COLUMNS = """
    SELECT exchanges.id, started_at, method, url, exchanges.status, reason, failure_kind, duration,
        size, request_id, request_name, environment, route, endpoints.id, changed, pinned, note
    FROM exchanges JOIN series ON series.id = series JOIN endpoints ON endpoints.id = endpoint
"""


def read_page(
    connection: sqlite3.Connection,
    query: HistoryQuery,
    *,
    before: int | None,
    after: int | None,
    limit: int,
    is_cancelled: Callable[[], bool],
) -> HistoryPage:
    """Return a page of what a query finds."""
    clauses: dict[str, object] = {
        "request_id = ?": query.request_id or None,
        "exchanges.id < ?": before,
        "exchanges.id > ?": after,
    }
    given = {text: value for text, value in clauses.items() if value is not None}
    where = f" WHERE {' AND '.join(given)}" if given else ""
    order = "DESC" if after is None else "ASC"
    found = connection.execute(
        f"{_COLUMNS}{where} ORDER BY exchanges.id {order} LIMIT ?", (*given.values(), limit + 1)
    ).fetchall()
    rows = found[:limit] if after is None else found[:limit][::-1]
    return HistoryPage(tuple(_summary(*row) for row in rows), len(found) <= limit)


def _summary(
    number: int,
    started_at: float,
    method: str,
    url: str,
    status: int | None,
    reason: str,
    failure_kind: str,
    duration: float,
    size: int,
    request_id: str,
    request_name: str,
    environment: str,
    route: str,
    endpoint_id: int,
    changed: int,
    pinned: int,
    note: str,
) -> ExchangeSummary:
    return ExchangeSummary(
        id=number,
        started_at=started_at,
        method=method,
        url=url,
        status=None if failure_kind else status,  # what came was not the whole answer
        reason=reason,
        failure_kind=failure_kind,
        duration=duration,
        size=size,
        request_id=request_id,
        request_name=request_name,
        environment=environment,
        route=route,
        endpoint_id=endpoint_id,
        changed=bool(changed),
        pinned=bool(pinned),
        note=note,
    )
