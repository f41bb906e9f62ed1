"""The parts of lines that make a row, with their tokens and places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.document import Span
from endpoint_explorer.tui.widgets.painting import Piece, cleaned, to_strip
from endpoint_explorer.tui.widgets.wrapping import place_at


class Cut(NamedTuple):
    """What a row shows of a line."""

    text: str
    spans: Sequence[Span]
    offset: int
    """The offset in the line, in bytes, to which `columns` of the document relate."""
    shift: int
    """The characters between that offset and the text."""
    place: int
    """Where the row starts for a selection: clean characters, or bytes where the line is long."""
    left: int
    """The cells to cut off on the left."""
    is_last: bool
    is_long: bool


class WrappedLine:
    """A line that takes several rows."""

    def __init__(self, text: str, spans: Sequence[Span], starts: Sequence[int], width: int) -> None:
        self.width = width
        self._text = text
        self._spans = spans
        self._starts = starts

    def cut(self, part: int) -> Cut:
        """Return one of its rows."""
        starts = self._starts
        part = min(part, len(starts) - 1)
        is_last = part + 1 == len(starts)
        end = len(self._text) if is_last else starts[part + 1]
        return self._between(starts[part], end, 0)

    def cut_at(self, column: int, width: int) -> Cut:
        """Return what is `width` cells wide from a column on, and little more."""
        start, cells = place_at(self._text, column)
        return self._between(start, min(start + 4 * width, len(self._text)), column - cells)

    def _between(self, start: int, end: int, left: int) -> Cut:
        spans = [
            (max(begin, start) - start, min(stop, end) - start, token)
            for begin, stop, token in self._spans
            if begin < end and stop > start
        ]
        place = len(clean(self._text[:start]))
        is_last = end == len(self._text)
        return Cut(self._text[start:end], spans, 0, start, place, left, is_last, False)

    def part_at(self, place: int) -> int:
        """Return the row that holds a character."""
        return max(0, sum(start <= place for start in self._starts) - 1)


def bytes_before(text: str, place: int, address: int) -> int:
    """Return the characters of `text`, which starts at the byte `place`, before an address."""
    count = max(0, address - place)
    if text.isascii():
        return min(count, len(text))
    return len(text.encode("utf-8", "replace")[:count].decode("utf-8", "ignore"))


def addressed(pieces: Iterable[Piece], place: int, line: int | None) -> Strip:
    """Make a strip of pieces whose selection counts the bytes of a line from `place` on.

    Without a line it is for the eyes only.
    """
    if line is None:
        return to_strip(cleaned(pieces))
    segments = []
    for text, style in pieces:
        for unit in _units().findall(text):
            mark = Style.from_meta({"offset": (place, line)})
            segments.append(Segment(clean(unit), style + mark))
            place += len(unit.encode("utf-8", "replace"))
    return Strip(segments)


@cache
def _units() -> re.Pattern[str]:
    """Match what is shown as it is, or a character with the marks on it."""
    return re.compile(r"[ -~]+|.[^\w\s\x00-\u02ff\u2000-\u20cf\u2190-\u2bff]*", re.DOTALL)
