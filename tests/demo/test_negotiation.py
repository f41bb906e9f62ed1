from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.demo.negotiation import choose, parse_accept

OFFERED = ("application/json", "application/xml")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("application/xml", "application/xml"),
        ("Application/XML", "application/xml"),
        ("application/xml, application/json", "application/json"),
        ("application/xml, application/json;q=0.9", "application/xml"),
        ("application/xml;q=0.5, application/json;q=0.9", "application/json"),
        ("application/xml;q=0.9,*/*;q=0.1", "application/xml"),
        ("application/xml, */*", "application/xml"),
        ("application/*;q=0.3, application/xml;q=0.2", "application/json"),
        ("application/json;q=0, */*", "application/xml"),
        ("application/json; charset=utf-8 ; q=0.1, application/xml ;q=0.2", "application/xml"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/xml"),
        ("text/html", None),
        ("*/*;q=0", None),
        ("nonsense", "application/json"),
        ("nonsense, application/xml", "application/xml"),
        ("application/xml;q=high, application/json;q=0.1", "application/json"),
        ("application/xml;q=7, application/json;q=0.1", "application/json"),
        ("application/xml;q=nan, application/json;q=0.1", "application/json"),
        (" , ,", "application/json"),
    ],
)
def test_the_client_s_preference_decides(accept: str, expected: str | None) -> None:
    assert choose(accept, OFFERED) == expected


@given(st.text())
def test_no_header_is_too_odd(accept: str) -> None:
    assert choose(accept, OFFERED) in {None, *OFFERED}
    assert all(0 <= member.quality <= 1 for member in parse_accept(accept))


@given(st.permutations(("application/json", "application/xml", "text/html")), st.data())
def test_the_highest_quality_wins_in_any_order(order: list[str], data: st.DataObject) -> None:
    qualities = data.draw(
        st.lists(st.integers(1, 1000), min_size=3, max_size=3, unique=True).map(tuple)
    )
    accept = ", ".join(
        f"{media_type};q={quality / 1000:.3f}"
        for media_type, quality in zip(order, qualities, strict=True)
    )
    assert choose(accept, sorted(order)) == order[qualities.index(max(qualities))]
