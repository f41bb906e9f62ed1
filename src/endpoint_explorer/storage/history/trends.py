"""The history by endpoint: which there are in what a query finds, and how each one did."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable

import msgspec

from endpoint_explorer.model.history import EndpointSummary, HistoryQuery, TrendPoint
from endpoint_explorer.storage.history.searching import Stretch, find, find_ids, watched
from endpoint_explorer.storage.history.selecting import Selection, select
from endpoint_explorer.storage.history.series import Series, find_series

_NAMES = """
    SELECT endpoints.id, method, host, route, started_at
    FROM json_each(?) AS wanted
    JOIN endpoints ON endpoints.id = wanted.key JOIN exchanges ON exchanges.id = wanted.value
"""
_POINTS = """
    SELECT exchanges.id, started_at, duration,
        CASE failure_kind WHEN '' THEN exchanges.status END, failure_kind
    FROM exchanges JOIN series ON series.id = series
    WHERE exchanges.id IN (SELECT value FROM json_each(?)) ORDER BY exchanges.id
"""
_AMONG = "exchanges.id IN (SELECT value FROM json_each(?))"
_ALL = 2**63 - 1


def read_endpoints(
    connection: sqlite3.Connection,
    query: HistoryQuery,
    is_cancelled: Callable[[], bool],
    *,
    scans: bool,
) -> tuple[EndpointSummary, ...]:
    """Return the endpoints of what a query finds, the latest used first.

    Raises Cancelled, and NotIndexed without `scans`.
    """
    with watched(connection, is_cancelled):
        selection = select(connection, query)
        if not query.words:
            return _summaries(connection, _counted(connection, query, selection))
        all_of_it = Stretch(limit=_ALL)
        ids = find(connection, selection, query.words, all_of_it, is_cancelled, scans=scans)
        found = Selection(None, clauses=(_AMONG,), values=(msgspec.json.encode(ids).decode(),))
        return _summaries(connection, _counted(connection, query, found))


def read_trend(
    connection: sqlite3.Connection, endpoint_id: int, limit: int
) -> tuple[TrendPoint, ...]:
    """Return the newest exchanges of an endpoint, the oldest of them first."""
    with watched(connection, lambda: False):
        selection = select(connection, HistoryQuery(endpoint_id=endpoint_id))
        ids = find_ids(connection, selection, Stretch(limit=limit))
        rows = connection.execute(_POINTS, (msgspec.json.encode(ids).decode(),))
        return tuple(TrendPoint(*row) for row in rows)


def _counted(
    connection: sqlite3.Connection, query: HistoryQuery, selection: Selection
) -> Iterable[Series]:
    """Return the series of a selection, with the count and the last of what it finds of each."""
    series = find_series(connection, query) if selection.series is None else selection.series
    if selection.is_whole:
        return series
    wanted = selection.among
    found = connection.execute(
        wanted.statement("series, count(*), max(exchanges.id)", "GROUP BY series"), wanted.values
    )
    by_id = {one.id: one for one in series}
    return [
        msgspec.structs.replace(by_id[number], count=count, last=last)
        for number, count, last in found
    ]


def _summaries(
    connection: sqlite3.Connection, found: Iterable[Series]
) -> tuple[EndpointSummary, ...]:
    by_endpoint: dict[int, list[Series]] = {}
    for series in found:
        by_endpoint.setdefault(series.endpoint, []).append(series)
    last = {endpoint: max(one.last for one in own) for endpoint, own in by_endpoint.items()}
    names = connection.execute(_NAMES, (msgspec.json.encode(last).decode(),))
    summaries = [
        EndpointSummary(
            id=endpoint,
            method=method,
            host=host,
            route=route,
            count=sum(one.count for one in by_endpoint[endpoint]),
            failed=sum(one.count for one in by_endpoint[endpoint] if one.is_failed),
            last_id=last[endpoint],
            last_at=started_at,
        )
        for endpoint, method, host, route, started_at in names
    ]
    return tuple(sorted(summaries, key=lambda summary: -summary.last_id))
