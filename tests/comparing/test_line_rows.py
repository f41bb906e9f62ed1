"""Texts side by side: what differs, with the lines around it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.comparing.line_rows import line_rows
from endpoint_explorer.comparing.text_diff import diff_texts

TEXTS = st.lists(st.sampled_from("abcd"), max_size=25).map("\n".join)


def _calm() -> None:
    """Never stop."""


def rows(left: str, right: str, context: int = 1) -> list[str]:
    text = diff_texts(left.encode(), right.encode(), _calm)
    return [
        f"{row.kind} {row.left} {row.right}" + (f" {row.count}" if row.kind == "gap" else "")
        for row in line_rows(text, _calm, context)
    ]


def test_a_hunk_stands_between_the_lines_around_it() -> None:
    left = "\n".join("0123456789")
    assert rows(left, left.replace("2", "two\nmore").replace("8\n", "")) == [
        "gap 1 1 1",
        "same 1 1",
        "changed 2 2",
        "added None 3",
        "same 3 4",
        "gap 7 8 3",
        "same 7 8",
        "removed 8 None",
        "same 9 9",
    ]


def test_hunks_that_are_close_share_what_is_between() -> None:
    assert rows("a\nb\nc", "A\nb\nC") == ["changed 0 0", "same 1 1", "changed 2 2"]


@given(TEXTS, TEXTS, st.integers(0, 4))
def test_every_line_is_told_once_and_in_order(left: str, right: str, context: int) -> None:
    text = diff_texts(left.encode(), right.encode(), _calm)
    ours: list[int] = []
    theirs: list[int] = []
    for row in line_rows(text, _calm, context):
        if row.kind == "gap":
            assert row.left is not None
            assert row.right is not None
            ours += range(row.left - row.count, row.left)
            theirs += range(row.right - row.count, row.right)
            continue
        ours += [] if row.left is None else [row.left]
        theirs += [] if row.right is None else [row.right]
    # What follows the last lines that are shown is the same on both sides.
    assert ours == list(range(len(ours)))
    assert theirs == list(range(len(theirs)))
    if text.hunks:
        assert text.left[len(ours) :] == text.right[len(theirs) :]
