"""The difference of texts by line."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.comparing.applying import apply_text

from endpoint_explorer.bodies.body import Cancelled
from endpoint_explorer.comparing.aligning import align, increasing
from endpoint_explorer.comparing.comparison import Hunk
from endpoint_explorer.comparing.text_diff import diff_texts, split_lines

TEXTS = st.lists(st.sampled_from(["a", "b", "c", "", "x\r"]), max_size=30).map("\n".join)


def _calm() -> None:
    """Never stop."""


@given(TEXTS, TEXTS)
def test_applying_the_hunks_to_the_left_gives_the_right(left: str, right: str) -> None:
    found = diff_texts(left.encode(), right.encode(), _calm)
    assert b"\n".join(apply_text(found)) == right.encode()
    assert bool(found.hunks) == (left != right)


@given(st.lists(st.integers(0, 4), max_size=12), st.lists(st.integers(0, 4), max_size=12))
def test_as_many_elements_as_possible_stay_in_a_short_text(
    left: list[int], right: list[int]
) -> None:
    pairs = align(left, right)
    assert pairs == increasing(pairs)
    assert all(left[i] == right[j] for i, j in pairs)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)


def test_what_is_between_equal_lines_is_a_hunk() -> None:
    left, right = b"a\nb\nc\nd", b"a\nB\nc\nd\ne"
    assert diff_texts(left, right, _calm).hunks == (Hunk(1, 2, 1, 2), Hunk(4, 4, 4, 5))


def test_a_moved_paragraph_leaves_the_rest_where_it_is() -> None:
    lines = [f"line {number}" for number in range(100)]
    pairs = align(lines, [*lines[90:], *lines[:90]])
    assert len(pairs) == 90


def test_an_insertion_among_repeated_lines_is_found() -> None:
    left = ["{", "}"] * 50
    assert len(align(left, [*left[:40], "new", *left[40:]])) == 100


@given(st.binary(max_size=40))
def test_lines_are_those_that_a_split_gives(text: bytes) -> None:
    assert split_lines(text, _calm) == (text.split(b"\n") if text else [])


def test_what_came_where_nothing_was_takes_the_place_of_no_line() -> None:
    assert diff_texts(b"", b"a\nb", _calm).hunks == (Hunk(0, 0, 0, 2),)
    assert diff_texts(b"a", b"", _calm).hunks == (Hunk(0, 1, 0, 0),)


def test_lines_across_pieces_are_whole() -> None:
    text = b"\n".join(b"x" * 100_000 for _ in range(11))
    assert split_lines(text, _calm) == text.split(b"\n")


def test_large_texts_of_few_different_lines_are_aligned_in_bounded_steps() -> None:
    """The worst there is: no line is unique, and hardly any stays."""
    random.seed(7)
    left, right = ([random.choice("abcd") for _ in range(30_000)] for _ in range(2))
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        ticks += 1

    pairs = align(left, right, tick)
    assert ticks < 50_000
    assert pairs == increasing(pairs)


def test_the_shortest_script_is_given_up_when_too_much_was_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left, right = "x" + "ab" * 10 + "y", "zb" + "ab" * 10 + "w"
    assert len(align(left, right)) == 20
    monkeypatch.setattr("endpoint_explorer.comparing.aligning._WORK", 0)
    quick = align(left, right)
    assert quick == increasing(quick)
    assert 10 <= len(quick) < 20


def test_a_diff_can_be_stopped() -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        diff_texts(b"a\nb", b"b\na", stop)
