"""The structural difference of JSON: laws, and what a person expects to read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.comparing.applying import apply, whole

from endpoint_explorer.comparing import values
from endpoint_explorer.comparing.comparison import Change
from endpoint_explorer.comparing.json_diff import diff
from endpoint_explorer.comparing.paths import parse_ignoring
from endpoint_explorer.comparing.values import NotJson, parse, text_of, without

NAMES = st.sampled_from(["id", "name", "a", "b", "updated_at", "it's", ""])
SCALARS = st.none() | st.booleans() | st.integers(0, 5) | st.text("ab1", max_size=2)
ITEMS = st.fixed_dictionaries({"id": st.integers(0, 6)}, optional={"a": SCALARS, "b": SCALARS})
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=6)
        | st.lists(ITEMS, max_size=6, unique_by=lambda item: item["id"])
        | st.dictionaries(NAMES, inner, max_size=4)
    ),
    max_leaves=20,
)


def _calm() -> None:
    """Never stop."""


def text(document: Any) -> bytes:
    return json.dumps(document).encode()


def changes(left: bytes, right: bytes, *ignore: str) -> tuple[Change, ...]:
    scope = parse_ignoring(ignore).body
    return diff(without(parse(left), scope), without(parse(right), scope), _calm)


@contextmanager
def opened_late() -> Iterator[None]:
    """Open every container a level at a time, as large ones are."""
    kept, values.SMALL = values.SMALL, 1
    try:
        yield
    finally:
        values.SMALL = kept


def said(left: str, right: str, *ignore: str) -> list[str]:
    return said_of(changes(left.encode(), right.encode(), *ignore))


def said_of(found: tuple[Change, ...]) -> list[str]:
    return [
        " ".join(
            [
                change.kind,
                change.shown_path,
                *([] if change.kind == "added" else [text_of(change.left)]),
                *([] if change.kind in ("removed", "moved") else [text_of(change.right)]),
                *([] if change.source is None else [f"from {change.source}"]),
            ]
        )
        for change in found
    ]


class TestLaws:
    @given(DOCUMENTS)
    def test_a_value_does_not_differ_from_itself(self, document: Any) -> None:
        assert changes(text(document), json.dumps(document, indent=3).encode()) == ()

    @pytest.mark.parametrize("manner", [nullcontext, opened_late])
    @given(DOCUMENTS, DOCUMENTS)
    def test_applying_the_changes_to_the_left_gives_the_right(
        self, manner: Callable[[], AbstractContextManager[None]], left: Any, right: Any
    ) -> None:
        with manner():
            found = changes(text(left), text(right))
            assert apply(parse(text(left)), found) == whole(parse(text(right)))
            assert bool(found) == (whole(parse(text(left))) != whole(parse(text(right))))

    @given(st.data(), DOCUMENTS)
    def test_a_value_that_was_shuffled_has_moves_only(self, data: Any, document: Any) -> None:
        items = [{"id": number, "value": document} for number in range(5)]
        mixed = data.draw(st.permutations(items))
        found = changes(text(items), text(mixed))
        assert {change.kind for change in found} <= {"moved"}
        assert apply(parse(text(items)), found) == whole(parse(text(mixed)))


class TestNumbers:
    def test_numbers_are_the_digits_that_were_sent(self) -> None:
        assert said("[1.10, 1e2, -0]", "[1.1, 100, 0]") == [
            "changed $[0] 1.10 1.1",
            "changed $[1] 1e2 100",
            "changed $[2] -0 0",
        ]

    def test_a_number_is_no_text(self) -> None:
        assert said('{"a": 1}', '{"a": "1"}') == ['changed $.a 1 "1"']

    def test_a_large_number_keeps_every_digit(self) -> None:
        large = "9" * 5000
        assert changes(f"[{large}1]".encode(), f"[{large}2]".encode())[0].path == (0,)


class TestObjects:
    def test_members_are_added_removed_and_changed(self) -> None:
        assert said('{"a": 1, "b": {"c": [true]}}', '{"b": {"c": [false]}, "d": {}}') == [
            "removed $.a 1",
            "changed $.b.c[0] true false",
            "added $.d {}",
        ]

    def test_the_order_of_names_and_the_way_of_writing_are_no_difference(self) -> None:
        assert said('{"a": "\\u0041", "b": 2}', '{ "b":2,"a":"A" }') == []

    def test_a_name_that_is_no_word_is_quoted(self) -> None:
        assert said("{}", '{"a b": 1, "it\'s": 2}') == [
            "added $['a b'] 1",
            "added $['it\\'s'] 2",
        ]

    def test_a_lone_surrogate_is_a_value_as_any_other(self) -> None:
        assert len(said('{"\\ud800": "\\udfff"}', '{"\\ud800": "x"}')) == 1


class TestArrays:
    def test_objects_stand_for_each_other_by_their_id(self) -> None:
        left = '[{"id": 1, "n": "a"}, {"id": 2, "n": "b"}, {"id": 3, "n": "c"}]'
        right = '[{"id": 3, "n": "c"}, {"id": 1, "n": "A"}, {"id": 4, "n": "d"}]'
        assert said(left, right) == [
            'moved $[0] {"id": 3, "n": "c"} from 2',
            'removed $[1] {"id": 2, "n": "b"}',
            'changed $[1].n "a" "A"',
            'added $[2] {"id": 4, "n": "d"}',
        ]

    def test_what_moved_may_have_changed_too(self) -> None:
        left = '[{"key": "x", "v": 1}, {"key": "y", "v": 1}, {"key": "z", "v": 1}]'
        right = '[{"key": "z", "v": 2}, {"key": "x", "v": 1}, {"key": "y", "v": 1}]'
        assert said(left, right) == [
            'moved $[0] {"key": "z", "v": 1} from 2',
            "changed $[0].v 1 2",
        ]

    def test_ids_that_are_new_in_every_answer_match_nothing(self) -> None:
        left = '[{"id": "q1", "name": "Ada"}, {"id": "q2", "name": "Bob"}]'
        right = '[{"id": "r1", "name": "Ada"}, {"id": "r2", "name": "Bob"}]'
        assert said(left, right) == ['changed $[0].id "q1" "r1"', 'changed $[1].id "q2" "r2"']

    def test_without_ids_the_content_counts(self) -> None:
        assert said("[1, 2, 3, 4]", "[1, 5, 3, 4, 6]") == ["changed $[1] 2 5", "added $[4] 6"]
        assert said('["a", "b", "c"]', '["c", "a", "b"]') == ['moved $[0] "c" from 2']
        assert said("[[1], [2], [3]]", "[[1], [3]]") == ["removed $[1] [2]"]

    def test_an_insertion_moves_nothing(self) -> None:
        assert said("[1, 2, 3]", "[0, 1, 2, 3]") == ["added $[0] 0"]

    def test_repeated_values_are_aligned(self) -> None:
        assert said("[0, 1, 0, 1, 0]", "[0, 1, 1, 0]") == ["removed $[2] 0"]


class TestIgnoring:
    def test_a_place_in_every_element(self) -> None:
        left = '{"items": [{"id": 1, "at": 1}, {"id": 2, "at": 2}], "at": 1}'
        right = '{"items": [{"id": 1, "at": 9}, {"id": 2, "at": 9}], "at": 9}'
        assert said(left, right, "$.items[*].at") == ["changed $.at 1 9"]
        assert said(left, right, "$..at") == []
        assert said(left, right, "$.items", "$['at']") == []

    def test_what_is_left_out_is_no_content(self) -> None:
        left, right = '[{"t": 1, "v": "a"}, {"t": 2, "v": "b"}]', '[{"t": 9, "v": "b"}]'
        assert said(left, right, "$[*].t") == ['removed $[0] {"v": "a"}']

    def test_an_id_that_is_left_out_pairs_nothing(self) -> None:
        left = '[{"id": 1, "v": "a"}, {"id": 2, "v": "b"}, 0]'
        right = '[{"id": 2, "v": "a"}, {"id": 1, "v": "b"}, 1]'
        assert said(left, right, "$[*].id") == ["changed $[2] 0 1"]
        with opened_late():
            assert said(left, right, "$[*].id", "$[2]") == []

    def test_an_element_by_its_index(self) -> None:
        assert said("[1, 2, 3]", "[9, 2, 4]", "$[0]") == ["changed $[2] 3 4"]

    @pytest.mark.parametrize("manner", [nullcontext, opened_late])
    def test_an_element_that_is_left_out_neither_moves_nor_holds_others(
        self, manner: Callable[[], AbstractContextManager[None]]
    ) -> None:
        items = [f'{{"id": {number}}}' for number in range(5)]
        left, right = f"[{', '.join(items)}]", f"[{', '.join(reversed(items))}]"
        with manner():
            places = [line.split()[1] for line in said(left, right, "$[2]")]
        assert places == ["$[0]", "$[1]", "$[3]"]

    @given(DOCUMENTS, DOCUMENTS, NAMES)
    def test_it_hides_exactly_what_it_names(self, left: Any, right: Any, name: str) -> None:
        pattern = f"$..[{json.dumps(name)}]"

        def bare(document: Any) -> Any:
            if isinstance(document, dict):
                return {k: bare(v) for k, v in document.items() if k != name}
            return [bare(e) for e in document] if isinstance(document, list) else document

        expected = changes(text(bare(left)), text(bare(right)))
        assert changes(text(left), text(right), pattern) == expected
        with opened_late():
            assert said_of(changes(text(left), text(right), pattern)) == said_of(expected)

    @given(DOCUMENTS, DOCUMENTS)
    def test_each_change_is_hidden_by_its_own_path(self, left: Any, right: Any) -> None:
        for change in changes(text(left), text(right)):
            if change.path and not any(isinstance(step, int) for step in change.path):
                rest = changes(text(left), text(right), change.pattern)
                assert change not in rest
                assert {*map(str, rest)} < {*map(str, changes(text(left), text(right)))}


@pytest.mark.parametrize("broken", [b"", b"{", b"[1,]", b"NaN", b"[1] x", b"[" * 5000])
def test_what_is_no_json_is_refused(broken: bytes) -> None:
    with pytest.raises(NotJson):
        parse(broken)
