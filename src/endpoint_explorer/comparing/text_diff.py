"""The difference of two texts by line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from endpoint_explorer.bodies.media import CHUNK
from endpoint_explorer.comparing.aligning import Pair, align
from endpoint_explorer.comparing.comparison import Hunk, TextDiff


def diff_texts(left: bytes, right: bytes, tick: Callable[[], None]) -> TextDiff:
    """Compare texts in UTF-8 by line, in bounded time; `tick` may raise to stop."""
    ours, theirs = split_lines(left, tick), split_lines(right, tick)
    return TextDiff(ours, theirs, hunks_of(ours, theirs, align(ours, theirs, tick)))


def hunks_of(
    left: Sequence[bytes], right: Sequence[bytes], pairs: Sequence[Pair]
) -> tuple[Hunk, ...]:
    """Return what lies between the pairs of equal lines."""
    hunks = []
    start = first = 0
    for i, j in (*pairs, (len(left), len(right))):
        if i > start or j > first:
            hunks.append(Hunk(start, i, first, j))
        start, first = i + 1, j + 1
    return tuple(hunks)


def split_lines(text: bytes, tick: Callable[[], None]) -> list[bytes]:
    """Return the lines of a text without their LF, a piece of the text at a time.

    A text of nothing has none.
    """
    if not text:
        return []
    lines: list[bytes] = []
    rest: list[bytes] = []
    for at in range(0, len(text), CHUNK):
        tick()
        first, *others = text[at : at + CHUNK].split(b"\n")
        rest.append(first)
        if others:
            lines.append(b"".join(rest))
            lines += others[:-1]
            rest = others[-1:]
    lines.append(b"".join(rest))
    return lines


def first_difference(left: bytes, right: bytes, tick: Callable[[], None]) -> int | None:
    """Return the offset of the first byte that differs, None where all are the same."""
    least = min(len(left), len(right))
    for at in range(0, least, CHUNK):
        tick()
        ours, theirs = left[at : at + CHUNK], right[at : at + CHUNK]
        if ours != theirs:
            pairs = enumerate(zip(ours, theirs, strict=False), at)
            return next((place for place, (a, b) in pairs if a != b), least)
    return None if len(left) == len(right) else least
