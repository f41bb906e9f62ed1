"""Where the rows of comma-separated values are, and what is in one of them (RFC 4180)."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import cache

import msgspec

from endpoint_explorer.bodies.body import UNWATCHED, Watch
from endpoint_explorer.bodies.pieces import Lines

DELIMITERS = ",\t;|"

_LONGEST_QUOTED = 64 * 1024
"""Characters of a quoted field; a quote that is closed later still was no opening one."""

CHUNK = 256 * 1024
"""Bytes searched for quotes in one call."""

_LONGEST_ROW = 16 * 1024
"""Bytes of a row that are looked at."""

_SAMPLE = 50
"""Rows by which a delimiter is told."""


class Field(msgspec.Struct, frozen=True, gc=False):
    """One value of a row: where its source stands in the text of the row, and what it says."""

    start: int
    end: int
    value: str

    @property
    def is_quoted(self) -> bool:
        """Whether the source is longer than the value: it has quotes."""
        return self.end - self.start != len(self.value)


def fields(row: str, delimiter: str) -> Iterator[Field]:
    """Yield the fields of a row, at least one; a quote that is never closed is a character."""
    pattern = _field(delimiter)
    position = 0
    while True:
        match = pattern.match(row, position)
        assert match is not None  # the pattern also matches nothing
        quoted, rest = match.groups()
        value = rest if quoted is None else quoted.replace('""', '"') + rest
        yield Field(match.start(), match.end(), value)
        position = match.end() + 1
        if position > len(row):
            return


@cache
def _field(delimiter: str) -> re.Pattern[str]:
    outside = re.escape(delimiter)
    return re.compile(rf'(?:"((?:[^"]|"")*+)")?([^{outside}]*)')


def find_delimiter(head: bytes) -> str:
    """Return the delimiter that cuts most of the first rows into the same number of fields."""
    lines = head.decode("utf-8", "replace").splitlines()
    rows = [line for line in (lines[:-1] or lines)[:_SAMPLE] if line]
    return max(DELIMITERS, key=lambda delimiter: _agreement(rows, delimiter))


def _agreement(rows: list[str], delimiter: str) -> tuple[float, int]:
    counts = Counter(sum(1 for _ in fields(row, delimiter)) for row in rows)
    if not counts:
        return 0.0, 0
    width, times = counts.most_common(1)[0]
    return (times / len(rows) if width > 1 else 0.0), width


class Rows:
    """The rows of UTF-8 text: its lines, those put together that a quoted field goes on over.

    For each line that belongs to the row before it, the number of that row is kept.
    """

    def __init__(self, data: bytes, delimiter: str, watch: Watch = UNWATCHED) -> None:
        self._data = data
        self._lines = Lines.of(data, watch.check)
        self._joined = array("Q")
        if any(data.find(b'"', at, at + CHUNK) >= 0 for at in range(0, len(data), CHUNK)):
            self._join(delimiter, watch)

    @property
    def count(self) -> int:
        """The number of rows."""
        return self._lines.line_count - len(self._joined)

    def span(self, row: int) -> tuple[int, int]:
        """Return where a row starts and ends, its line end left out."""
        first = row + bisect_left(self._joined, row)
        last = row + bisect_left(self._joined, row + 1)
        return self._lines.span(first)[0], self._lines.span(last)[1]

    def row_at(self, address: int) -> int:
        """Return the row that holds a byte."""
        line = self._lines.line_at(address)
        # The rows before a line are its number without the joined lines up to it.
        low, high = 0, self.count - 1
        while low < high:
            middle = (low + high + 1) // 2
            if middle + bisect_left(self._joined, middle) <= line:
                low = middle
            else:
                high = middle - 1
        return low

    def text(self, row: int) -> str:
        """Return the source of a row, at most 16 KiB of it."""
        start, end = self.span(row)
        return self._data[start : min(end, start + _LONGEST_ROW)].decode("utf-8", "replace")

    def _join(self, delimiter: str, watch: Watch) -> None:
        """Find the lines that start inside quotes: a field starts with one, and is closed."""
        between, opening, field = _source(delimiter.encode())
        data, position, row = self._data, 0, 0
        while position < len(data):
            watch.check()
            passed = between.match(data, position, position + CHUNK)
            start = position if passed is None else passed.end()
            row += data.count(b"\n", position, start)
            quoted = field.match(data, start, start + _LONGEST_QUOTED)
            if quoted is None or opening.match(data, start) is None:
                # The end of a chunk, or a quote that is none.
                position = start if start > position else position + 1
                continue
            position = quoted.end()
            if count := data.count(b"\n", start, position):
                self._joined.extend([row] * count)


@cache
def _source(delimiter: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes], re.Pattern[bytes]]:
    """Return what fields that end on their line look like, an opening quote, and its field."""
    outside = re.escape(delimiter)
    between = rb"""(?:[^"]++|(?<![^\n%s])"[^"\n]*+(?:""[^"\n]*+)*+"(?!")|(?<=[^\n%s])")++"""
    return (
        re.compile(between % (outside, outside)),
        re.compile(rb'(?<![^\n%s])"' % outside),
        re.compile(rb'"[^"]*+(?:""[^"]*+)*+"'),
    )
