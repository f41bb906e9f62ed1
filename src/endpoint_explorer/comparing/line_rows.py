"""Two texts side by side, row by row: what differs, and a few lines around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Literal

import msgspec

from endpoint_explorer.comparing.comparison import Hunk, TextDiff

CONTEXT = 3
"""Lines around a hunk that are shown with it."""


class LineRow(msgspec.Struct, frozen=True, gc=False):
    """One row: indexes of lines, None where a side has none.

    A `gap` stands for `count` lines that are the same; its indexes are of the first line after it.
    """

    kind: Literal["same", "changed", "added", "removed", "gap"]
    left: int | None
    right: int | None
    count: int = 1


def line_rows(
    text: TextDiff, tick: Callable[[], None], context: int = CONTEXT
) -> Iterator[LineRow]:
    """Yield the hunks, each with the lines around it; what lies between is a gap.

    `tick` is called at each hunk, and may raise to stop.
    """
    shown = 0  # up to here the left side is told
    for number, hunk in enumerate(text.hunks):
        tick()
        start = max(hunk.start - context, shown)
        offset = hunk.first - hunk.start
        if start > shown:
            yield LineRow("gap", start, start + offset, start - shown)
        yield from _same(start, hunk.start, offset)
        yield from _hunk(hunk)
        follower = text.hunks[number + 1] if number + 1 < len(text.hunks) else None
        limit = len(text.left) if follower is None else follower.start
        shown = min(hunk.stop + context, limit)
        yield from _same(hunk.stop, shown, hunk.last - hunk.stop)


def _same(start: int, stop: int, offset: int) -> Iterator[LineRow]:
    for at in range(start, stop):
        yield LineRow("same", at, at + offset)


def _hunk(hunk: Hunk) -> Iterator[LineRow]:
    for left, right in zip_longest(range(hunk.start, hunk.stop), range(hunk.first, hunk.last)):
        if left is None:
            yield LineRow("added", None, right)
        else:
            yield LineRow("removed" if right is None else "changed", left, right)
