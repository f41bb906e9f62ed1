from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.errors import UsageError
from endpoint_explorer.model.history import Condition, HistoryQuery, Words
from endpoint_explorer.model.history_query import FIELDS, VALUES, parse_query, status_range

ROUTE = Condition("route", "/a b")
NOW = datetime(2026, 11, 23, 12, 30).astimezone().timestamp()


def day(*parts: int) -> float:
    return datetime(*parts).astimezone().timestamp()  # type: ignore[arg-type]  # ints all the way


def test_query_of_every_field() -> None:
    text = (
        "status:5xx method:POST host:api.example.com route:/users/{id} env:staging since:2d "
        'is:failed has:note note:slow collection:"My API" -status:501 is:pinned pear "exact words"'
    )
    assert parse_query(text, NOW) == HistoryQuery(
        words=(Words("pear"), Words("exact words", exact=True)),
        conditions=(
            Condition("status", "5xx"),
            Condition("method", "POST"),
            Condition("host", "api.example.com"),
            Condition("route", "/users/{id}"),
            Condition("env", "staging"),
            Condition("is", "failed"),
            Condition("collection", "My API"),
            Condition("status", "501", negated=True),
        ),
        since=NOW - 2 * 86_400,
        has_note=True,
        is_pinned=True,
        note="slow",
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        (" \t\n", ()),
        ("localhost:8000", (Words("localhost:8000"),)),
        ("http://a/b?status:5", (Words("http://a/b?status:5"),)),
        ("hosts://x", (Words("hosts://x"),)),
        ("12:30", (Words("12:30"),)),
        ('"never closed', (Words("never closed"),)),
        ('"status:5xx"', (Words("status:5xx", exact=True),)),
        ('{"id": 25}', (Words("{"), Words("id", exact=True), Words(":"), Words("25}"))),
        ('""', ()),
        ("-", ()),
    ],
)
def test_what_is_no_field_is_words(text: str, words: tuple[Words, ...]) -> None:
    assert parse_query(text, NOW) == HistoryQuery(words=words)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("STATUS:404", HistoryQuery(conditions=(Condition("status", "404"),))),
        ('env:""', HistoryQuery(conditions=(Condition("env", ""),))),
        ('route:"/a b"x', HistoryQuery(words=(Words("x"),), conditions=(ROUTE,))),
        ("-is:failed", HistoryQuery(conditions=(Condition("is", "failed", negated=True),))),
        ("is:FAILED", HistoryQuery(conditions=(Condition("is", "failed"),))),
        ("-is:pinned -has:note", HistoryQuery(is_pinned=False, has_note=False)),
        ('note:"as was"', HistoryQuery(note="as was")),
    ],
)
def test_fields(text: str, query: HistoryQuery) -> None:
    assert parse_query(text, NOW) == query


@pytest.mark.parametrize(
    ("value", "since"),
    [
        ("45s", NOW - 45),
        ("30m", NOW - 1_800),
        ("3h", NOW - 10_800),
        ("1w", NOW - 604_800),
        ("today", day(2026, 11, 23)),
        ("Yesterday", day(2026, 11, 22)),
        ("2026-11-01", day(2026, 11, 1)),
        ("2026-11-01T08:30", day(2026, 11, 1, 8, 30)),
        ("2026-11-01T08:30:00Z", 1_793_521_800.0),
        ("2d since:1h", NOW - 3_600),
    ],
)
def test_since(value: str, since: float) -> None:
    assert parse_query(f"since:{value}", NOW) == HistoryQuery(since=since)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("pear status:9xy", "character 6: no status is 9xy"),
        ("status:", "character 1: status: says nothing"),
        ("status:500-400", "character 1: no status is 500-400"),
        ('host:""', "character 1: host: says nothing"),
        ("is:slow", "character 1: nothing is slow"),
        ("has:teeth", "character 1: nothing has teeth"),
        ("since:soon", "character 1: soon is no time"),
        ("since:0001-01-01", "character 1: 0001-01-01 is no time"),
        ("-since:2d", "character 1: since: cannot be left out by -"),
        ("note:a note:b", "character 8: note: can be there once"),
        ("is:pinned -is:pinned", "character 11: is:pinned is both asked for and left out"),
        ("stauts:500", "character 1: there is no field stauts"),
        ("-pear", "character 1: words cannot be left out by -"),
    ],
)
def test_error_says_where_and_what_is_possible(text: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_query(text, NOW)
    assert caught.value.message == message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        ("404", 404, 404),
        ("5xx", 500, 599),
        ("4XX", 400, 499),
        ("40x", 400, 409),
        ("5", 500, 599),
        ("40", 400, 409),
        ("400-499", 400, 499),
    ],
)
def test_range_of_status(value: str, low: int, high: int) -> None:
    assert status_range(value) == (low, high)


@pytest.mark.parametrize("value", ["", "x", "0", "4x4", "4000", "5xxx", "\u0665", "404-", "4-5"])
def test_no_range_of_status(value: str) -> None:
    with pytest.raises(ValueError, match=f"^{value}$"):
        status_range(value)


def test_values_that_are_proposed_are_taken() -> None:
    for field, values in VALUES.items():
        for value in values:
            assert parse_query(f"{field}:{value}", NOW) != HistoryQuery()


PIECES = st.one_of(
    st.sampled_from([f"{field}:" for field in FIELDS]),
    st.sampled_from(["-", '"', " ", ":", "5xx", "2d", "99999999d", "0001-01-01", "failed"]),
    st.text(max_size=4),
)


@given(st.lists(PIECES).map("".join))
def test_any_text_is_a_query_or_a_usage_error(text: str) -> None:
    try:
        query = parse_query(text, NOW)
    except UsageError as error:
        query, message = None, error.message
    else:
        message = ""
    assert (query is None) == message.startswith("character ")
