"""A JSON text laid out a section at a time: a table of pieces, and no laid-out text kept."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator

from endpoint_explorer.bodies.json_cut import LONG, SIZE, next_region, whole_escapes
from endpoint_explorer.bodies.json_frames import Place
from endpoint_explorer.bodies.json_layout import (
    JsonFault,
    Section,
    TooBig,
    check_string,
    lay_out,
    marker_for,
    place_region,
)
from endpoint_explorer.bodies.json_records import lay_out_records, next_records
from endpoint_explorer.bodies.pieces import Lines, PieceTable

FIRST = 16 * 1024
"""Bytes of the first section: more than a screen, and laid out in a millisecond."""

SMALLEST = 4 * 1024
_GROWTH = 12
_ALLOWED_GROWTH = 64 * 1024 * 1024
_GROWS = "nested so deeply that laying it out would take many times its size"


class JsonText:
    """The sections of one JSON text, or of one text a line, that are laid out by now.

    One thread calls `lay_out`; what it has appended may be read by others.
    """

    def __init__(self, data: bytes, start: int = 0, *, has_records: bool = False) -> None:
        self.data = data
        self.sections: list[Section] = []
        self.first_lines = array("Q")
        self.pieces = array("Q")
        self.has_records = has_records
        self._start = start
        self._table = PieceTable(self._make)
        self._sources: list[tuple[int, int, int]] = []

    def lay_out(self, tick: Callable[[], None] = lambda: None) -> Iterator[int]:
        """Lay out section after section, yielding the address that is reached.

        `tick` is called where the interpreter lock has been held for milliseconds. Raises
        `JsonFault`.
        """
        if self.has_records:
            yield from self._lay_out_records(tick)
        else:
            yield from self._lay_out_text(self._start, len(self.data), 0, FIRST, tick)

    def lines(self) -> Lines:
        """Return the lines that are laid out; to be called by the thread that lays out."""
        return self._table.lines()

    def text(self, number: int) -> bytes:
        """Return the lines of a section, with a marker for each of its long strings."""
        section = self.sections[number]
        if not section.region.holes:
            return self._table.made(self.pieces[number]).data
        return lay_out(self.data, section, marker_for(self.data, section.region))

    def _lay_out_text(
        self, start: int, end: int, line: int, size: int, tick: Callable[[], None]
    ) -> Iterator[int]:
        place = Place()
        while True:
            region = next_region(self.data, start, end, size, tick)
            try:
                section = place_region(self.data, region, place, len(self.sections), line)
            except TooBig as error:
                size = _smaller(size, error)
                continue
            self._append(section, tick)
            yield region.stop
            if region.is_last:
                return
            place, start, size = section.after, region.stop, min(2 * size, SIZE)

    def _lay_out_records(self, tick: Callable[[], None]) -> Iterator[int]:
        start, line, size = self._start, 1, FIRST
        while start < len(self.data):
            try:
                region, is_long = next_records(self.data, start, size)
            except TooBig as error:
                size = _smaller(size, error)
                continue
            if is_long and region.start < region.stop:
                yield from self._lay_out_text(region.start, region.stop, line, size, tick)
                self._table.append(b"\n")
                self._sources.append((-1, *_LINE_END))
            elif is_long:
                yield region.stop
            else:
                place = Place()
                self._append(Section(region, place, place, 0, line, is_records=True), tick)
                yield region.stop
            line += self.data.count(b"\n", start, region.stop) + is_long
            start, size = region.stop + is_long, min(2 * size, SIZE)

    def _append(self, section: Section, tick: Callable[[], None]) -> None:
        """Lay a section out once, to count its lines and to find what is wrong with it."""
        region = section.region
        if section.is_records:
            parts = [lay_out_records(self.data, section)]
            if not parts[0]:
                return
        else:
            marker = marker_for(self.data, region)
            try:
                text = lay_out(self.data, section, marker)
            except JsonFault as fault:
                self._check_holes(section, fault.address, tick)
                raise
            self._check_holes(section, None, tick)
            parts = text.split(marker) if region.holes else [text]
        self._append_parts(section, parts)
        if self._table.starts[-1] > _ALLOWED_GROWTH + _GROWTH * len(self.data):
            raise JsonFault(_GROWS)

    def _append_parts(self, section: Section, parts: list[bytes]) -> None:
        number = len(self.sections)
        self.first_lines.append(self._table.newlines[-1])
        self.pieces.append(len(self._sources))
        self.sections.append(section)
        for part, text in enumerate(parts):
            if part:
                start, stop = section.region.holes[part - 1]
                for first in range(start, stop, LONG):
                    last = min(first + LONG, stop)
                    self._sources.append((-1, first, last))
                    self._table.add(last - first, 0, ends_line=False)
            self._sources.append((number, part, 0))
            self._table.append(text)

    def _check_holes(self, section: Section, stop: int | None, tick: Callable[[], None]) -> None:
        """Check the long strings that start before an address."""
        for start, end in section.region.holes:
            if stop is not None and start >= stop:
                return
            first = start
            while first < end:
                last = min(first + LONG, end)
                if last < end or not section.region.is_closed:
                    last = whole_escapes(self.data, first, last)
                check_string(self.data, first, last)
                if last == first:
                    return
                first = last
                tick()

    def _make(self, piece: int) -> bytes:
        number, first, last = self._sources[piece]
        if number < 0:
            return self.data[first:last] if first < last else b"\n"
        section = self.sections[number]
        if section.is_records:
            return lay_out_records(self.data, section)
        marker = marker_for(self.data, section.region)
        text = lay_out(self.data, section, marker)
        return text.split(marker)[first] if section.region.holes else text


_LINE_END = (0, 0)
"""The place in the body of a line end that the body does not have."""


def _smaller(size: int, error: TooBig) -> int:
    if size <= SMALLEST:
        raise JsonFault(_GROWS) from error
    return max(size // 4, SMALLEST)
