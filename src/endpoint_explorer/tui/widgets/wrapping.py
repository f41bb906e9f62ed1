"""Where lines that are wider than the view go on in another row."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple

import msgspec
from rich.cells import cell_len

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.document import Document
from endpoint_explorer.tui.widgets.row_map import Extra, never

LONG_LINE = 8192
"""Bytes above which a line is addressed by byte, not by cell, and never read as a whole."""

NARROWEST = 8
"""Cells below which no row is cut: less than one character made visible takes."""

PIECE = 64 * 1024
"""Bytes that are scanned for wide lines at a time."""

_CHUNK = 4096
_CHUNKS_KEPT = 32
_MARKS_LOOKED_AT = 64
_MOST_CELLS = 4
"""Cells that a byte takes at most, when it is a tab."""

_NARROW = (
    "[ -~\xa1-\xac\xae-\u02ff\u0370-\u0373\u0391-\u03a1\u03a3-\u03ff\u0400-\u0481\u048a-\u052f]"
)
_WIDE = "[\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]"
_MARK_LIKE = r"[^\w\s\x00-\u02ff\u2000-\u20cf\u2190-\u2bff]"


class Chunk(NamedTuple):
    """A part of a long line that is wrapped by itself."""

    start: int
    """Its offset in the line, in bytes."""
    text: str
    rows: Sequence[int]
    """Where its rows start, in characters."""


class Wraps(msgspec.Struct, frozen=True):
    """The lines of a document, up to an address, that take several rows of `width` cells."""

    width: int = 0
    extra: Extra = msgspec.field(default_factory=Extra)
    long: dict[int, array[int]] = msgspec.field(default_factory=dict)
    """For each long line, the rows before each of its chunks."""
    line: int = 0
    """The line at which the scan stopped."""
    address: int = 0
    """Where that line starts; the size of the document when all of it was scanned."""
    chunks: dict[tuple[int, int], Chunk] = msgspec.field(default_factory=dict)
    """The chunks of long lines that were shown last."""


def row_starts(text: str, width: int) -> Sequence[int]:
    """Return where the rows of a line start, in characters of its text before it is cleaned.

    A row never starts inside a wide character or between a character and its marks.
    """
    if text.isascii() and text.isprintable():
        return range(0, max(1, len(text)), width)
    starts = [0]
    used = 0
    for start, end, cells in _runs(text):
        if cells and used and used + cells > width:
            position = _unit_start(text, start)
            if position > starts[-1]:
                starts.append(position)
                used = cell_len(clean(text[position:start]))
        position, room = start, max(1, (width - used) // cells) if cells else end - start
        while end - position > room:
            position += room
            starts.append(position)
            used, room = 0, max(1, width // cells)
        used += (end - position) * cells
    return starts


def place_at(text: str, column: int) -> tuple[int, int]:
    """Return the character that is at a column of a line, and the column at which it starts."""
    if text.isascii() and text.isprintable():
        place = min(column, len(text))
        return place, place
    before = 0
    for start, end, cells in _runs(text):
        after = before + (end - start) * cells
        if after > column:
            skipped = (column - before) // cells
            place = _unit_start(text, start + skipped)
            return place, before + skipped * cells - cell_len(clean(text[place : start + skipped]))
        before = after
    return len(text), before


def _unit_start(text: str, place: int) -> int:
    """Return where the character starts that is, or whose mark is, at a place."""
    while place and not cell_len(clean(text[place])):
        place -= 1
    return place


def _runs(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield runs of characters that take the same number of cells each; marks have none."""
    for match in _kinds().finditer(text):
        start, end = match.span()
        if match.lastgroup == "narrow":
            yield start, end, 1
        elif match.lastgroup == "wide":
            yield start, end, 2
        else:
            yield from _odd_runs(text, start, end)


def _odd_runs(text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    for has_width, run in groupby(range(start, end), lambda index: cell_len(clean(text[index]))):
        places = list(run)
        if has_width:
            yield from ((place, place + 1, has_width) for place in places)
        else:
            # A stack of marks is shown as a few of them and a note of how many more there are.
            noted = cell_len(clean(text[places[0] : places[-1] + 1]))
            yield places[0], places[-1], 0
            yield places[-1], places[-1] + 1, noted


@cache
def _kinds() -> re.Pattern[str]:
    return re.compile(f"(?P<narrow>{_NARROW}+)|(?P<wide>{_WIDE}+)|{_MARK_LIKE}+|.", re.DOTALL)


def chunk_size(width: int) -> int:
    """Return the bytes of a long line that are wrapped together: rows of one byte a cell."""
    return max(1, _CHUNK // width) * width


def chunk_start(document: Document, line: int, chunk: int, size: int) -> int:
    """Return the offset in a long line at which a chunk starts: at no mark, in no character."""
    if not chunk:
        return 0
    first, last = document.span(line)
    offset = min(chunk * size, last - first)
    head = document.read(first + offset, min(first + offset + _MARKS_LOOKED_AT, last))
    skipped = 0
    while skipped < min(3, len(head)) and head[skipped] & 0xC0 == 0x80:
        skipped += 1
    if head[skipped : skipped + 1].isascii():
        return offset + skipped
    text = head[skipped:].decode("utf-8", "ignore")
    marks = 0
    while marks < len(text) and not cell_len(clean(text[marks])):
        marks += 1
    return offset + skipped + len(text[:marks].encode())


def chunk_text(document: Document, line: int, chunk: int, size: int) -> tuple[int, str]:
    """Return the offset of a chunk of a long line, and its text."""
    start = chunk_start(document, line, chunk, size)
    return start, document.text(line, start, chunk_start(document, line, chunk + 1, size))


def _chunk(document: Document, wraps: Wraps, line: int, chunk: int) -> Chunk:
    """Return a chunk of a long line, of the last few from memory."""
    found = wraps.chunks.get((line, chunk))
    if found is None:
        start, text = chunk_text(document, line, chunk, chunk_size(wraps.width))
        found = Chunk(start, text, row_starts(text, wraps.width))
        while len(wraps.chunks) >= _CHUNKS_KEPT:
            del wraps.chunks[next(iter(wraps.chunks))]
        wraps.chunks[line, chunk] = found
    return found


def long_row(document: Document, wraps: Wraps, line: int, part: int) -> tuple[int, str]:
    """Return one row of a long line: its offset in bytes, and its text."""
    before = wraps.long[line]
    index = bisect_right(before, part) - 1
    start, text, starts = _chunk(document, wraps, line, index)
    row = min(part - before[index], len(starts) - 1)
    end = starts[row + 1] if row + 1 < len(starts) else len(text)
    skipped = text[: starts[row]]
    length = len(skipped) if text.isascii() else len(skipped.encode("utf-8", "replace"))
    return start + length, text[starts[row] : end]


def long_part(document: Document, wraps: Wraps, line: int, offset: int) -> int:
    """Return the row of a long line that an offset in bytes is in."""
    before = wraps.long[line]
    index = min(offset // chunk_size(wraps.width), len(before) - 1)
    if index and _chunk(document, wraps, line, index).start > offset:
        index -= 1
    start, text, starts = _chunk(document, wraps, line, index)
    place = len(text.encode("utf-8", "replace")[: offset - start].decode("utf-8", "ignore"))
    return before[index] + bisect_right(starts, place) - 1


class _Scan:
    """Adds the lines that take several rows, in order."""

    def __init__(self, document: Document, base: Wraps) -> None:
        self.document = document
        self.width = base.width
        self.line = base.line
        self.address = base.address
        self.lines = base.extra.lines[:]
        self.starts = base.extra.starts[:]
        self.total = base.extra.total
        self.long = dict(base.long)
        self._wide = _wide_lines(base.width)
        if base.address and base.line < document.line_count:
            self._rewind()

    def _rewind(self) -> None:
        """Go back to where the line starts: there may be more of it than there was before."""
        self.address = self.document.span(self.line)[0]
        if self.lines and self.lines[-1] == self.line:
            self.total = self.starts.pop() - self.lines.pop()

    def piece(self, is_cancelled: Callable[[], bool]) -> None:
        """Go on by a piece, or by a line that is longer than one."""
        data = self.document.read(self.address, self.address + PIECE)
        stop = data.rfind(b"\n") + 1
        if not stop and self.address + len(data) < self.document.size:
            self._long(is_cancelled)
            if self.line + 1 < self.document.line_count:
                self.line += 1
                self.address = self.document.span(self.line)[0]
            else:
                self.address = self.document.size
            return
        stop = stop or len(data)
        for match in self._wide.finditer(data, 0, stop):
            self.line += data.count(b"\n", match.start(), match.start(1))
            text = match[1]
            if len(text) > LONG_LINE:
                self._long(is_cancelled)
            elif text:
                self._add(len(row_starts(text.decode("utf-8", "replace"), self.width)))
            self.line += data.count(b"\n", match.end(1), match.end())
        self.address += stop

    def _add(self, rows: int) -> None:
        if rows > 1:
            self.lines.append(self.line)
            self.starts.append(self.line + self.total)
            self.total += rows - 1

    def _long(self, is_cancelled: Callable[[], bool]) -> None:
        first, last = self.document.span(self.line)
        size = chunk_size(self.width)
        before, rows = array("Q"), 0
        for chunk in range(-(-(last - first) // size)):
            if is_cancelled():
                return
            before.append(rows)
            _, text = chunk_text(self.document, self.line, chunk, size)
            rows += len(row_starts(text, self.width)) if text else 0
        self.long[self.line] = before
        self._add(rows)

    def result(self) -> Wraps:
        """Return what is known so far."""
        extra = Extra(self.lines, self.starts, self.total)
        return Wraps(self.width, extra, self.long, self.line, self.address)


def wrapped(
    document: Document,
    base: Wraps,
    is_cancelled: Callable[[], bool] = never,
    limit: int | None = None,
) -> Wraps:
    """Go on from what is known of the wrapping of a document, to its end or `limit` bytes on.

    Most lines are narrow and skipped by a regular expression; only wide ones take any time. The
    interpreter lock is held for about a millisecond at once.
    """
    scan = _Scan(document, base)
    stop = document.size if limit is None else min(document.size, base.address + limit)
    while scan.address < stop and not is_cancelled():
        scan.piece(is_cancelled)
    return scan.result()


@cache
def _wide_lines(width: int) -> re.Pattern[bytes]:
    """Match lines that are surely narrow, as many as there are, then one that may be wide."""
    narrow = rb"[ -~]{0,%d}+\r?\n|[^\n]{0,%d}+\n" % (width, width // _MOST_CELLS)
    return re.compile(rb"(?:%s)*+([^\n\r]*+(?:\r(?!\n)[^\n\r]*+)*+)\r?\n?" % narrow)


def is_wrappable(document: Document) -> bool:
    """Say whether the lines are the bytes themselves, and no layout of their own as in hex."""
    for line in {0, document.line_count // 2, document.line_count - 1}:
        first, last = document.span(line)
        stop = min(last, first + _MARKS_LOOKED_AT)
        text = document.text(line, 0, stop - first)
        same = document.read(first, stop).decode("utf-8", "replace")
        if (same != text) if stop == last else (same[:-4] != text[: len(same) - 4]):
            return False
    return True
