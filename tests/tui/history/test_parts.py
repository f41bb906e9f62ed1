"""The parts that need no screen: rows, charts, completion, and what is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.model.exchange import Exchange, Failure, Response, Timings, WireRequest
from endpoint_explorer.model.history import Condition, HistoryQuery, TrendPoint, Words
from endpoint_explorer.model.history_query import parse_query
from endpoint_explorer.tui.panes.history.completing import last_term, suggestions
from endpoint_explorer.tui.panes.history.endpoints import failure_rate, short_count
from endpoint_explorer.tui.panes.history.messages import Subject
from endpoint_explorer.tui.panes.history.preview import LINES, preview_of
from endpoint_explorer.tui.panes.history.querying import known_values, scoped
from endpoint_explorer.tui.panes.history.row_text import row_content
from endpoint_explorer.tui.panes.history.trend import bars_of, chart_lines, percentile

from .conftest import SUBJECT, rows, summary

DURATIONS = st.lists(st.floats(0, 1e7), min_size=1, max_size=300)


@given(
    st.integers(20, 240),
    st.text(max_size=30),
    st.text(max_size=300),
    st.sampled_from(["", "timeout"]),
    st.sampled_from([None, 200, 99_999]),
    st.booleans(),
)
def test_a_row_has_the_width_that_it_is_given(
    width: int, method: str, url: str, failure: str, status: int | None, has: bool
) -> None:
    row = summary(
        1,
        method=method,
        url=url,
        failure_kind=failure,
        status=status,
        environment=url,
        request_name=method,
        note=method,
        pinned=has,
        changed=has,
    )
    content = row_content(
        row, width, 0.0, is_marked=has, has_name=has, has_environment=has, has_host=has
    )
    assert content.cell_length <= max(width, 50)
    if width >= 64:
        assert content.cell_length == width


@given(DURATIONS, st.integers(1, 120), st.integers(1, 6))
def test_a_chart_fills_its_lines_and_shows_the_longest(
    durations: list[float], columns: int, height: int
) -> None:
    points = [TrendPoint(i, float(i), took, 200) for i, took in enumerate(durations)]
    bars = bars_of(points, columns)
    assert len(bars) == min(len(points), columns)
    assert max(bar.duration for bar in bars) == max(durations)
    lines = chart_lines(bars, height)
    assert [line.cell_length for line in lines] == [len(bars)] * height
    assert " " not in lines[-1].plain
    if max(durations) > 0:
        assert "█" in lines[0].plain


def test_a_column_has_the_colour_of_its_worst() -> None:
    points = [
        TrendPoint(1, 0.0, 1.0, 200),
        TrendPoint(2, 0.0, 9.0, 503),
        TrendPoint(3, 0.0, 2.0, 404),
        TrendPoint(4, 0.0, 2.0, None, "timeout"),
    ]
    first, second = bars_of(points, 2)
    assert (first.duration, first.worst.status) == (9.0, 503)
    assert second.worst.failure_kind == "timeout"


@given(DURATIONS, st.sampled_from([0.0, 0.5, 0.95, 1.0]))
def test_a_percentile_is_a_duration_that_enough_do_not_exceed(
    durations: list[float], share: float
) -> None:
    value = percentile(durations, share)
    assert value in durations
    assert sum(each <= value for each in durations) >= share * len(durations)
    below = [each for each in durations if each < value]
    assert not below or len(below) < share * len(durations)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("sta", ("status:", "status:")),
        ("-sta", ("-status:", "-status:")),
        ("ada -is:fa", ("failed", "ada -is:failed ")),
        ("host:api", ("api.example.com", "host:api.example.com ")),
        ('env:"my', ("my place", 'env:"my place" ')),
        ("route:", ("/v1/users/{id}", "route:/v1/users/{id} ")),
    ],
)
def test_what_may_come_next(text: str, first: tuple[str, str]) -> None:
    known = {"host": ("api.example.com",), "env": ("my place",), "route": ("/v1/users/{id}",)}
    assert suggestions(text, known)[0] == first


@pytest.mark.parametrize("text", ["", "status:5xx ", "is:failed", '"sta', "nothing"])
def test_nothing_comes_next(text: str) -> None:
    assert suggestions(text, {}) == []


@given(st.text(alphabet=' "ab:-'))
def test_the_last_term_ends_the_search(text: str) -> None:
    assert text.endswith(last_term(text))


def test_every_suggestion_is_understood() -> None:
    known = known_values(rows(3), ())
    for name in ("status", "method", "host", "route", "since", "is", "has"):
        for _, search in suggestions(f"{name}:", known):
            parse_query(search, 0.0)


def test_a_scope_narrows_whatever_is_searched_for() -> None:
    query = HistoryQuery(words=(Words("ada"),), conditions=(Condition("status", "5xx"),))
    assert scoped(query, "everything", SUBJECT) == query
    of_request = scoped(query, "request", SUBJECT)
    assert (of_request.request_id, of_request.words) == ("0001", query.words)
    of_route = scoped(query, "route", SUBJECT)
    assert of_route.conditions == query.conditions
    assert set(of_route.within) == {
        Condition("method", "GET"),
        Condition("route", "/v1/users/{id}"),
    }
    of_collection = scoped(query, "collection", SUBJECT)
    assert (of_collection.collection, of_collection.conditions) == ("/shop", query.conditions)


def test_scopes_that_mean_nothing_are_not_offered() -> None:
    assert Subject().scopes == ("everything",)
    assert Subject(request_id="1", method="GET").scopes == ("request", "everything")
    assert SUBJECT.scopes == ("request", "route", "collection", "everything")


def test_counts_and_rates_are_short() -> None:
    assert [short_count(n) for n in (0, 9_999, 12_345, 999_499, 999_500)] == [
        "0",
        "9,999",
        "12k",
        "999k",
        "1.0M",
    ]
    assert [failure_rate(1_000, n) for n in (0, 1, 10, 1_000)] == ["", "<1%", "1%", "100%"]


def preview_lines(body: bytes, content_type: str) -> list[str]:
    response = Response(status=200, headers=(("Content-Type", content_type),), body=body)
    exchange = Exchange(
        wire=WireRequest(method="GET", url="http://127.0.0.1/x"),
        response=response,
        timings=Timings(total=3.0),
        environment="staging",
        started_at=1_700_000_000.0,
    )
    preview = preview_of(exchange)
    assert "GET" in preview.head[0].plain
    assert "200 OK" in preview.head[1].plain
    assert "staging" in preview.head[2].plain
    return [line.plain for line in preview.body]


def test_a_preview_begins_as_the_body_does() -> None:
    assert preview_lines(b'{"price":1.10}', "application/json") == ["{", '  "price": 1.10', "}"]
    assert preview_lines(b"a\x1b[31mb", "text/plain") == ["a␛[31mb"]
    assert preview_lines(b"", "text/plain") == ["The body is empty."]
    assert preview_lines(bytes(range(256)), "application/octet-stream")[0].startswith("00000000")


def test_a_preview_of_a_large_body_is_short() -> None:
    body = b"[" + b",".join(b'{"id":%d}' % i for i in range(300_000)) + b"]"
    lines = preview_lines(body, "application/json")
    assert len(lines) <= LINES
    assert lines[:3] == ["[", "  {", '    "id": 0']


def test_a_preview_says_why_there_is_no_answer() -> None:
    exchange = Exchange(
        wire=WireRequest(method="GET", url="http://127.0.0.1/x"),
        failure=Failure("timeout", "no answer within 10 s"),
    )
    preview = preview_of(exchange)
    assert preview.head[-1].plain == "no answer within 10 s"
    assert preview.body == ()
