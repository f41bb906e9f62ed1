"""What the history holds, in numbers."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from endpoint_explorer.model.history import HistoryStats

_OF_SERIES = """
    SELECT ifnull(sum(count), 0),
        ifnull(sum(count) FILTER (WHERE status <= 0 OR status >= 400 OR failure_kind != ''), 0)
    FROM series
"""
_OF_BODIES = "SELECT count(*), ifnull(sum(length(data)), 0) FROM bodies"
_AS_THEY_CAME = """
    SELECT ifnull(sum(uses * bodies.size), 0) FROM bodies JOIN (
        SELECT {column} AS body, count(*) AS uses FROM exchanges
        WHERE {column} IS NOT NULL GROUP BY {column}
    ) ON body = bodies.id
"""
_MOMENTS = "SELECT started_at FROM exchanges ORDER BY id"


def statistics(connection: sqlite3.Connection, path: Path, indexed: int) -> HistoryStats:
    """Return what the history in the file `path` holds; `indexed` rows have their words indexed."""
    exchanges, failed = connection.execute(_OF_SERIES).fetchone()
    bodies, kept_size = connection.execute(_OF_BODIES).fetchone()
    return HistoryStats(
        exchanges=exchanges,
        failed=failed,
        pinned=_number(connection, "SELECT count(*) FROM exchanges WHERE pinned"),
        noted=_number(connection, "SELECT count(*) FROM exchanges WHERE note != ''"),
        endpoints=_number(connection, "SELECT count(*) FROM endpoints"),
        bodies=bodies,
        body_size=sum(
            _number(connection, _AS_THEY_CAME.format(column=column))
            for column in ("request_body", "response_body")
        ),
        kept_size=kept_size,
        file_size=sum(_file_size(path.with_name(path.name + end)) for end in ("", "-wal")),
        indexed=indexed,
        oldest_at=_moment(connection, f"{_MOMENTS} ASC LIMIT 1"),
        newest_at=_moment(connection, f"{_MOMENTS} DESC LIMIT 1"),
    )


def _number(connection: sqlite3.Connection, statement: str) -> int:
    (number,) = connection.execute(statement).fetchone()
    return int(number)


def _moment(connection: sqlite3.Connection, statement: str) -> float | None:
    found = connection.execute(statement).fetchone()
    return None if found is None else float(found[0])


def _file_size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
