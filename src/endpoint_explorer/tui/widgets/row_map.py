"""Which row of the screen shows which line, where lines are folded away and wrapped."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable

import msgspec

_SLICE = 16_384
"""Entries between two looks at whether the result is still wanted."""


def never() -> bool:
    """Say that nobody cancels."""
    return False


class Folds(msgspec.Struct, frozen=True):
    """Folded regions by their first line, which stays in view; regions may hold others."""

    first: array[int] = msgspec.field(default_factory=lambda: array("Q"))
    last: array[int] = msgspec.field(default_factory=lambda: array("Q"))

    def __len__(self) -> int:
        return len(self.first)

    def last_of(self, line: int) -> int | None:
        """Return the last line of the region folded at `line`, None where none is."""
        index = bisect_left(self.first, line)
        if index < len(self.first) and self.first[index] == line:
            return self.last[index]
        return None

    def with_region(self, first: int, last: int) -> Folds:
        """Fold one more region."""
        index = bisect_left(self.first, first)
        return Folds(
            self.first[:index] + array("Q", [first]) + self.first[index:],
            self.last[:index] + array("Q", [last]) + self.last[index:],
        )

    def without(self, lines: Iterable[int]) -> Folds:
        """Unfold the regions whose first lines are given."""
        folds = Folds(self.first[:], self.last[:])
        for line in lines:
            index = bisect_left(folds.first, line)
            del folds.first[index], folds.last[index]
        return folds

    def hiding(self, line: int, since: int = 0) -> list[int]:
        """Return the first lines of the folded regions that hide a line.

        `since` is a line that all of them are at or after: the outermost one, where it is known.
        """
        begin, end = bisect_left(self.first, since), bisect_left(self.first, line)
        return [self.first[index] for index in range(begin, end) if self.last[index] >= line]


class Extra(msgspec.Struct, frozen=True):
    """The lines that take more than one row: their numbers, and the rows at which they start.

    The rows are those of a document without folds; `total` counts the rows that all these lines
    take beyond their first.
    """

    lines: array[int] = msgspec.field(default_factory=lambda: array("Q"))
    starts: array[int] = msgspec.field(default_factory=lambda: array("Q"))
    total: int = 0

    def before(self, line: int) -> int:
        """Return how many rows more than lines there are above a line."""
        return self._before(bisect_left(self.lines, line))

    def at(self, row: int) -> tuple[int, int]:
        """Return the line of a row, and which of the line's rows it is."""
        index = bisect_right(self.starts, row)
        after = self._before(index)
        if index:
            line, start = self.lines[index - 1], self.starts[index - 1]
            if row - after <= line:
                return line, row - start
        return row - after, 0

    def _before(self, index: int) -> int:
        if index < len(self.lines):
            return self.starts[index] - self.lines[index]
        return self.total


class RowMap:
    """Rows and lines of a document, both counted from 0, in the time of a binary search.

    Making one reads every fold: with many of them that is work for a thread.
    """

    def __init__(
        self,
        line_count: int,
        folds: Folds | None = None,
        extra: Extra | None = None,
        is_cancelled: Callable[[], bool] = never,
    ) -> None:
        self.line_count = line_count
        self._extra = extra or Extra()
        self._first = array("Q")
        self._last = array("Q")
        self._rows = array("Q")
        self._before = array("Q")
        hidden = self._hide(folds or Folds(), is_cancelled)
        self.row_count = line_count + self._extra.total - hidden

    def _hide(self, folds: Folds, is_cancelled: Callable[[], bool]) -> int:
        """Keep the outermost hidden ranges, and return how many rows they hide."""
        hidden, beyond, before = 0, 0, self._extra.before
        for index, (first, last) in enumerate(zip(folds.first, folds.last, strict=True)):
            if first < beyond:
                continue
            if not index % _SLICE and is_cancelled():
                break
            beyond = last + 1
            start = first + 1 + before(first + 1)
            self._first.append(first + 1)
            self._last.append(last)
            self._rows.append(start - hidden)
            self._before.append(hidden)
            hidden += beyond + before(beyond) - start
        self._before.append(hidden)
        return hidden

    def row_of(self, line: int, part: int = 0) -> int:
        """Return the row of a line, or of a part of it; a hidden line is where its fold is."""
        index = bisect_left(self._last, line)
        if index < len(self._first) and self._first[index] <= line:
            line, part = self._first[index] - 1, 0
        row = line + self._extra.before(line) - self._before[index]
        return row + min(part, self.parts(line) - 1) if part else row

    def at(self, row: int) -> tuple[int, int]:
        """Return the line that a row shows, and which part of it, from 0."""
        return self._extra.at(row + self._before[bisect_right(self._rows, row)])

    def parts(self, line: int) -> int:
        """Return how many rows a line takes when it is in view."""
        return 1 + self._extra.before(line + 1) - self._extra.before(line)

    def hidden_by(self, line: int) -> int | None:
        """Return the first line of the outermost fold that hides a line, None if it is in view."""
        index = bisect_left(self._last, line)
        if index < len(self._first) and self._first[index] <= line:
            return self._first[index] - 1
        return None
