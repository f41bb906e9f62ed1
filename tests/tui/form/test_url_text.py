"""The URL field and the query rows say the same."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.model.request import Field, Request
from endpoint_explorer.tui.panes.form.path_memory import PathMemory
from endpoint_explorer.tui.panes.form.url_text import (
    merge_rows,
    query_rows,
    url_text,
    with_query_rows,
    with_url_text,
)

TEXT = st.text(alphabet="ab1 /:{}?&=#%+.é", max_size=30)
FIELDS = st.builds(
    Field, st.text(max_size=6), st.text(max_size=6), enabled=st.booleans(), bare=st.booleans()
)
ROWS = st.lists(FIELDS, max_size=6).map(tuple)
REQUESTS = st.builds(Request, url=TEXT, query=ROWS)


def off(name: str) -> Field:
    return Field(name, "1", enabled=False)


class TestShowing:
    @pytest.mark.parametrize(
        ("request_", "text"),
        [
            (Request(url="/users"), "/users"),
            (Request(url="/users", query=(Field("a", "1"), off("b"))), "/users?a=1"),
            (Request(url="/users?x", query=(Field("a", "1"),)), "/users?x&a=1"),
            (Request(url="/users#top", query=(Field("a"),)), "/users?a=#top"),
            (Request(url="/users?", query=(off("a"),)), "/users?"),
            (Request(url="/u", query=(Field("q", "x+y%20z&"),)), "/u?q=x+y%20z%26"),
        ],
    )
    def test_text(self, request_: Request, text: str) -> None:
        assert url_text(request_) == text


class TestTyping:
    @given(REQUESTS, TEXT)
    def test_what_is_typed_is_what_is_shown(self, request: Request, text: str) -> None:
        assert url_text(with_url_text(request, text)) == text

    @given(REQUESTS)
    def test_typing_the_same_changes_nothing(self, request: Request) -> None:
        assert with_url_text(request, url_text(request)) is request

    @given(REQUESTS, TEXT)
    def test_rows_switched_off_stay(self, request: Request, text: str) -> None:
        edited = with_url_text(request, text)
        kept = [row for row in edited.query if not row.enabled]
        assert kept == [row for row in request.query if not row.enabled]

    @pytest.mark.parametrize(
        ("text", "rows"),
        [
            ("/u?a", (Field("a", bare=True),)),
            ("/u?a=", (Field("a"),)),
            ("/u?a=1&a=2", (Field("a", "1"), Field("a", "2"))),
            ("/u?q=x+y%20z#f", (Field("q", "x+y%20z"),)),
        ],
    )
    def test_rows_are_verbatim(self, text: str, rows: tuple[Field, ...]) -> None:
        edited = with_url_text(Request(), text)
        assert edited.query == rows
        assert edited.url == "/u#f" if "#" in text else "/u"

    def test_the_question_mark_alone_is_kept(self) -> None:
        assert with_url_text(Request(), "/u?").url == "/u?"
        assert with_url_text(Request(url="/u?"), "/u").url == "/u"

    def test_a_row_that_was_not_edited_keeps_its_delimiters(self) -> None:
        request = Request(url="/u", query=(Field("q", "a&b"), Field("p", "1")))
        assert with_url_text(request, "/u?q=a%26b&p=12").query == (
            Field("q", "a&b"),
            Field("p", "12"),
        )


class TestPlaces:
    @pytest.mark.parametrize(
        ("before", "typed", "after"),
        [
            ("a -x b", "a b c", "a -x b c"),
            ("a -x b", "a", "a -x"),
            ("a -x b", "b", "-x b"),
            ("a -x b", "n a b", "n a -x b"),
            ("a -x b", "a2 b", "a2 -x b"),
            ("a -x b", "a b2", "a -x b2"),
            ("-x a", "n a", "-x n a"),
            ("a -x -y", "", "-x -y"),
            ("a -x b -y c", "a c", "a -x -y c"),
        ],
    )
    def test_places(self, before: str, typed: str, after: str) -> None:
        def rows(words: str) -> tuple[Field, ...]:
            return tuple(Field(w.strip("-"), enabled=w[0] != "-") for w in words.split())

        assert merge_rows(rows(before), rows(typed)) == rows(after)

    @given(ROWS, ROWS)
    def test_what_was_typed_is_there_in_order(
        self, before: tuple[Field, ...], typed: tuple[Field, ...]
    ) -> None:
        typed = tuple(msgspec.structs.replace(row, enabled=True) for row in typed)
        merged = merge_rows(before, typed)
        written = [(row.name, row.value) for row in merged if row.enabled]
        assert written == [(row.name, row.value) for row in typed]


class TestRows:
    @given(REQUESTS, ROWS)
    def test_rows_are_taken_as_they_are(self, request: Request, rows: tuple[Field, ...]) -> None:
        edited = with_query_rows(request, rows)
        assert [(r.name, r.value, r.enabled) for r in edited.query] == [
            (r.name, r.value, r.enabled) for r in rows
        ]
        assert "?" not in edited.url.partition("#")[0]

    def test_the_query_in_the_url_comes_first(self) -> None:
        request = Request(url="/u?x=1", query=(Field("a", "2"),))
        assert query_rows(request) == (Field("x", "1"), Field("a", "2"))

    def test_a_value_takes_bareness_away(self) -> None:
        edited = with_query_rows(Request(), (Field("a", "1", bare=True), Field("b", bare=True)))
        assert edited.query == (Field("a", "1"), Field("b", bare=True))


class TestPathMemory:
    def type_urls(self, request: Request, *urls: str) -> tuple[Field, ...]:
        memory = PathMemory()
        for url in urls:
            edited = msgspec.structs.replace(request, url=url)
            request = memory.follow(request, edited)
        return request.path

    def test_a_new_parameter_has_no_row_before_it_has_a_value(self) -> None:
        assert self.type_urls(Request(url="/u"), "/u/{id}") == ()

    def test_renaming_letter_by_letter_keeps_the_value(self) -> None:
        request = Request(url="/u/:id", path=(Field("id", "25"),))
        urls = ("/u/:i", "/u/:", "/u/:u", "/u/:us", "/u/:user")
        assert self.type_urls(request, *urls) == (Field("user", "25"),)

    def test_renaming_through_an_open_brace_keeps_the_value(self) -> None:
        request = Request(url="/u/{id}", path=(Field("id", "25"),))
        assert self.type_urls(request, "/u/{id", "/u/{i", "/u/{ix}") == (Field("ix", "25"),)

    def test_renaming_one_of_two(self) -> None:
        request = Request(url="/u/{a}/{b}", path=(Field("a", "1"), Field("b", "2")))
        assert self.type_urls(request, "/u/{a}/{c}") == (Field("a", "1"), Field("c", "2"))

    def test_another_route_does_not_take_the_value(self) -> None:
        request = Request(url="/users/{id}", path=(Field("id", "25"),))
        assert self.type_urls(request, "/orders/{order}") == ()

    def test_a_name_that_comes_back_has_its_value_back(self) -> None:
        request = Request(url="/u/{id}", path=(Field("id", "25"),))
        assert self.type_urls(request, "/u", "/o", "/o/{id}") == (Field("id", "25"),)

    def test_order_follows_the_url(self) -> None:
        request = Request(url="/{a}/{b}", path=(Field("a", "1"), Field("b", "2")))
        assert self.type_urls(request, "/{b}/{a}") == (Field("b", "2"), Field("a", "1"))

    def test_rows_that_fit_no_parameter_stay(self) -> None:
        request = Request(url="/{a}", path=(Field("a", "1"), Field("old", "9")))
        assert self.type_urls(request, "/{b}") == (Field("b", "1"), Field("old", "9"))

    def test_editing_the_rest_of_the_url_changes_no_row(self) -> None:
        path = (Field("old", "9"), Field("a", "1"))
        assert self.type_urls(Request(url="/{a}", path=path), "/{a}/x") == path
