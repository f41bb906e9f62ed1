"""How the lines of laid-out XML are nested, told from the pieces near a line."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate
from threading import Lock
from typing import NamedTuple

from endpoint_explorer.bodies.outline import Regions
from endpoint_explorer.bodies.xml_marks import CLOSE, OPEN, OTHER, Run, Units
from endpoint_explorer.bodies.xml_paths import element_path, path_in
from endpoint_explorer.bodies.xml_scan import Layout

_READ_PIECES_KEPT = 8


class _Read(NamedTuple):
    """A piece that has been read: its units, and the line on which each of them starts."""

    number: int
    units: Units
    lines: array[int]
    end: int


class _Place(NamedTuple):
    """Where a line is: a unit of a piece, or a run that is shown as it is."""

    read: _Read
    at: int
    run: Run | None

    @property
    def depth(self) -> int:
        return self.read.units.depths[self.at] if self.run is None else self.run.depth

    @property
    def kind(self) -> int:
        return self.read.units.kinds[self.at] if self.run is None else OTHER


class XmlOutline:
    """Elements that hold elements are regions; what is shown as it is belongs to one line."""

    def __init__(self, layout: Layout, newlines: array[int]) -> None:
        """Take a layout, and the number of line ends before each of its pieces."""
        self._layout = layout
        self._before = newlines
        self._reads: dict[int, _Read] = {}
        # The painter and a thread may both be here.
        self._lock = Lock()

    def opens(self, line: int) -> bool:
        """Say whether a line starts with the opening tag of an element that holds elements."""
        place = self._place(line)
        return place.kind == OPEN and place.read.lines[place.at] == line

    def depth(self, line: int) -> int:
        """Return how many elements a line is inside of."""
        return self._place(line).depth

    def path(self, line: int) -> str:
        """Return an XPath to the element of a line, to the one around it for anything else."""
        read, index, run = self._place(line)
        piece = self._layout.pieces[read.number]
        if run is None:
            path = path_in(read.units, index, piece.frame, self._layout.elements)
        else:
            element = self._layout.elements.get(run.start, piece.frame.element)
            path = element_path(element)
        return path.decode("utf-8", "replace") or "/"

    def enclosing(self, line: int) -> int | None:
        """Return the line of the opening tag of the element around a line."""
        place = self._place(line)
        if place.depth == 0:
            return None
        found = next(self._seek(place, place.depth - 1, -1, lambda: False), None)
        return None if found is None else found.read.lines[found.at]

    def close(self, line: int, is_cancelled: Callable[[], bool]) -> int | None:
        """Return the line of the closing tag."""
        if not self.opens(line):
            return None
        found = self._closing(self._place(line), is_cancelled)
        return None if found is None else found.read.lines[found.at]

    def regions(self, depth: int, is_cancelled: Callable[[], bool]) -> Regions:
        """Return the elements at a depth that hold elements."""
        lines = {OPEN: array("Q"), CLOSE: array("Q")}
        for number, piece in enumerate(self._layout.pieces):
            if is_cancelled():
                break
            if piece.lowest <= depth:
                read = self._make_read(number)
                for index, kind in enumerate(read.units.kinds):
                    if read.units.depths[index] == depth and kind in lines:
                        lines[kind].append(read.lines[index])
        first, last = lines[OPEN], lines[CLOSE]
        return Regions(first[: len(last)], last)

    def summary(self, first: int, last: int, is_cancelled: Callable[[], bool]) -> str:
        """Say how many elements are directly inside the one that opens at `first`."""
        del last
        place = self._place(first)
        element = self._layout.elements.get(self._address(place))
        if element is not None:
            count = element.count
        else:
            units, depth = place.read.units, place.depth + 1
            count = 0
            for index in range(place.at + 1, len(units.depths)):
                if units.depths[index] < depth or is_cancelled():
                    break
                count += units.depths[index] == depth and units.kinds[index] < CLOSE
        return f"{count:,} element{'' if count == 1 else 's'}"

    def value(self, line: int, is_cancelled: Callable[[], bool]) -> bytes:
        """Return the source of the element, or the comment, that a line belongs to."""
        place = self._place(line)
        if place.run is not None:
            return self._layout.data[place.run.start : place.run.stop]
        if place.kind == CLOSE:
            opening = next(self._seek(place, place.depth, -1, is_cancelled), None)
            if opening is None:
                return b""
            place = opening
        start, end = self._address(place), place.read.units.ends[place.at]
        if place.kind == OPEN:
            closing = self._closing(place, is_cancelled)
            if closing is None:
                return b""
            end = closing.read.units.ends[closing.at]
        return self._layout.data[start:end]

    def _address(self, place: _Place) -> int:
        return place.read.units.first(place.at) if place.run is None else place.run.start

    def _closing(self, place: _Place, is_cancelled: Callable[[], bool]) -> _Place | None:
        return next(self._seek(place, place.depth, 1, is_cancelled), None)

    def _seek(
        self, place: _Place, depth: int, step: int, is_cancelled: Callable[[], bool]
    ) -> Iterator[_Place]:
        """Yield the units at a depth or above it, from a place on, forwards or backwards."""
        pieces = self._layout.pieces
        number, index = place.read.number, place.at + (step if place.run is None else 0)
        read = place.read
        while not is_cancelled():
            depths = read.units.depths
            while 0 <= index < len(depths):
                if depths[index] <= depth:
                    yield _Place(read, index, None)
                index += step
            number += step
            while 0 <= number < len(pieces) and pieces[number].lowest > depth:
                number += step
            if not 0 <= number < len(pieces):
                return
            read = self._read(number)
            index = 0 if step > 0 else len(read.units.depths) - 1

    def _place(self, line: int) -> _Place:
        number = min(bisect_right(self._before, line), len(self._layout.pieces)) - 1
        read, piece = self._read(number), self._layout.pieces[number]
        index = bisect_right(read.lines, line) - 1
        if index < 0 and piece.before is not None:
            return _Place(read, -1, piece.before)
        if piece.after is not None and line >= read.end:
            return _Place(read, len(read.lines), piece.after)
        return _Place(read, max(index, 0), None)

    def _read(self, number: int) -> _Read:
        with self._lock:
            read = self._reads.pop(number, None)
        if read is None:
            read = self._make_read(number)
        with self._lock:
            self._reads[number] = read
            if len(self._reads) > _READ_PIECES_KEPT:
                del self._reads[next(iter(self._reads))]
        return read

    def _make_read(self, number: int) -> _Read:
        piece = self._layout.pieces[number]
        units = self._layout.units(piece)
        line = self._before[number]
        if piece.before is not None:
            line += self._layout.data.count(b"\n", piece.start, piece.before.stop) + 1
        counts = (1 + mark.count(b"\n") for mark in units.marks)
        lines = array("Q", accumulate(counts, initial=line))
        return _Read(number, units, lines[:-1], lines[-1])
