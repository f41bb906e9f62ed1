"""Where the lines of a big text are, without holding an entry for each of them."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right

BLOCK = 64 * 1024
"""Bytes for which one count of line ends is kept."""

_BLOCKS_CACHED = 16
_NEWLINE = re.compile(b"\n")


class LineIndex:
    """A sparse index: the number of line ends before each block of 64 KiB.

    The positions inside a block are found when they are asked for, and kept for the last few
    blocks. A final line end ends the last line; empty data is one empty line.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._before = array("Q")
        self._positions: dict[int, list[int]] = {}
        newlines = 0
        for start in range(0, len(data), BLOCK):
            self._before.append(newlines)
            newlines += data.count(b"\n", start, start + BLOCK)
        self._newlines = newlines
        self.line_count = max(1, newlines + (not data.endswith(b"\n")))

    def span(self, line: int) -> tuple[int, int]:
        """Return where a line starts and ends, in bytes, its LF or CRLF left out."""
        if not 0 <= line < self.line_count:
            raise IndexError(line)
        start = self._newline(line - 1) + 1 if line else 0
        end = self._newline(line) if line < self._newlines else len(self._data)
        if line < self._newlines and end > start and self._data[end - 1] == 0x0D:
            end -= 1
        return start, end

    def line_at(self, address: int) -> int:
        """Return the line that holds a byte; a line end belongs to the line that it ends."""
        if not self._before:
            return 0
        block = min(max(address, 0) // BLOCK, len(self._before) - 1)
        line = self._before[block] + bisect_left(self._block(block), address)
        return min(line, self.line_count - 1)

    def _newline(self, number: int) -> int:
        block = bisect_right(self._before, number) - 1
        return self._block(block)[number - self._before[block]]

    def _block(self, block: int) -> list[int]:
        found = self._positions.pop(block, None)
        if found is None:
            start = block * BLOCK
            found = [m.start() for m in _NEWLINE.finditer(self._data, start, start + BLOCK)]
            while len(self._positions) >= _BLOCKS_CACHED:
                del self._positions[next(iter(self._positions))]
        self._positions[block] = found
        return found
