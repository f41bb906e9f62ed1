"""The marks of XML: what stands on a line of its own, read a window of the source at a time."""

from __future__ import annotations

import re
from array import array
from functools import cache
from itertools import repeat
from operator import add, mul

import msgspec

INDENT = b"  "
WINDOW = 32 * 1024
"""Bytes of source that are read at a time: one or two milliseconds of work."""

LONGEST_MARK = 4 * 1024 * 1024
"""Bytes up to which a tag, which cannot be read in parts, takes a few milliseconds."""

_RISE = 256
"""Levels that a window may go deeper than it starts, so that what it becomes stays small."""

SINGLE, OPEN, CLOSE, OTHER = range(4)
"""Kinds of units: an element whole, an opening tag, a closing tag, a comment or instruction."""

_OPENING, _CLOSING, _TEXT, _PART = 2, 3, 5, 6  # groups of the pattern, the others being units
_STEP = 1024 * 1024

_LONG = {b"<!--": b"-->", b"<?": b"?>", b"<![CDATA[": b"]]>"}


class NotUnderstood(Exception):
    """Well-formed XML that the marks do not describe."""


class Run(msgspec.Struct, frozen=True):
    """A part of the source that is shown as it is; addresses in the source."""

    start: int
    stop: int
    depth: int


class Units(msgspec.Struct):
    """The units between two addresses of the source, in order; what they share has one index.

    `outer` means the elements that are open where the units start: of each that holds text, the
    depth, and of each that is closed, from the innermost outwards, the address of its end.
    `unclosed` has, of each element that is still open at the end, from the outermost inwards, its
    index and whether it is to be left as it is.
    """

    start: int
    stop: int = 0
    marks: list[bytes] = []
    depths: list[int] = []
    kinds: bytearray = msgspec.field(default_factory=bytearray)
    ends: array[int] = msgspec.field(default_factory=lambda: array("Q"))
    outer_texts: set[int] = set()
    outer_closes: list[int] = []
    unclosed: list[tuple[int, bool]] = []
    long: Run | None = None

    def first(self, index: int) -> int:
        """Return the address where a unit starts."""
        return self.ends[index] - len(self.marks[index])

    def laid_out(self) -> bytes:
        """Return a line for each unit, its line end included."""
        indents = map(mul, repeat(INDENT), self.depths)
        return b"\n".join([*map(add, indents, self.marks), b""])


@cache
def _marks() -> re.Pattern[bytes]:
    tag = rb"""<[^<>"'/!?][^<>"'/]*+(?:(?:"[^"<]*+"|'[^'<]*+'|/(?!>))[^<>"'/]*+)*+"""
    comment = rb"<!--(?:[^-]++|-(?!->))*+-->"
    instruction = rb"<\?(?:[^?]++|\?(?!>))*+\?>"
    subset = rb"\[(?:[^\]\"'<]++|" + comment + rb"|" + instruction
    subset += rb"|<(?!!--|\?)|\"[^\"]*+\"|'[^']*+')*+\]"
    doctype = rb"<!DOCTYPE(?:[^\[<>\"']++|\"[^\"]*+\"|'[^']*+'|" + subset + rb")*+>"
    return re.compile(
        # A whole element without elements inside, an opening tag, a closing tag,
        rb"\s*+(?:(" + tag + rb"(?:/>|>[^<]*+</[^>]*+>))|(" + tag + rb">)|(</[^>]*+>)"
        # a mark that holds no element, text, and what this window has only a part of.
        rb"|(" + comment + rb"|" + instruction + rb"|" + doctype + rb"))"
        rb"|([^<]++|<!\[CDATA\[(?:[^\]]++|\](?!\]>))*+\]\]>)|(<[\s\S]*+)"
    )


def cut(data: bytes, start: int, depth: int, window: int = WINDOW) -> int:
    """Return where the window that starts at an address may end, best behind a closing tag."""
    size = max(1, window // 64, window * 64 // (64 + depth))
    limit = start + size
    if limit >= len(data):
        return len(data)
    closing = data.rfind(b"</", start + 1, limit)
    if closing >= 0:
        stop = data.find(b">", closing, limit + size) + 1
        return stop if stop > 0 else closing
    tag = data.rfind(b"<", start + 1, limit)
    return tag if tag >= 0 else limit


def read_units(data: bytes, start: int, stop: int, depth: int) -> Units:
    """Read the units between two addresses, or those of the part that is complete."""
    longest = 2 * (stop - start)
    while True:
        units = _Reader(data, start, depth, longest).read(stop)
        if units.stop > start or units.long is not None or start >= len(data):
            return units
        if stop >= len(data) or stop - start > LONGEST_MARK:
            raise NotUnderstood
        stop = min(len(data), stop + (stop - start))  # one tag that is longer than the window


class _Reader:
    """Reads one window."""

    def __init__(self, data: bytes, start: int, depth: int, longest: int) -> None:
        self._data = data
        self._longest = longest
        self._depth = depth
        self._deepest = depth + _RISE
        self._units = Units(start)
        self._open: list[int] = []
        self._is_kept: list[bool] = []
        self._kept: list[tuple[int, int, int]] = []

    def read(self, stop: int) -> Units:
        """Read up to an address."""
        units = self._units
        units.stop = self._read_marks(stop)
        for index, first, last in self._kept:
            units.marks[index] = self._data[first:last]
        units.unclosed = list(zip(self._open, self._is_kept, strict=True))
        return units

    def _read_marks(self, stop: int) -> int:
        """Take every mark, and return where the last complete one ends."""
        position = self._units.start
        preserves = self._data.find(b"xml:space", position, stop) >= 0
        for match in _marks().finditer(self._data, position, stop):
            kind = match.lastindex or 0
            if kind == _PART:
                self._take_part(match.start())
                break
            position = match.end()
            if kind == _TEXT:
                self._take_text(match[0])
            elif kind == _CLOSING:
                self._close(match[kind], position)
            else:
                self._add(match[kind], kind - 1, position)
                if kind == _OPENING:
                    self._open.append(len(self._units.marks) - 1)
                    self._is_kept.append(preserves and b"xml:space" in match[kind])
                    self._depth += 1
                    if self._depth > self._deepest:
                        break
        return position

    def _add(self, mark: bytes, kind: int, end: int) -> None:
        units = self._units
        units.marks.append(mark)
        units.depths.append(self._depth)
        units.kinds.append(kind)
        units.ends.append(end)

    def _take_text(self, text: bytes) -> None:
        """Leave the element that is open as it is: white space may mean something there."""
        if text.isspace():
            return
        if self._open:
            self._is_kept[-1] = True
        else:
            self._units.outer_texts.add(self._depth - 1)

    def _close(self, mark: bytes, end: int) -> None:
        self._depth -= 1
        if not self._open:
            self._units.outer_closes.append(end)
            self._add(mark, CLOSE, end)
            return
        index, is_kept = self._open.pop(), self._is_kept.pop()
        if is_kept:
            self._keep(index, end)
        else:
            self._add(mark, CLOSE, end)

    def _keep(self, index: int, end: int) -> None:
        """Make one unit of all that came since an opening tag."""
        units = self._units
        start = units.first(index)
        del units.marks[index + 1 :], units.depths[index + 1 :]
        del units.kinds[index + 1 :], units.ends[index + 1 :]
        units.kinds[index] = SINGLE
        units.ends[index] = end
        while self._kept and self._kept[-1][0] >= index:
            self._kept.pop()
        self._kept.append((index, start, end))

    def _take_part(self, start: int) -> None:
        """Note a comment, an instruction or CDATA that is longer than a window."""
        if start > self._units.start:
            return  # the next window starts with it
        for opening, closing in _LONG.items():
            if self._data.startswith(opening, start):
                stop = _find(self._data, closing, start + len(opening)) + len(closing)
                if stop - start < self._longest:
                    return
                if opening.startswith(b"<!["):
                    self._take_text(opening)
                self._units.long = Run(start, stop, self._depth)


def _find(data: bytes, mark: bytes, start: int) -> int:
    """Find in steps: the interpreter is not to be held for as long as a big body takes."""
    for step in range(start, len(data), _STEP):
        found = data.find(mark, step, step + _STEP + len(mark))
        if found >= 0:
            return found
    raise NotUnderstood
