from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.filtering.source import Source
from endpoint_explorer.bodies.filtering.suggesting import suggest

SHOP = b"""{"items": [{"id": 1, "name": "a", "odd key": {"x": 1}}, {"id": 2, "nick": "b"}],
  "it's": 1, "total": 2}"""
FEED = b'<feed><entry id="1" lang="en"><title/></entry><entry><m:n xmlns:m="u"/></entry></feed>'


def names(data: bytes, expression: str) -> list[str]:
    return [found.name for found in suggest(Source(Body.of(data, "")), expression)]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("", []),
        ("$", []),
        ("$.", ["items", "it's", "total"]),
        ("$.it", ["items", "it's"]),
        ("$.items", []),
        ("$.T", ["total", "items", "it's"]),
        ("$.items[", []),
        ("$.items[0].", ["id", "name", "odd key"]),
        ("$.items[*].n", ["name", "nick"]),
        ("$.items[*]['o", ["odd key"]),
        ("$[", ["items", "it's", "total"]),
        ("$..", ["items", "it's", "total", "id", "name", "odd key", "nick", "x"]),
        ("$..ni", ["nick"]),
        ("$.items[?@.", ["id", "name", "odd key", "nick"]),
        ("$.items[?@.id == 1 && @['odd key'].", ["x"]),
        ("$.items[?@.id == $.t", ["total", "items", "it's"]),
        ("$.items[?@.id == 1].", ["id", "name", "odd key"]),
        ("$.none.", []),
        ("$.items[?(", []),
    ],
)
def test_names_of_the_body_come_next(expression: str, expected: list[str]) -> None:
    assert names(SHOP, expression) == expected


@pytest.mark.parametrize(
    ("expression", "whole"),
    [
        ("$.tot", ["$.total"]),
        ("$.it", ["$.items", '$["it\'s"]']),
        ("$['it", ["$['items']", '$["it\'s"]']),
        ("$..odd", ["$..['odd key']"]),
        ("$.items[?@.ni", ["$.items[?@.nick"]),
    ],
)
def test_a_suggestion_is_a_whole_expression(expression: str, whole: list[str]) -> None:
    source = Source(Body.of(SHOP, ""))
    found = [suggestion.expression for suggestion in suggest(source, expression)]
    assert found[: len(whole)] == whole
    if "?" not in expression:
        assert all(source.evaluate(name).matches for name in found)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("/", ["feed"]),
        ("//", ["feed", "entry", "title", "m:n"]),
        ("//t", ["title", "entry"]),
        ("//entry/", ["title", "m:n"]),
        ("//entry/@", ["@id", "@lang"]),
        ("//entry[@l", ["@lang"]),
        ("//entry[", ["title", "m:n"]),
        ("/feed", []),
        ("count(//en", []),
        ("", []),
    ],
)
def test_elements_and_attributes_come_next(expression: str, expected: list[str]) -> None:
    found = suggest(Source(Body.of(FEED, "application/xml")), expression)
    assert [suggestion.name for suggestion in found] == expected


@given(
    st.text(st.characters(exclude_categories=()), min_size=1),
    st.sampled_from(["$.", "$[", "$['", '$["', "$.."]),
)
@example("\x1b]52;c;aGk=\x07", "$.")
@example("\ud83d", "$.")
def test_whatever_a_key_is_its_suggestion_finds_it(key: str, expression: str) -> None:
    source = Source(Body.of(json.dumps({key: 1.5}).encode(), "application/json"))
    (suggestion,) = suggest(source, expression)
    assert source.evaluate(suggestion.expression).matches == (b"1.5",)
    assert (suggestion.name + suggestion.expression).encode()
