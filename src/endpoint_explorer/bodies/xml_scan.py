"""The pieces of an XML document: where each starts, how deep, inside which elements."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

import msgspec

from endpoint_explorer.bodies.body import Declined, Fault, Watch
from endpoint_explorer.bodies.xml_marks import (
    CLOSE,
    INDENT,
    OTHER,
    WINDOW,
    NotUnderstood,
    Run,
    Units,
    cut,
    read_units,
)

_NAMES_COUNTED = 64
"""Different names of children that are counted apart; beyond it their place among all is told."""

_BETWEEN_REPORTS = 8
"""Pieces after which it is said how far the layout is."""

_TOO_DEEP = "nested so deeply that laying it out would take many times its size"

_NOTHING = sys.maxsize
"""The lowest depth in a piece without units."""

_NAME = re.compile(rb"</?([^\s/>]+)")


def name_of(mark: bytes) -> bytes:
    """Return the name of the element that a mark opens or closes."""
    match = _NAME.match(mark)
    return match[1] if match else b""


class Element:
    """An element that is open where a piece ends, with what its children are called.

    `names` is how many children have each name, None where too many differ; `is_bare` says that
    nothing at all is inside, but perhaps white space.
    """

    __slots__ = ("address", "count", "is_bare", "name", "names", "ordinal", "outer", "position")

    def __init__(self, outer: Element | None, name: bytes, address: int) -> None:
        self.outer = outer
        self.name = name
        self.address = address
        self.names: dict[bytes, int] | None = {}
        self.count = 0
        self.is_bare = True
        self.ordinal = self.position = 0
        if outer is not None:
            self.ordinal, self.position = outer.add(name)

    def take(self, kind: int, mark: bytes) -> None:
        """Take a unit that is directly inside."""
        if kind < CLOSE:
            self.add(name_of(mark))
        elif kind == OTHER:
            self.is_bare = False

    def add(self, name: bytes) -> tuple[int, int]:
        """Count a child; return its number among those of its name, and among all."""
        self.is_bare = False
        self.count += 1
        if self.names is None:
            return 0, self.count
        number = self.names[name] = self.names.get(name, 0) + 1
        if len(self.names) > _NAMES_COUNTED:
            self.names = None
        return number, self.count


class Frame(msgspec.Struct, frozen=True):
    """An element that is open where a piece starts, and the children that it had until there."""

    element: Element
    outer: Frame | None
    names: dict[bytes, int]
    count: int


class Piece(msgspec.Struct):
    """A part of the source, and what it becomes: `size` bytes with `newlines` line ends.

    The runs are those that it starts and ends in the middle of, or that end where it ends.
    """

    start: int
    stop: int
    depth: int
    lowest: int
    frame: Frame
    size: int = 0
    newlines: int = 0
    before: Run | None = None
    after: Run | None = None

    @property
    def is_inside(self) -> bool:
        """Whether the whole piece is in the middle of a run."""
        return self.before is not None and self.before.stop > self.stop


class Layout:
    """What is known of an XML document once it has been read: pieces to be laid out on demand."""

    def __init__(self, data: bytes, pieces: list[Piece], elements: dict[int, Element]) -> None:
        self.data = data
        self.pieces = pieces
        self.elements = elements

    def units(self, piece: Piece) -> Units:
        """Return the units of a piece, without those that a run is made of."""
        start, depth = piece.start, piece.depth
        if piece.before is not None:
            start, depth = piece.before.stop, piece.before.depth
        stop = piece.stop if piece.after is None else piece.after.start
        if start >= stop:
            return Units(start, stop)
        return read_units(self.data, start, stop, depth)

    def make(self, number: int) -> bytes:
        """Lay a piece out; lines end with it, but for the last one of the document."""
        made = self.lay_out(self.pieces[number])
        return made[:-1] if number == len(self.pieces) - 1 and made.endswith(b"\n") else made

    def lay_out_alone(self, piece: Piece) -> bytes:
        """Return what a piece was taken to become before what comes later was known."""
        return read_units(self.data, piece.start, piece.stop, piece.depth).laid_out()

    def lay_out(self, piece: Piece) -> bytes:
        """Return what a piece becomes, its last line end included."""
        if piece.is_inside:
            return self.data[piece.start : piece.stop]
        units = self.units(piece)
        made = units.laid_out()
        if piece.before is not None:
            made = self.data[piece.start : piece.before.stop] + b"\n" + made
        if piece.after is not None:
            made += INDENT * piece.after.depth + self.data[piece.after.start : piece.stop]
            made += b"\n" if piece.after.stop == piece.stop else b""
        return made


class Scan:
    """Reads a well-formed document from its start to its end."""

    def __init__(self, data: bytes, window: int = WINDOW) -> None:
        self._data = data
        self._window = window
        self._added = 0
        self._pieces: list[Piece] = []
        self._runs: list[Run] = []
        document = Element(None, b"", 0)
        self._elements = [document]
        self._frames = [Frame(document, None, {}, 0)]
        self._is_kept = [False]
        self._all: dict[int, Element] = {}

    def run(
        self, watch: Watch, grown: Callable[[Layout, float], None] | None = None
    ) -> Layout | Fault:
        """Return the layout, or why there is none.

        `grown` takes the pieces so far and the share of the document that they are, now and then.
        What comes later may show that an element among them is to be left as it is.
        """
        layout = Layout(self._data, self._pieces, self._all)
        data = self._data
        most = 64 * 1024 * 1024 + 12 * len(data)
        start = 0
        try:
            while start < len(data):
                watch.check()
                depth = len(self._elements) - 1
                units = read_units(data, start, cut(data, start, depth, self._window), depth)
                self._take(units, depth)
                start = units.stop
                if grown is not None and len(self._pieces) % _BETWEEN_REPORTS == 0:
                    grown(layout, start / len(data))
                if units.long is not None:
                    start = self._take_long(units.long)
                if self._added * len(INDENT) > most:
                    return Declined(_TOO_DEEP)
        except NotUnderstood:
            return Declined("uses a part of XML that is shown as it is")
        self._finish(layout, watch)
        return layout

    def _take(self, units: Units, depth: int) -> None:
        """Note a piece, and what it closes, opens and counts."""
        made = units.laid_out()
        lowest = min(units.depths, default=_NOTHING)
        self._added += sum(units.depths)
        self._pieces.append(
            Piece(
                units.start,
                units.stop,
                depth,
                lowest,
                self._frames[-1],
                len(made),
                made.count(b"\n"),
            )
        )
        for inside in units.outer_texts:
            self._is_kept[inside + 1] = True
        self._take_outer(units)
        self._open(units)
        level = len(self._elements) - 1 - len(units.unclosed)
        del self._frames[level:]
        for element in self._elements[level:]:
            outer = self._frames[-1] if self._frames else None
            names = {} if element.names is None else dict(element.names)
            self._frames.append(Frame(element, outer, names, element.count))

    def _take_outer(self, units: Units) -> None:
        """Count the children of elements that were open, and close those that end."""
        stop = units.unclosed[0][0] if units.unclosed else len(units.depths)
        depths, kinds = units.depths, units.kinds
        closes = iter(units.outer_closes)
        elements = self._elements
        level = len(elements) - 1
        for index in range(stop):
            depth = depths[index]
            if depth > level:
                continue
            if depth < level:
                self._close(next(closes))
                level = depth
            else:
                elements[-1].take(kinds[index], units.marks[index])

    def _close(self, end: int) -> None:
        element = self._elements.pop()
        is_kept = self._is_kept.pop()
        del self._frames[len(self._elements) :]
        if is_kept or element.is_bare:
            self._keep(Run(element.address, end, len(self._elements) - 1))

    def _keep(self, run: Run) -> None:
        while self._runs and self._runs[-1].start >= run.start:
            self._runs.pop()
        self._runs.append(run)

    def _open(self, units: Units) -> None:
        """Push the elements that stay open, and count their children."""
        for number, (opening, is_kept) in enumerate(units.unclosed, start=1):
            is_last = number == len(units.unclosed)
            stop = len(units.depths) if is_last else units.unclosed[number][0]
            mark = units.marks[opening]
            element = Element(self._elements[-1], name_of(mark), units.first(opening))
            self._all[element.address] = element
            self._elements.append(element)
            self._is_kept.append(is_kept)
            depth = units.depths[opening] + 1
            for child in range(opening + 1, stop):
                if units.depths[child] == depth:
                    element.take(units.kinds[child], units.marks[child])

    def _take_long(self, run: Run) -> int:
        """Note pieces that are a single mark, and return where they end."""
        depth = len(self._elements) - 1
        self._elements[-1].is_bare = False
        for start in range(run.start, run.stop, self._window):
            stop = min(start + self._window, run.stop)
            self._pieces.append(Piece(start, stop, depth, depth, self._frames[-1]))
        self._keep(run)
        return run.stop

    def _finish(self, layout: Layout, watch: Watch) -> None:
        """Measure again what a run is part of, and leave out what became nothing."""
        number = 0
        for run in self._runs:
            while self._pieces[number].stop <= run.start:
                number += 1
            self._pieces[number].after = run
            _measure(layout, self._pieces[number])
            while self._pieces[number].stop < run.stop:
                watch.check()
                number += 1
                self._pieces[number].before = run
                _measure(layout, self._pieces[number])
        layout.pieces = [piece for piece in self._pieces if piece.size]
        if layout.pieces:
            # The last line of a document is not ended.
            last = layout.pieces[-1]
            ends = layout.lay_out(last).endswith(b"\n")
            last.size -= ends
            last.newlines -= ends


def _measure(layout: Layout, piece: Piece) -> None:
    made = layout.lay_out(piece)
    piece.size, piece.newlines = len(made), made.count(b"\n")
    if piece.is_inside:
        piece.lowest = _NOTHING
    else:
        ends = [piece.after.depth] if piece.after is not None else []
        piece.lowest = min([*layout.units(piece).depths, *ends], default=_NOTHING)
