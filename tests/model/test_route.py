from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.model.request import Field
from endpoint_explorer.model.route import (
    add_query,
    fill_path,
    format_query,
    join_url,
    keep_in_step,
    parameter_names,
    parse_query,
    path_parameters,
    split_url,
)

URL_TEXT = st.text(alphabet="ab1 /:{}?&=#%+.@$é-_", max_size=40)
FIELDS = st.builds(
    Field, st.text(max_size=8), st.text(max_size=8), enabled=st.booleans(), bare=st.booleans()
)


class TestParameters:
    @pytest.mark.parametrize(
        ("url", "names"),
        [
            ("/users/{id}", ("id",)),
            ("/users/:id", ("id",)),
            ("/users/:id/posts/{post_id}", ("id", "post_id")),
            ("/users/{id}.json", ("id",)),
            ("/a/{id}/b/{id}", ("id",)),
            ("{{base_url}}/users", ()),
            ("{{base_url}}/users/{id}", ("id",)),
            ("/users/{{id}}", ()),
            ("/x{{a}}{id}{{b}}", ("id",)),
            ("http://localhost:8765/users", ()),
            ("http://localhost:port/users", ()),
            ("http://[::1]:80/:id", ("id",)),
            ("http://:secret@host/", ()),
            ("/v1/users/25:reset", ()),
            ("/time/12:30", ()),
            ("/users?filter={id}&at=/:x", ()),
            ("/users#{id}", ()),
            ("/users/{}", ()),
            ("/users/{id", ()),
            ("/users/:", ()),
            ("/users/:1", ()),
            ("", ()),
        ],
    )
    def test_names(self, url: str, names: tuple[str, ...]) -> None:
        assert parameter_names(url) == names

    def test_positions_cover_the_mark(self) -> None:
        url = "/users/{id}/posts/:post"
        assert [url[p.start : p.end] for p in path_parameters(url)] == ["{id}", ":post"]

    @given(URL_TEXT)
    def test_marks_are_found_where_they_stand(self, url: str) -> None:
        for parameter in path_parameters(url):
            assert url[parameter.start : parameter.end] in {
                f"{{{parameter.name}}}",
                f":{parameter.name}",
            }

    @given(st.text(alphabet="ab1$:.-_", max_size=8), st.sampled_from(["", "/x/", "/{a}/"]))
    def test_variables_are_no_parameters(self, name: str, before: str) -> None:
        assert parameter_names(before + "{{" + name + "}}/b") == parameter_names(before)


class TestFillPath:
    def test_fills_every_place_and_leaves_the_rest(self) -> None:
        url = "/a/{id}/b/:id/{other}?x={id}#{id}"
        assert fill_path(url, {"id": "25"}) == "/a/25/b/25/{other}?x={id}#{id}"

    def test_an_empty_value_is_a_value(self) -> None:
        assert fill_path("/a/{id}", {"id": ""}) == "/a/"

    @given(URL_TEXT)
    def test_no_values_change_nothing(self, url: str) -> None:
        assert fill_path(url, {}) == url

    @given(URL_TEXT)
    def test_own_marks_change_nothing(self, url: str) -> None:
        marks = {p.name: url[p.start : p.end] for p in path_parameters(url)}
        if len(marks) == len(path_parameters(url)):
            assert fill_path(url, marks) == url

    @given(URL_TEXT, st.text(alphabet="ab1%", max_size=5))
    def test_the_query_and_fragment_stay(self, url: str, value: str) -> None:
        filled = fill_path(url, dict.fromkeys(parameter_names(url), value))
        assert split_url(filled)[1:] == split_url(url)[1:]


class TestSplitUrl:
    @pytest.mark.parametrize(
        ("url", "parts"),
        [
            ("/users", ("/users", None, None)),
            ("/users?", ("/users", "", None)),
            ("/users#", ("/users", None, "")),
            ("/users?a#f", ("/users", "a", "f")),
            ("/users#f?a", ("/users", None, "f?a")),
            ("/users?a?b", ("/users", "a?b", None)),
        ],
    )
    def test_parts(self, url: str, parts: tuple[str, str | None, str | None]) -> None:
        assert split_url(url) == parts

    @given(URL_TEXT)
    def test_joins_to_the_same(self, url: str) -> None:
        assert join_url(*split_url(url)) == url


class TestQuery:
    @pytest.mark.parametrize(
        ("query", "rows"),
        [
            ("", ()),
            ("a", (Field("a", bare=True),)),
            ("a=", (Field("a"),)),
            ("a=1&a=2", (Field("a", "1"), Field("a", "2"))),
            ("a=b=c", (Field("a", "b=c"),)),
            ("q=x+y%20z", (Field("q", "x+y%20z"),)),
            ("a&", (Field("a", bare=True), Field("", bare=True))),
        ],
    )
    def test_rows(self, query: str, rows: tuple[Field, ...]) -> None:
        assert parse_query(query) == rows

    @given(URL_TEXT.map(lambda text: text.replace("#", "")))
    def test_round_trip_is_verbatim(self, query: str) -> None:
        assert format_query(parse_query(query)) == query

    @given(st.lists(FIELDS).map(tuple))
    def test_each_row_stays_one_pair(self, rows: tuple[Field, ...]) -> None:
        enabled = [row for row in rows if row.enabled]
        query = format_query(rows)
        assert "#" not in query
        assert len(parse_query(query)) == len(enabled) or not query
        for row, parsed in zip(enabled, parse_query(query), strict=False):
            if not any(mark in row.name + row.value for mark in "&#="):
                assert (parsed.name, parsed.value) == (row.name, row.value)

    def test_delimiters_inside_a_row_are_encoded(self) -> None:
        assert format_query((Field("a=b", "1&2=3#4"), Field("c"))) == "a%3Db=1%262=3%234&c="

    def test_rows_switched_off_are_left_out(self) -> None:
        assert format_query((Field("a", "1", enabled=False), Field("b", "2"))) == "b=2"


class TestAddQuery:
    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("/users", "/users?a=1"),
            ("/users?", "/users?a=1"),
            ("/users?x", "/users?x&a=1"),
            ("/users#f", "/users?a=1#f"),
        ],
    )
    def test_rows_come_behind_the_own_query(self, url: str, expected: str) -> None:
        assert add_query(url, (Field("a", "1"), Field("off", enabled=False))) == expected

    @given(URL_TEXT)
    def test_nothing_switched_on_changes_nothing(self, url: str) -> None:
        assert add_query(url, (Field("a", "1", enabled=False),)) == url


class TestKeepInStep:
    def test_values_stay_and_order_follows_the_names(self) -> None:
        rows = (Field("a", "1"), Field("b", "2"))
        assert keep_in_step(rows, ("b", "c")) == (Field("b", "2"), Field("c"))

    def test_a_name_has_one_row(self) -> None:
        assert keep_in_step((), ("a", "a")) == (Field("a"),)
