"""The series that field filters let through: a small table, looked through whole."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from functools import lru_cache

import msgspec

from endpoint_explorer.model.endpoint import infer_segment
from endpoint_explorer.model.history import Condition, HistoryQuery
from endpoint_explorer.model.history_query import status_range
from endpoint_explorer.storage.history.rows import to_text

# One step for each series of a request, whatever the number of its exchanges.
_OF_REQUEST = """
    WITH RECURSIVE own (series) AS (
        SELECT min(series) FROM exchanges WHERE request_id = ?1
        UNION ALL
        SELECT (SELECT min(series) FROM exchanges WHERE request_id = ?1 AND series > own.series)
        FROM own WHERE own.series IS NOT NULL
    )
    SELECT series FROM own WHERE series IS NOT NULL
"""
_MARK = re.compile(r"\{[^{}]*\}|^:[A-Za-z_]\w*")
_REMEMBERED = 4_096
"""How many answers, each for one text and one pattern, are kept."""

Clause = tuple[str, tuple[object, ...]]


class Series(msgspec.Struct, frozen=True):
    """A series: its endpoint, how many exchanges it has, and the newest of them.

    `status` is 0 where no response came, and below 0 where it did not come whole.
    """

    id: int
    endpoint: int
    status: int
    count: int
    last: int

    @property
    def is_failed(self) -> bool:
        """Whether no complete response came, or one with a status of 400 or more."""
        return self.status <= 0 or self.status >= 400


def find_series(connection: sqlite3.Connection, query: HistoryQuery) -> tuple[Series, ...]:
    """Return the series in which a query's scopes and conditions allow exchanges."""
    clauses = _conditions(query.conditions)
    if query.endpoint_id is not None:
        clauses.append(("endpoint = ?", (query.endpoint_id,)))
    if query.collection:
        clauses.append(("collection = ?", (to_text(query.collection),)))
    for condition in query.within:
        clauses += _conditions((condition,))
    if query.request_id:
        own = [number for (number,) in connection.execute(_OF_REQUEST, (query.request_id,))]
        ids = msgspec.json.encode(own).decode()
        clauses.append(("id IN (SELECT value FROM json_each(?))", (ids,)))
    if any("fits" in clause for clause, _ in clauses):
        _provide(connection)
    where = f"WHERE {' AND '.join(clause for clause, _ in clauses)}" if clauses else ""
    rows = connection.execute(
        # The clauses are this module's own: what a user wrote is bound.
        f"SELECT id, endpoint, status, count, last FROM series {where}",  # noqa: S608
        [value for _, values in clauses for value in values],
    )
    return tuple(Series(*row) for row in rows)


def _conditions(conditions: tuple[Condition, ...]) -> list[Clause]:
    required: list[Clause] = []
    alternatives: dict[str, list[Clause]] = {}
    for condition in conditions:
        clause, values = _condition(condition)
        if condition.negated:
            required.append((f"NOT ({clause})", values))
        elif condition.facet == "is":
            required.append((clause, values))
        else:
            alternatives.setdefault(condition.facet, []).append((clause, values))
    for either in alternatives.values():
        joined = " OR ".join(clause for clause, _ in either)
        required.append((f"({joined})", tuple(value for _, values in either for value in values)))
    return required


def _condition(condition: Condition) -> Clause:
    if condition.facet == "is":
        return _STATES.get(condition.value, "0"), ()
    if condition.facet == "status":
        return "status BETWEEN ? AND ?", status_range(condition.value)
    return _TEXTS[condition.facet], (condition.value,)


_STATES = {
    "failed": "(status <= 0 OR status >= 400)",
    "ok": "status BETWEEN 1 AND 399",
    "changed": "changed",
    "partial": "status < 0",
    "cancelled": "failure_kind = 'cancelled'",
}
_TEXTS = {
    "method": "endpoint IN (SELECT id FROM endpoints WHERE method = upper(?))",
    "host": "endpoint IN (SELECT id FROM endpoints WHERE fits('host', host, ?))",
    "route": "endpoint IN (SELECT id FROM endpoints WHERE fits('route', shape, ?))",
    "env": "fits('env', environment, ?)",
    "collection": "fits('collection', collection, ?)",
}


def _provide(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("SELECT fits('env', '', '')")
    except sqlite3.OperationalError:  # once for a connection: doing it again undoes all plans
        connection.create_function("fits", 3, _fits, deterministic=True)


@lru_cache(_REMEMBERED)
def _fits(facet: str, text: str, value: str) -> bool:
    """Say whether a text is what a condition's value means, whatever its case."""
    return _PATTERNS[facet](value).fullmatch(text.casefold()) is not None


@lru_cache
def _host(value: str) -> re.Pattern[str]:
    """Any port, where none is said."""
    return _pattern(value, after=r"(?::\d+)?")


@lru_cache
def _route(value: str) -> re.Pattern[str]:
    """The end of a route: what stands before it is the path of a base URL."""
    shape = "/".join(_MARK.sub("{}", infer_segment(part)) for part in value.split("/"))
    return _pattern(shape.lstrip("/"), before="(?:.*/)?")


@lru_cache
def _environment(value: str) -> re.Pattern[str]:
    return _pattern(value)


@lru_cache
def _collection(value: str) -> re.Pattern[str]:
    """A folder, or the name of one."""
    return _pattern(value, before="(?:.*/)?", after="/*")


_PATTERNS: dict[str, Callable[[str], re.Pattern[str]]] = {
    "host": _host,
    "route": _route,
    "env": _environment,
    "collection": _collection,
}


def _pattern(pattern: str, *, before: str = "", after: str = "") -> re.Pattern[str]:
    """Return what matches a text in lower case that a pattern means: `*` is any text."""
    first, *rest = (re.escape(part) for part in pattern.casefold().split("*"))
    if rest:
        # Each part at the first place where it fits: nothing is ever tried twice.
        first += "".join(f"(?>.*?{part})" for part in rest[:-1]) + f".*{rest[-1]}"
    return re.compile(before + first + after, re.DOTALL)
