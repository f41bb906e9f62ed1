"""What a query finds, compared with a scan of the exchanges themselves."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.storage.history.scanning import CANCELLED, Kept, is_found

from endpoint_explorer.model.exchange import Exchange, Failure, Response, WireRequest
from endpoint_explorer.model.history import Condition, Facet, HistoryQuery, Words
from endpoint_explorer.model.request import Request
from endpoint_explorer.storage.history import History, index, searching

REFUSED = Failure("connect", "refused")

PAGE = 5
METHODS = ("GET", "POST")
HOSTS = ("a.example.com", "b.example.com:8080")
PATHS = ("users/25", "users/123", "v1/users/7", "orders", "caf%C3%A9")
BODIES = (
    "",
    "quick brown fox",
    "quickly brown",
    "Brown fox, the crème",
    "a_b a-b",
    '{"a": "b\\nc"}',
)
COLLECTION = "/home/me/shop"
OUTCOMES = ((200, None), (404, None), (500, None), (200, CANCELLED), (None, REFUSED))


def make(
    method: str,
    host: str,
    path: str,
    body: str,
    outcome: tuple[int | None, Failure | None],
    environment: str,
    request: str,
    started_at: int,
) -> Exchange:
    status, failure = outcome
    return Exchange(
        wire=WireRequest(method=method, url=f"http://{host}/{path}", body=b""),
        response=Response(status=status, body=body.encode()) if status else None,
        failure=failure,
        environment=environment,
        collection=COLLECTION if environment else "",
        request=Request(id=request),
        started_at=float(started_at),
    )


CHOICES: tuple[Sequence[Any], ...] = (
    METHODS,
    HOSTS,
    PATHS,
    BODIES,
    OUTCOMES,
    ("", "local", "Staging"),
    ("r1", "r2"),
    range(10),
)
exchanges = st.builds(make, *map(st.sampled_from, CHOICES))

CONDITIONS: tuple[tuple[Facet, str], ...] = (
    ("method", "post"),
    ("status", "200"),
    ("status", "4xx"),
    ("status", "400-599"),
    ("host", "a.example.com"),
    ("host", "B.example.com"),
    ("host", "*.com:8080"),
    ("route", "/users/{id}"),
    ("route", "v1/users/:x"),
    ("route", "/users/*"),
    ("env", "staging"),
    ("env", ""),
    ("collection", "Shop"),
    ("collection", "/home/*"),
    ("is", "failed"),
    ("is", "ok"),
    ("is", "partial"),
    ("is", "cancelled"),
    ("is", "changed"),
)

WORDS = ("quick", "brown f", "fox", "a", "a b", "b c", "café", "e", "-", "com 80", "http")

wanted_words = st.builds(Words, st.sampled_from(WORDS), st.booleans())
conditions = st.builds(
    lambda condition, negated: Condition(condition[0], condition[1], negated),
    st.sampled_from(CONDITIONS),
    st.booleans(),
)
queries = st.one_of(
    st.builds(HistoryQuery, words=st.tuples(wanted_words)),
    st.builds(HistoryQuery, words=st.tuples(wanted_words, wanted_words)),
    st.builds(HistoryQuery, words=st.tuples(wanted_words), conditions=st.tuples(conditions)),
    st.builds(HistoryQuery, conditions=st.lists(conditions, max_size=3).map(tuple)),
    st.builds(
        HistoryQuery,
        words=st.lists(wanted_words, max_size=1).map(tuple),
        conditions=st.lists(conditions, max_size=1).map(tuple),
        since=st.sampled_from([None, None, 1.0, 5.0, 9.5]),
        is_pinned=st.sampled_from([None, None, None, True, False]),
        has_note=st.sampled_from([None, None, None, True, False]),
        note=st.sampled_from(["", "", "", "SLOW"]),
        request_id=st.sampled_from(["", "r1", "r3"]),
        collection=st.sampled_from(["", "", COLLECTION, "shop"]),
        within=st.lists(conditions, max_size=2).map(tuple),
    ),
)


@contextmanager
def temporary_history() -> Iterator[History]:
    with tempfile.TemporaryDirectory() as folder:
        history = History(Path(folder) / "history.sqlite")
        try:
            yield history
        finally:
            history.close()


def pages(read: Callable[[int | None], tuple[list[int], bool]]) -> list[int]:
    found: list[int] = []
    is_last = False
    edge = None
    while not is_last:
        ids, is_last = read(edge)
        found += ids
        edge = ids[-1] if ids else None
        assert is_last or len(ids) == PAGE
    return found


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_search_equals_a_scan(data: st.DataObject) -> None:
    made = data.draw(st.lists(exchanges, min_size=1, max_size=12))
    with temporary_history() as history, pytest.MonkeyPatch.context() as patch:
        patch.setattr(searching, "_FIRST_BATCH", data.draw(st.sampled_from([1, 4])))
        patch.setattr(searching, "_FEW_SERIES", data.draw(st.sampled_from([0, 16])))
        patch.setattr(searching, "_FEW_ROWS", data.draw(st.sampled_from([0, 2, 10_000])))
        patch.setattr(index, "_ROWS_AT_ONCE", data.draw(st.sampled_from([1, 20])))
        ids = [history.record(exchange) for exchange in made]
        if data.draw(st.booleans()):
            history.index()
        some = st.lists(st.sampled_from(ids), max_size=4, unique=True)
        pinned, noted, gone = data.draw(some), data.draw(some), data.draw(some)
        changed = {row.id for row in history.page().rows if row.changed}
        history.pin(pinned, pinned=True)
        for number in noted:
            history.annotate(number, "slow")
        history.delete(gone)
        kept = [
            Kept(
                number,
                exchange,
                number in changed,
                number in pinned,
                "slow" if number in noted else "",
            )
            for number, exchange in zip(ids, made, strict=True)
            if number not in gone
        ]
        for query in data.draw(st.lists(queries, min_size=4, max_size=8)):
            check(history, query, [one.id for one in kept if is_found(query, one)])


def every_query() -> Iterator[HistoryQuery]:
    """Yield each filter, alone and with another that it should not get in the way of."""
    chosen = [
        Condition(facet, value, negated) for facet, value in CONDITIONS for negated in (False, True)
    ]
    for number, condition in enumerate(chosen):
        yield HistoryQuery(conditions=(condition,))
        yield HistoryQuery(conditions=(condition, chosen[number - 7]), since=4.0)
        yield HistoryQuery(conditions=(condition, *chosen[:6:2]), request_id="r1")
    for number, text in enumerate(WORDS):
        for exact in (False, True):
            yield HistoryQuery(words=(Words(text, exact),))
            yield HistoryQuery(words=(Words(text, exact),), conditions=(chosen[number],))
            yield HistoryQuery(words=(Words(text, exact), Words("ex")), since=4.0)
    for marks in (HistoryQuery(is_pinned=True), HistoryQuery(has_note=False, is_pinned=False)):
        yield marks
        yield msgspec.structs.replace(marks, conditions=(Condition("is", "failed"),))
        yield msgspec.structs.replace(marks, words=(Words("quick"),))
    yield HistoryQuery(note="SLOW", is_pinned=True)
    for scope in (
        HistoryQuery(within=(Condition("method", "post"), Condition("route", "/users/{id}"))),
        HistoryQuery(collection=COLLECTION),
    ):
        yield scope
        for condition in chosen:  # that on the same facet too
            yield msgspec.structs.replace(scope, conditions=(condition,))
    yield from (HistoryQuery(since=float(moment)) for moment in range(11))


@pytest.mark.parametrize("is_large", [False, True])
def test_every_filter_equals_a_scan(is_large: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    randomly = random.Random(1)
    made = [make(*map(randomly.choice, CHOICES)) for _ in range(20)] * 3
    if is_large:  # what is done where there are many rows and series
        monkeypatch.setattr(searching, "_FIRST_BATCH", 1)
        monkeypatch.setattr(searching, "_FEW_SERIES", 3)
        monkeypatch.setattr(searching, "_ROWS_FOR_A_SERIES", 1)
        monkeypatch.setattr(searching, "_FEW_ROWS", 4)
    with temporary_history() as history:
        ids = [history.record(exchange) for exchange in made]
        changed = {row.id for row in history.page().rows if row.changed}
        history.pin(ids[::5], pinned=True)
        for number in ids[::7]:
            history.annotate(number, "slow")
        kept = [
            Kept(n, exchange, n in changed, n in ids[::5], "slow" if n in ids[::7] else "")
            for n, exchange in zip(ids, made, strict=True)
        ]
        for query in every_query():
            check(history, query, [one.id for one in kept if is_found(query, one)])


def check(history: History, query: HistoryQuery, expected: list[int]) -> None:
    totals = []

    def newest_first(before: int | None) -> tuple[list[int], bool]:
        page = history.page(query, before=before, limit=PAGE)
        totals.append(page.total)
        return [row.id for row in page.rows], page.is_last

    def oldest_first(after: int | None) -> tuple[list[int], bool]:
        page = history.page(query, after=after or 0, limit=PAGE)
        totals.append(page.total)
        return [row.id for row in page.rows][::-1], page.is_last

    assert pages(newest_first) == expected[::-1]
    assert pages(oldest_first) == expected
    assert set(totals) <= {None, len(expected)}
    endpoints = history.endpoints(query)
    assert sum(endpoint.count for endpoint in endpoints) == len(expected)
    assert [endpoint.last_id for endpoint in endpoints][:1] == expected[-1:]
    for endpoint in endpoints:
        narrowed = msgspec.structs.replace(query, endpoint_id=endpoint.id)
        rows = history.page(narrowed).rows
        assert (len(rows), rows[0].id) == (endpoint.count, endpoint.last_id)
        assert rows[0].started_at == endpoint.last_at
        failed = sum(row.status is None or row.status >= 400 for row in rows)
        assert failed == endpoint.failed
