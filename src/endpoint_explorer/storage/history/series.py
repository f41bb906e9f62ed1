"""The series that field filters let through: a small table, looked through whole."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable
from functools import cache

import msgspec

from endpoint_explorer.model.endpoint import infer_segment
from endpoint_explorer.model.history import Condition, HistoryQuery
from endpoint_explorer.model.history_query import status_range

_SERIES = """
    SELECT series.id, endpoints.id, method, host, shape, collection, environment,
        status, failure_kind, changed, count, last
    FROM series JOIN endpoints ON endpoints.id = series.endpoint
"""
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


class Series(msgspec.Struct, frozen=True, array_like=True):
    """A series, with the method, host and shape of its endpoint.

    `status` is 0 where no response came, and below 0 where it did not come whole.
    """

    id: int
    endpoint: int
    method: str
    host: str
    shape: str
    collection: str
    environment: str
    status: int
    failure_kind: str
    changed: int
    count: int
    last: int

    @property
    def is_failed(self) -> bool:
        """Whether no complete response came, or one with a status of 400 or more."""
        return self.status <= 0 or self.status >= 400


Test = Callable[[Series], bool]


def find_series(connection: sqlite3.Connection, query: HistoryQuery) -> list[Series]:
    """Return the series in which a query's scopes and conditions allow exchanges."""
    clauses: list[str] = []
    values: list[object] = []
    if query.endpoint_id is not None:
        clauses.append("endpoint = ?")
        values.append(query.endpoint_id)
    if query.request_id:
        own = [number for (number,) in connection.execute(_OF_REQUEST, (query.request_id,))]
        clauses.append("series.id IN (SELECT value FROM json_each(?))")
        values.append(msgspec.json.encode(own).decode())
    where = f" WHERE {' AND '.join(clauses)}" if clauses else ""
    rows = connection.execute(_SERIES + where, values)
    matches = _matcher(query.conditions)
    return [series for row in rows if matches(series := Series(*row))]


def _matcher(conditions: Iterable[Condition]) -> Test:
    required: list[Test] = []
    alternatives: dict[str, list[Test]] = {}
    for condition in conditions:
        test = _TESTS[condition.facet](condition.value)
        if condition.negated:
            required.append(_not(test))
        elif condition.facet == "is":
            required.append(test)
        else:
            alternatives.setdefault(condition.facet, []).append(test)
    required += map(_any, alternatives.values())
    return lambda series: all(test(series) for test in required)


def _not(test: Test) -> Test:
    return lambda series: not test(series)


def _any(tests: list[Test]) -> Test:
    return lambda series: any(test(series) for test in tests)


def _method(value: str) -> Test:
    method = value.upper()
    return lambda series: series.method == method


def _status(value: str) -> Test:
    low, high = status_range(value)
    return lambda series: low <= series.status <= high


def _host(value: str) -> Test:
    matches = _pattern(value)

    @cache
    def is_host(host: str) -> bool:
        return matches(host) or matches(re.sub(r":\d+\Z", "", host))

    return lambda series: is_host(series.host)


def _route(value: str) -> Test:
    shape = "/".join(_MARK.sub("{}", infer_segment(part)) for part in value.split("/"))
    # It is the end of a route: what stands before it is the path of a base URL.
    whole, rest = _pattern(shape.lstrip("/")), _pattern("*/" + shape.lstrip("/"))

    @cache
    def is_route(shape: str) -> bool:
        return whole(shape.lstrip("/")) or rest(shape)

    return lambda series: is_route(series.shape)


def _environment(value: str) -> Test:
    matches = cache(_pattern(value))
    return lambda series: matches(series.environment)


def _collection(value: str) -> Test:
    matches = _pattern(value)

    @cache
    def is_collection(folder: str) -> bool:
        return matches(folder) or matches(folder.rstrip("/").rpartition("/")[2])

    return lambda series: is_collection(series.collection)


def _is(value: str) -> Test:
    return _STATES.get(value, lambda _: False)


_TESTS: dict[str, Callable[[str], Test]] = {
    "method": _method,
    "status": _status,
    "host": _host,
    "route": _route,
    "env": _environment,
    "collection": _collection,
    "is": _is,
}
_STATES: dict[str, Test] = {
    "failed": lambda series: series.is_failed,
    "ok": lambda series: not series.is_failed,
    "changed": lambda series: bool(series.changed),
    "partial": lambda series: series.status < 0,
    "cancelled": lambda series: series.failure_kind == "cancelled",
}


def _pattern(pattern: str) -> Callable[[str], bool]:
    """Return what tells whether a text is a pattern's, whatever its case; `*` is any text."""
    first, *rest = (re.escape(part) for part in pattern.casefold().split("*"))
    if rest:
        # Each part at the first place where it fits: nothing is ever tried twice.
        first += "".join(f"(?>.*?{part})" for part in rest[:-1]) + f".*{rest[-1]}"
    expression = re.compile(first, re.DOTALL)
    return lambda text: expression.fullmatch(text.casefold()) is not None
