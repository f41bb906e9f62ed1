"""Pages of the history: the rows that a query finds, the newest first, from an id on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

import msgspec

from endpoint_explorer.model.exchange import ExchangeSummary
from endpoint_explorer.model.history import HistoryPage, HistoryQuery
from endpoint_explorer.storage.history.searching import Stretch, find, watched
from endpoint_explorer.storage.history.selecting import Selection, count_rows, select

_SUMMARIES = """
    SELECT exchanges.id, started_at, method, url, exchanges.status, reason, failure_kind, duration,
        size, request_id, request_name, environment, route, endpoints.id, changed, pinned, note
    FROM exchanges JOIN series ON series.id = series JOIN endpoints ON endpoints.id = endpoint
    WHERE exchanges.id IN (SELECT value FROM json_each(?)) ORDER BY exchanges.id DESC
"""
_COUNT_SERIES = "SELECT ifnull(sum(count), 0) FROM series"
_COUNTED = 1_000
"""The most rows of a request that are counted one by one."""


def read_page(
    connection: sqlite3.Connection,
    query: HistoryQuery,
    stretch: Stretch,
    is_cancelled: Callable[[], bool],
    *,
    scans: bool,
) -> HistoryPage:
    """Return a page of what a query finds; raise Cancelled, and NotIndexed without `scans`."""
    with watched(connection, is_cancelled):
        selection = select(connection, query)
        more = msgspec.structs.replace(stretch, limit=stretch.limit + 1)
        found = find(connection, selection, query.words, more, is_cancelled, scans=scans)
        rows = read_summaries(connection, found[: stretch.limit])
        is_last = len(found) <= stretch.limit
        if is_last and stretch.before is None and stretch.after in (None, 0):
            return HistoryPage(rows, is_last, len(rows))
        return HistoryPage(rows, is_last, _total(connection, query, selection))


def read_summaries(
    connection: sqlite3.Connection, ids: Sequence[int]
) -> tuple[ExchangeSummary, ...]:
    """Return the rows of some ids, the newest first."""
    if not ids:
        return ()
    rows = connection.execute(_SUMMARIES, (msgspec.json.encode(ids).decode(),))
    return tuple(
        ExchangeSummary(
            id=row[0],
            started_at=row[1],
            method=row[2],
            url=row[3],
            status=None if row[6] else row[4],  # what came was not the whole answer
            reason=row[5],
            failure_kind=row[6],
            duration=row[7],
            size=row[8],
            request_id=row[9],
            request_name=row[10],
            environment=row[11],
            route=row[12],
            endpoint_id=row[13],
            changed=bool(row[14]),
            pinned=bool(row[15]),
            note=row[16],
        )
        for row in rows
    )


def _total(connection: sqlite3.Connection, query: HistoryQuery, selection: Selection) -> int | None:
    """Return how many rows there are on all pages, None where only a scan could tell."""
    if query.words:
        return None
    if selection.is_whole:
        if selection.series is not None:
            return sum(one.count for one in selection.series)
        (total,) = connection.execute(_COUNT_SERIES).fetchone()
        return int(total)
    if len(selection.clauses) == 1 and query.request_id:
        return count_rows(connection, selection, _COUNTED)
    return None
