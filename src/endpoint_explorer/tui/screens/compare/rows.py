"""The rows of a comparison: what differs first, in one row side by side or in several below."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Literal, TypeAlias

import msgspec

from endpoint_explorer.comparing.comparison import (
    Change,
    Comparison,
    Difference,
    HeaderDifference,
    TextDiff,
    TimingRow,
)
from endpoint_explorer.comparing.line_rows import LineRow, line_rows
from endpoint_explorer.comparing.text_diff import first_difference
from endpoint_explorer.comparing.values import text_of
from endpoint_explorer.model.measure import format_duration
from endpoint_explorer.tui.panes.results.timing import bar

Kind: TypeAlias = Literal["added", "removed", "changed", "moved", "same", "quiet", "plain", "gap"]
Tick: TypeAlias = Callable[[], None]

LONGEST = 1_000
"""Characters of a value that are looked at: more than fit in a row."""

_BARS = {True: 16, False: 6}
"""Cells of the bar of the longest time, where there is room and where there is little."""

_LEAD = 20
"""Bytes before the first difference of two long lines that are shown with it."""


class Item(msgspec.Struct, frozen=True, gc=False):
    """What a row is of: its texts are made when somebody looks at it.

    `pattern` leaves it out of comparisons; empty where that cannot be. `is_change` is False for
    what is only shown beside changes. A `source` gives label, left and right, at most so long.
    """

    kind: Kind
    source: Callable[[], tuple[str, str, str]]
    pattern: str = ""
    is_change: bool = True
    line: LineRow | None = None
    detail: Change | None = None


class Row(msgspec.Struct, frozen=True, gc=False):
    """One line of the list: a whole item, or a part of it. `starts` says that a change begins."""

    item: Item
    part: Literal["whole", "label", "left", "right"] = "whole"
    starts: bool = False


def rows_of(found: Comparison, tab: str, *, is_wide: bool, tick: Tick) -> tuple[Row, ...]:
    """Return the rows of a tab; `tick` is called again and again, and may raise to stop."""
    if tab == "body":
        body = found.body
        if body.text is not None:
            return tuple(_line_rows(body.text, tick, is_wide=is_wide))
        items = [*map(_of_change, body.changes), *map(_of_fact, body.facts)]
    elif tab == "headers":
        items = [*map(_of_fact, found.outcome), *map(_of_header, found.headers)]
        items.sort(key=lambda item: (item.kind == "same", not item.is_change))
    else:
        longest = max((max(row.left or 0, row.right or 0) for row in found.timings), default=0)
        items = [_of_timing(row, longest, _BARS[is_wide]) for row in found.timings]
    return tuple(_arranged(items, tick, is_wide=is_wide))


def _arranged(items: list[Item], tick: Tick, *, is_wide: bool) -> Iterator[Row]:
    for item in items:
        tick()
        if is_wide or item.kind in ("same", "plain"):
            yield Row(item, starts=item.is_change)
            continue
        yield Row(item, "label", starts=item.is_change)
        if item.kind != "added":
            yield Row(item, "left")
        if item.kind not in ("removed", "moved"):
            yield Row(item, "right")


def _of_change(change: Change) -> Item:
    pattern = change.pattern if change.path else ""
    return Item(change.kind, partial(_change_texts, change), pattern, detail=change)


def _change_texts(change: Change) -> tuple[str, str, str]:
    left = "" if change.kind == "added" else text_of(change.left, LONGEST)
    right = "" if change.kind == "removed" else text_of(change.right, LONGEST)
    if change.kind == "moved":
        left = f"was at [{change.source}]"
    return change.shown_path, left, right


def _of_fact(row: Difference) -> Item:
    kind: Kind = "same"
    if not row.is_same:
        kind = "changed" if row.left and row.right else "removed" if row.left else "added"
    return Item(kind, lambda: (row.name, row.left, row.right), is_change=not row.is_same)


def _of_header(header: HeaderDifference) -> Item:
    kind: Kind = header.kind or "same"
    if header.kind and not header.counts:
        kind = "quiet"
    return Item(
        kind, partial(_header_texts, header), f"header:{header.name}", is_change=header.counts
    )


def _header_texts(header: HeaderDifference) -> tuple[str, str, str]:
    why = " (ignored)" if header.is_ignored else " (volatile)" if header.is_volatile else ""
    label = f"{header.name}{why if header.kind else ''}"
    return label, ", ".join(header.left), ", ".join(header.right)


def _of_timing(row: TimingRow, longest: float, width: int) -> Item:
    return Item("plain", partial(_timing_texts, row, longest, width), is_change=False)


def _timing_texts(row: TimingRow, longest: float, width: int) -> tuple[str, str, str]:
    right = _timed(row.right, longest, width)
    if row.left is not None and row.right is not None:
        more = row.right - row.left
        right += f"  {'+' if more >= 0 else '-'}{format_duration(abs(more))}"
    return row.name, _timed(row.left, longest, width), right


def _timed(length: float | None, longest: float, width: int) -> str:
    """Return a time with its bar, on the scale of the longest one."""
    if length is None:
        return "-"
    return f"{format_duration(length):<10}{bar(0.0, length, longest, width)[1]:<{width}}"


def _line_rows(text: TextDiff, tick: Tick, *, is_wide: bool) -> Iterator[Row]:
    """Yield lines side by side, or what was removed above what stands in its place."""
    is_inside = False
    held: list[Row] = []
    for line in line_rows(text, tick):
        is_change = line.kind not in ("same", "gap")
        starts, is_inside = is_change and not is_inside, is_change
        item = Item(line.kind, partial(_line_texts, text, line), is_change=is_change, line=line)
        if is_wide or not is_change:
            yield from held
            held = []
            yield Row(item, "whole" if is_wide or line.kind == "gap" else "left", starts=starts)
            continue
        if line.left is not None:
            yield Row(item, "left", starts=starts)
        if line.right is not None:
            held.append(Row(item, "right", starts=starts and line.left is None))
    yield from held


def _line_texts(text: TextDiff, line: LineRow) -> tuple[str, str, str]:
    if line.kind == "gap":
        return f"{line.count:,} line{'s'[: line.count != 1]} the same", "", ""
    left = b"" if line.left is None else text.left[line.left]
    right = b"" if line.right is None else text.right[line.right]
    lead = 0
    if line.kind == "changed":
        lead = max((first_difference(left, right, lambda: None) or 0) - _LEAD, 0)
    return "", _cut(left, lead), _cut(right, lead)


def _cut(line: bytes, lead: int) -> str:
    """Return a line, a long one from shortly before what differs."""
    if len(line) <= LONGEST // 10 or lead < LONGEST // 20:
        return line[: 4 * LONGEST].decode("utf-8", "replace")
    return "…" + line[lead : lead + 4 * LONGEST].decode("utf-8", "replace")
