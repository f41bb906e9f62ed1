from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.model.cookie import parse_set_cookie
from endpoint_explorer.model.exchange import Exchange, Response, WireRequest
from endpoint_explorer.tui.panes.results.header_names import MEANINGS, UNKNOWN, meaning_of
from endpoint_explorer.tui.panes.results.header_values import _READERS, cookie_facts, explain
from endpoint_explorer.tui.panes.results.spans_of_time import ago_or_in, duration

from .conftest import Opener

NOW = 1_800_000_000.0  # Fri, 15 Jan 2027 08:00:00 GMT


@pytest.mark.parametrize(
    ("name", "value", "facts"),
    [
        (
            "Cache-Control",
            'max-age=600, private="x, y", weird',
            [
                ("max-age=600", "fresh for 10 minutes"),
                (
                    'private="x, y"',
                    "only the client may store it, no shared cache (the fields x, y)",
                ),
                ("weird", ""),
            ],
        ),
        (
            "Content-Type",
            'application/problem+json; charset="utf-8"',
            [
                ("application/problem+json", "the media type"),
                ("+json", "can be read as JSON"),
                ("charset=utf-8", "how bytes are read as text"),
            ],
        ),
        (
            "Strict-Transport-Security",
            "max-age=31536000; includeSubDomains",
            [
                ("max-age=31536000", "for 1 year"),
                ("includeSubDomains", "for the hosts below it too"),
            ],
        ),
        (
            "Content-Disposition",
            "attachment; filename*=UTF-8''na%C3%AFve.txt",
            [("attachment", "to be downloaded"), ("naïve.txt", "the file name")],
        ),
        ("Retry-After", "90", [("90 s", "wait 1 minute 30 seconds")]),
        ("X-RateLimit-Reset", "30", [("30 s", "renewed in 30 seconds")]),
        ("Content-Encoding", "gzip, odd", [("gzip", "compressed with gzip"), ("odd", "")]),
        ("ETag", 'W/"1"', [('W/"1"', "weak: the same meaning, perhaps other bytes")]),
        ("Link", '</p/2>; rel="next", </p/9>; rel=last', [("next", "/p/2"), ("last", "/p/9")]),
        ("Server-Timing", 'db;dur=53;desc="Data", app', [("db", "Data, 53 ms"), ("app", "")]),
        ("Authorization", "Bearer x", [("Bearer", "the scheme; the rest is the credential")]),
        ("Age", "soon", [("soon", "not in the form that this field has")]),
        ("X-Anything", "1", []),
    ],
)
def test_values_in_plain_words(name: str, value: str, facts: list[tuple[str, str]]) -> None:
    assert explain(name, value, NOW) == facts


def test_dates_are_local_and_relative() -> None:
    ((_, words),) = explain("Date", "Fri, 15 Jan 2027 07:55:00 GMT", NOW)
    assert words == "local time, 5 minutes ago"
    ((_, words),) = explain("Sunset", "Sun, 17 Jan 2027 09:00:00 GMT", NOW)
    assert words == "local time, in 2 days 1 hour"


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (
            "a=1; Max-Age=3600; HttpOnly; SameSite=Lax; Domain=.example.com; Path=/v1",
            [
                "expires in 1 hour",
                "hidden from scripts",
                "sent from other sites only when following links",
                "for example.com and the hosts below it",
                "for /v1 and the paths below it",
            ],
        ),
        (
            "a=1; Secure; Odd=1",
            [
                "sent over HTTPS only",
                "",
                "kept for the session: it has no expiry",
                "for this host only",
            ],
        ),
        (
            "a=1; Expires=Fri, 15-Jan-2027 08:00:30 GMT; Path=/",
            ["expires in 30 seconds", "for every path", "for this host only"],
        ),
        ("a=1; Max-Age=0; Domain=h", ["deleted at once", "for h and the hosts below it"]),
        (
            "a=1; Expires=soon; Domain=h",
            ["not understood: ignored", "for h and the hosts below it"],
        ),
    ],
)
def test_cookies_in_plain_words(header: str, words: list[str]) -> None:
    facts = cookie_facts(parse_set_cookie(header).attributes, NOW)
    assert [said for _, said in facts] == words


@given(st.sampled_from(sorted(_READERS)), st.text(max_size=30))
def test_no_value_is_too_odd(name: str, value: str) -> None:
    for said, words in explain(name, value, NOW):
        assert isinstance(said, str)
        assert isinstance(words, str)


def test_the_fields_that_one_meets_have_a_meaning() -> None:
    assert len(MEANINGS) > 150
    assert all(name == name.lower() for name in MEANINGS)
    assert all(text.endswith(".") and len(text) < 100 for text in MEANINGS.values())
    assert set(_READERS) <= set(MEANINGS)
    assert meaning_of("ETag") != UNKNOWN
    assert meaning_of("X-Made-Up") == UNKNOWN


def test_lengths_of_time() -> None:
    assert [duration(s) for s in (0, 1, 61, 3600, 90_000, 40_000_000)] == [
        "0 seconds",
        "1 second",
        "1 minute 1 second",
        "1 hour",
        "1 day 1 hour",
        "1 year 97 days",
    ]
    assert [ago_or_in(s) for s in (0.5, 60, -7200)] == ["now", "in 1 minute", "2 hours ago"]


async def test_i_explains_the_header_under_the_cursor(opener: Opener) -> None:
    headers = (
        ("Cache-Control", "max-age=60, \x1b[2Jx"),
        ("X-[/x]", "1"),
        ("Set-Cookie", "a=1; HttpOnly"),
        ("Set-Cookie", "b=2; Max-Age=60"),
    )
    exchange = Exchange(
        wire=WireRequest(method="GET", url="https://example.com/"),
        response=Response(status=200, reason="OK", headers=headers, body=b"{}"),
    )
    async with opener() as session:
        session.main.results.show_exchange(exchange)
        session.main.results.show_tab("headers")
        await session.pilot.pause()
        session.main.focus_pane("results")
        await session.pilot.pause()
        await session.press("i")
        assert "Move to a header" in session.text
        await session.press("j")
        assert "fresh for 1 minute" in session.text
        assert "Who may store this message" in session.text
        assert "\x1b" not in session.text
        await session.press("j")
        assert "Not a field that is known here" in session.text
        await session.press("j")
        assert "hidden from scripts" in session.text
        await session.press("i")
        assert "hidden from scripts" not in session.text
        await session.press("enter")
        assert "hidden from scripts" in session.text
        await session.press("enter")
        assert "hidden from scripts" not in session.text
        session.main.results.show_tab("cookies")
        await session.until(lambda: "kept for the session" in session.text)
        assert "expires in 1 minute" in session.text
