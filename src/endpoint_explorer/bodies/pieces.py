"""A text as a table of pieces, each made when somebody looks at it, and where its lines are."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from threading import Lock

PIECE = 64 * 1024
"""Bytes of a piece of a text that is in memory already."""

BLOCK = 4 * 1024
"""Bytes inside a made piece for which one count of line ends is kept."""

CACHED = 4 * 1024 * 1024
"""Bytes of made pieces that are kept, those looked at last; never fewer than two pieces."""

_BLOCKS_CACHED = 8
_SLICES_BETWEEN_TICKS = 16
_NEWLINE = re.compile(b"\n")


class Made:
    """The bytes of a piece, with its line ends counted block by block, and found when asked for."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._before = array("Q", [0])
        self._found: dict[int, list[int]] = {}

    def newline(self, number: int) -> int:
        """Return the offset of a line end, counted from 0."""
        self._count(lambda: self._before[-1] > number)
        block = bisect_right(self._before, number) - 1
        return self._positions(block)[number - self._before[block]]

    def newlines_before(self, offset: int) -> int:
        """Return how many line ends there are before an offset."""
        block = offset // BLOCK
        self._count(lambda: len(self._before) > block)
        return self._before[block] + bisect_left(self._positions(block), offset)

    def _count(self, is_enough: Callable[[], bool]) -> None:
        """Count on until it is enough: most who look at a piece look at its start."""
        with _COUNTING:
            while not is_enough():
                start = (len(self._before) - 1) * BLOCK
                if start > len(self.data):
                    raise IndexError(start)
                counted = self.data.count(b"\n", start, start + BLOCK)
                self._before.append(self._before[-1] + counted)

    def _positions(self, block: int) -> list[int]:
        found = self._found.get(block)
        if found is None:
            start = block * BLOCK
            found = [m.start() for m in _NEWLINE.finditer(self.data, start, start + BLOCK)]
            if len(self._found) >= _BLOCKS_CACHED:
                self._found = {}
            self._found[block] = found
        return found


_COUNTING = Lock()
"""Held for microseconds, while the blocks of a piece are counted."""


class PieceTable:
    """The addresses and line numbers at which pieces start; one thread adds to it.

    `starts` and `newlines` have an entry for each piece, the bytes and the line ends before it, and
    one for the end. They only grow, so a beginning of them can be read while a thread appends.
    """

    def __init__(self, make: Callable[[int], bytes]) -> None:
        self.starts = array("Q", [0])
        self.newlines = array("Q", [0])
        self._make = make
        self._ends_line = False
        self._made: dict[int, Made] = {}
        self._cached = 0
        self._lock = Lock()

    def append(self, text: bytes) -> None:
        """Add a piece, of which the size and the line ends are kept."""
        if text:
            self.add(len(text), text.count(b"\n"), ends_line=text.endswith(b"\n"))

    def add(self, size: int, newlines: int, *, ends_line: bool) -> None:
        """Add a piece of so many bytes and line ends."""
        # Whoever reads takes a number of pieces first: both arrays have that many by then.
        self.newlines.append(self.newlines[-1] + newlines)
        self.starts.append(self.starts[-1] + size)
        self._ends_line = ends_line

    def lines(self) -> Lines:
        """Return the text as far as it goes by now; to be called by the thread that appends."""
        return Lines(self, len(self.starts) - 1, ends_line=self._ends_line)

    def made(self, number: int) -> Made:
        """Return a piece, made anew if it is not among those kept."""
        with self._lock:
            made = self._made.pop(number, None)
            if made is not None:
                self._made[number] = made
                return made
        made = Made(self._make(number))
        with self._lock:
            if number not in self._made:
                self._made[number] = made
                self._cached += len(made.data)
            while self._cached > CACHED and len(self._made) > 2:
                oldest = next(iter(self._made))
                self._cached -= len(self._made.pop(oldest).data)
        return made


class Lines:
    """The lines of the first pieces of a table, counted from 0.

    A final line end ends the last line; an empty text is one empty line. A line may span pieces.
    """

    def __init__(self, table: PieceTable, count: int, *, ends_line: bool) -> None:
        self._table = table
        self._count = count
        self._newlines = table.newlines[count]
        self.size = table.starts[count]
        self.line_count = max(1, self._newlines + (not ends_line))

    @classmethod
    def of(cls, data: bytes, tick: Callable[[], None] = lambda: None) -> Lines:
        """Return the lines of a text in memory; `tick` is called after each megabyte of it."""
        table = PieceTable(lambda number: data[number * PIECE : (number + 1) * PIECE])
        for start in range(0, len(data), PIECE):
            size = min(PIECE, len(data) - start)
            newlines = data.count(b"\n", start, start + size)
            table.add(size, newlines, ends_line=data[start + size - 1] == 0x0A)
            if start // PIECE % _SLICES_BETWEEN_TICKS == _SLICES_BETWEEN_TICKS - 1:
                tick()
        return table.lines()

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes between two addresses, fewer at the end."""
        start, stop = max(start, 0), min(stop, self.size)
        if start >= stop:
            return b""
        piece = self._piece_at(start)
        parts = []
        while start < stop:
            origin = self._table.starts[piece]
            part = self._table.made(piece).data[start - origin : stop - origin]
            parts.append(part)
            start += len(part)
            piece += 1
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def span(self, line: int) -> tuple[int, int]:
        """Return where a line starts and ends, in bytes, its LF or CRLF left out."""
        if not 0 <= line < self.line_count:
            raise IndexError(line)
        start = self._newline(line - 1) + 1 if line else 0
        end = self._newline(line) if line < self._newlines else self.size
        if line < self._newlines and end > start and self.read(end - 1, end) == b"\r":
            end -= 1
        return start, end

    def line_at(self, address: int) -> int:
        """Return the line that holds a byte; a line end belongs to the line that it ends."""
        if not self.size:
            return 0
        address = min(max(address, 0), self.size)
        piece = self._piece_at(min(address, self.size - 1))
        offset = address - self._table.starts[piece]
        line = self._table.newlines[piece] + self._table.made(piece).newlines_before(offset)
        return min(line, self.line_count - 1)

    def _piece_at(self, address: int) -> int:
        return bisect_right(self._table.starts, address, 0, self._count) - 1

    def _newline(self, number: int) -> int:
        piece = bisect_right(self._table.newlines, number, 0, self._count) - 1
        offset = self._table.made(piece).newline(number - self._table.newlines[piece])
        return self._table.starts[piece] + offset
