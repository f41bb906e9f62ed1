from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.model.exchange import Timings
from endpoint_explorer.tui.panes.results.amounts import (
    exact_size,
    moment,
    short_moment,
)
from endpoint_explorer.tui.panes.results.timing import bar, phases


def test_exact_sizes() -> None:
    assert [exact_size(n) for n in (0, 1, 1234)] == ["0 bytes", "1 byte", "1,234 bytes"]


def test_moments_are_as_long_as_they_are_near() -> None:
    now = datetime(2024, 11, 20, 15, 0).timestamp()  # noqa: DTZ001 - local time is what is shown
    assert short_moment(now - 60, now).strip() == "14:59:00"
    assert short_moment(now - 86400, now) == "11-19 15:00"
    assert short_moment(now - 366 * 86400, now).strip().startswith("2023-11-")
    assert len({len(short_moment(now - age, now)) for age in (0, 86400, 10**8)}) == 1
    assert moment(now) == "2024-11-20 15:00:00"


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6), st.integers(8, 80))
def test_a_bar_stays_inside_and_is_never_nothing(
    begin: float, length: float, rest: float, width: int
) -> None:
    total = begin + length + rest
    blank, drawn = bar(begin, length, total, width)
    assert drawn
    assert 0 <= blank < width
    assert blank + len(drawn) <= width


def test_phases_follow_each_other() -> None:
    found = phases(Timings(connect=1.0, first_byte=2.0, download=3.0, total=6.5), 0)
    assert [(p.label, p.begin, p.length) for p in found if p.length is not None] == [
        ("Connect", 0.0, 1.0),
        ("First byte", 1.0, 2.0),
        ("Download", 3.0, 3.0),
    ]


def test_time_that_no_phase_explains_is_shown() -> None:
    assert phases(Timings(first_byte=2.0, total=10.0), 0)[-1].label == "Other"
    redirected = phases(Timings(first_byte=2.0, total=10.0), 2)
    assert (redirected[0].label, redirected[0].length) == ("Redirects", 8.0)
    assert next(p for p in redirected if p.label == "First byte").begin == 8.0
