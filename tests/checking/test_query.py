from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.checking.query import (
    COOKIE_ATTRIBUTES,
    EXAMPLES,
    KINDS,
    MalformedQuery,
    Query,
    parse_query,
    quote,
)

names = st.text(st.characters(codec="utf-8", exclude_characters="[]"), min_size=1, max_size=20)
texts = st.text('"\\\n\t\x00\x1b\x7f #{}[]aé😀', min_size=1, max_size=20) | names
queries = st.one_of(
    st.sampled_from([Query(kind) for kind in KINDS if kind not in EXAMPLES]),
    st.builds(Query, st.sampled_from(["header", "xpath"]), texts),
    st.builds(lambda path: Query("jsonpath", f"${path}"), texts),
    st.builds(
        lambda name, attribute: Query("cookie", f"{name}{attribute}"),
        names,
        st.sampled_from(["", *(f"[{one}]" for one in COOKIE_ATTRIBUTES)]),
    ),
)


@given(queries)
def test_what_is_printed_reads_as_the_same_query(query: Query) -> None:
    printed = str(query)
    assert parse_query(printed) == query
    assert str(parse_query(printed)) == printed


@given(st.text(max_size=30) | texts.map(lambda text: f'header "{text}'))
def test_any_text_is_a_query_or_has_a_fault_within_it(text: str) -> None:
    fault = fault_of(text)
    if fault is None:
        assert parse_query(str(parse_query(text))) == parse_query(text)
    else:
        assert 1 <= fault.column <= len(text) + 1
        assert fault.reason


def fault_of(text: str) -> MalformedQuery | None:
    try:
        parse_query(text)
    except MalformedQuery as error:
        return error
    return None


@given(texts)
def test_a_quoted_string_shows_no_control_character(text: str) -> None:
    assert quote(text).isprintable()


def test_examples_are_queries() -> None:
    for kind, example in EXAMPLES.items():
        assert parse_query(example).kind == kind


def test_escapes_of_hurl() -> None:
    query = parse_query(r'header "a\"b\\c\n\t\u{1F600}\#"')
    assert query.argument == 'a"b\\c\n\t😀#'


def test_white_space_around_the_parts_is_left_out() -> None:
    assert parse_query('  jsonpath   "$.a"  ') == Query("jsonpath", "$.a")


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        ("", 1, "starts with one of"),
        ("jsonpat '$.a'", 1, "jsonpath?"),
        ("jsonpath", 9, 'as in jsonpath "$.id"'),
        ("jsonpath $.a", 10, "double quotes"),
        ('jsonpath "$.a', 10, "no closing quote"),
        ('jsonpath "a"', 10, "starts with $"),
        ('jsonpath "$.a" count', 16, "'count'"),
        ("status 200", 8, "'200'"),
        (r'regex "(\d)"', 9, "no escape"),
        (r'header "\u{110000}"', 9, "no escape"),
        ('header ""', 8, "is empty"),
        ('cookie "a[Colour]"', 8, "Expires"),
        ('cookie "a[b"', 8, "sid[Expires]"),
        ('regex "a+"', 7, "no group"),
        ('regex "(a"', 7, "no regular expression"),
    ],
)
def test_a_fault_says_its_column(text: str, column: int, reason: str) -> None:
    with pytest.raises(MalformedQuery, match=r".") as caught:
        parse_query(text)
    assert caught.value.column == column
    assert reason in caught.value.reason
