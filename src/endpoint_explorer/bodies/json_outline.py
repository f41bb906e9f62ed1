"""How the lines of laid-out JSON are nested, told from the indentation near a line."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable
from time import sleep

from endpoint_explorer.bodies.json_frames import Frame
from endpoint_explorer.bodies.json_layout import INDENT
from endpoint_explorer.bodies.json_names import key_of, path_step
from endpoint_explorer.bodies.json_text import JsonText
from endpoint_explorer.bodies.json_values import address_in, value_start
from endpoint_explorer.bodies.outline import Regions
from endpoint_explorer.bodies.pieces import Made

PAUSE = 0.0002
"""Seconds given to others between two sections that are looked through."""

_READ_KEPT = 4
_OPENERS = b"[{"
_CLOSER_OF = {ord("["): b"]", ord("{"): b"}"}
_STARTS = (b'"', b"{", b"[")
_WINDOWS = (4 * 1024, 64 * 1024)


class _Read:
    """The lines of a section, each of them behind a line end, so that a search finds it."""

    def __init__(self, number: int, text: bytes, first_line: int) -> None:
        self.number = number
        self.text = b"\n" + text.removesuffix(b"\n")
        self.first_line = first_line
        self._made = Made(self.text)

    def place(self, line: int) -> int:
        """Return the offset of the line end before a line of the document."""
        return self._made.newline(line - self.first_line)

    def line(self, place: int) -> int:
        return self.first_line + self._made.newlines_before(place)

    def end(self, place: int) -> int:
        """Return where the line that starts behind `place` ends."""
        end = self.text.find(b"\n", place + 1)
        return len(self.text) if end < 0 else end

    def depth(self, place: int) -> int:
        """Return the level of the line behind `place`."""
        match = _INDENTATION.match(self.text, place + 1)
        return 0 if match is None else (match.end() - place - 1) // INDENT

    def first_byte(self, place: int) -> int:
        at = place + 1 + INDENT * self.depth(place)
        return self.text[at] if at < len(self.text) else 0

    def opener(self, before: int, level: int) -> int:
        """Return the place of the last line of a level before a place, if deeper ones follow it.

        It is -1 when all lines before are deeper. No line in between may be of a lower level.
        """
        line_start = b"\n" + b" " * (INDENT * level)
        for window in (*_WINDOWS, before):
            start = max(0, before - window)
            found = max(self.text.rfind(line_start + first, start, before) for first in _STARTS)
            if found >= 0 or not start:
                return found
        return -1

    def children(self, level: int, start: int, stop: int) -> int:
        """Count the lines of a level that start between two places, those that close left out."""
        line_start = b"\n" + b" " * (INDENT * level)
        deeper = (line_start + b" ", line_start + b"]", line_start + b"}")
        found = self.text.count(line_start, start, stop + len(line_start))
        return found - sum(self.text.count(line, start, stop + len(line)) for line in deeper)

    def close(self, place: int, level: int, closer: bytes) -> int:
        """Return the place of the first line of a level that closes, -1 for none."""
        return self.text.find(b"\n" + b" " * (INDENT * level) + closer, place + 1)


_INDENTATION = re.compile(rb" *")


class JsonOutline:
    """The outline of the first `line_count` lines of a laid-out JSON text."""

    def __init__(self, text: JsonText, line_count: int) -> None:
        self._text = text
        self._count = len(text.sections)
        self._line_count = line_count
        self._kept: dict[int, _Read] = {}

    def opens(self, line: int) -> bool:
        """Say whether a line ends with an opening bracket."""
        read = self._at(line)
        return read.text[read.end(read.place(line)) - 1] in _OPENERS

    def depth(self, line: int) -> int:
        """Return how far a line is indented."""
        read = self._at(line)
        return read.depth(read.place(line))

    def path(self, line: int) -> str:
        """Return the path of a line in RFC 9535's notation, as short as it can be."""
        read = self._at(line)
        place = read.place(line)
        level = read.depth(place)
        steps: list[str] = []
        if read.first_byte(place) in b"]}":
            place = read.opener(place, level)
        while level and place >= 0:
            outer = read.opener(place, level - 1)
            if outer >= 0:
                steps.append(self._step(read, outer, place, level))
            else:
                steps.append(self._step_from_frame(read, place, level))
            place, level = outer, level - 1
        frame = None if place >= 0 else self._frame(read.number, level)
        while frame is not None and frame.outer is not None:
            steps.append(self._frame_step(frame))
            frame = frame.outer
        return self._root(read, line) + "".join(reversed(steps))

    def enclosing(self, line: int) -> int | None:
        """Return the line that opens the region around a line."""
        read = self._at(line)
        place = read.place(line)
        level = read.depth(place)
        if not level:
            return None
        opener = read.opener(place, level - 1)
        if opener < 0:
            frame = self._frame(read.number, level - 1)
            if frame is None:
                return None
            read, opener = self._opening(frame)
        return read.line(opener)

    def close(self, line: int, is_cancelled: Callable[[], bool]) -> int | None:
        """Return the line that closes what a line opens, None where it is not laid out yet."""
        del is_cancelled  # two sections are looked at, whatever is between them
        read = self._at(line)
        place = read.place(line)
        closer = _CLOSER_OF.get(read.text[read.end(place) - 1])
        if closer is None:
            return None
        level = read.depth(place)
        found = read.close(place, level, closer)
        if found < 0:
            for number in range(read.number + 1, self._count):
                if self._text.sections[number].lowest <= level:
                    read = self._read(number)
                    found = read.close(-1, level, closer)
                    break
        return read.line(found) if found >= 0 else None

    def regions(self, depth: int, is_cancelled: Callable[[], bool]) -> Regions:
        """Return the regions whose first line is at a depth."""
        first, last = array("Q"), array("Q")
        pattern = re.compile(
            rb"\n {%d}(?:([\]}])|[^ \n\]}][^\n]*(?<=[\[{])(?=\n|\Z))" % (INDENT * depth)
        )
        for number in range(self._count):
            if is_cancelled():
                break
            if self._text.sections[number].lowest > depth:
                continue
            read = self._read(number)
            line, position = read.first_line, 0
            for match in pattern.finditer(read.text):
                line += read.text.count(b"\n", position, match.start())
                position = match.start()
                if match[1] is None:
                    first.append(line)
                else:
                    last.append(line)
            sleep(PAUSE)
        del first[len(last) :]
        return Regions(first, last)

    def summary(self, first: int, last: int, is_cancelled: Callable[[], bool]) -> str:
        """Say how many members or elements a region has."""
        del is_cancelled
        read = self._at(first)
        place = read.place(first)
        level = read.depth(place)
        is_object = read.text[read.end(place) - 1] == ord("{")
        other = self._at(last)
        stop = other.place(last)
        if other.number == read.number:
            count = read.children(level + 1, place + 1, stop)
        else:
            count = self._before(other.number, level) + other.children(level + 1, 0, stop)
        word = "key" if is_object else "item"
        return f"{count:,} {word}" + ("" if count == 1 else "s")

    def value(self, line: int, is_cancelled: Callable[[], bool]) -> bytes:
        """Return the value of a line, of its region where it opens or closes one."""
        return self._text.data[slice(*self._value_span(line, is_cancelled))]

    def origin(self, line: int) -> int:
        """Return the address in the body of what a line starts with."""
        read = self._at(line)
        return address_in(self._text, read.number, read.text[: read.place(line) + 1], is_end=False)

    def _value_span(self, line: int, is_cancelled: Callable[[], bool]) -> tuple[int, int]:
        read = self._at(line)
        place = read.place(line)
        last = line
        if read.text[read.end(place) - 1] in _OPENERS:
            closing = self.close(line, is_cancelled)
            last = self._line_count - 1 if closing is None else closing
        elif read.first_byte(place) in b"]}":
            opener = read.opener(place, read.depth(place))
            if opener < 0:
                frame = self._frame(read.number, read.depth(place))
                if frame is not None:
                    read, opener = self._opening(frame)
            place = max(opener, 0)
        start = address_in(
            self._text, read.number, read.text[: value_start(read.text, place)], is_end=False
        )
        read = self._at(last)
        end = read.end(read.place(last))
        text = read.text[:end].removesuffix(b",")
        return start, address_in(self._text, read.number, text, is_end=True)

    def _at(self, line: int) -> _Read:
        if not 0 <= line < self._line_count:
            raise IndexError(line)
        return self._read(bisect_right(self._text.first_lines, line, 0, self._count) - 1)

    def _read(self, number: int) -> _Read:
        read = self._kept.get(number)
        if read is None:
            read = _Read(number, self._text.text(number), self._text.first_lines[number])
            # The last few: a loop over sections leaves none behind, and the painter finds its own.
            kept = {**self._kept, number: read}
            self._kept = dict(list(kept.items())[-_READ_KEPT:])
        return read

    def _root(self, read: _Read, line: int) -> str:
        section = self._text.sections[read.number]
        if not self._text.has_records:
            return "$"
        number = section.line
        if section.is_records:
            number += self._lines_before(read, line)
        return f"line {number}: $"

    def _lines_before(self, read: _Read, line: int) -> int:
        """Return how many lines of the body are before the text that a line is of."""
        region = self._text.sections[read.number].region
        texts = read.children(0, 0, read.place(line))
        for number, text in enumerate(self._text.data[region.start : region.stop].split(b"\n")):
            texts -= bool(text.strip(b"\x1e \t\r"))
            if not texts:
                return number
        return 0

    def _step(self, read: _Read, outer: int, place: int, level: int) -> str:
        if read.text[read.end(outer) - 1] == ord("{"):
            return path_step(self._key(read, place))
        return f"[{read.children(level, outer + 1, place) - 1}]"

    def _step_from_frame(self, read: _Read, place: int, level: int) -> str:
        frame = self._frame(read.number, level - 1)
        if frame is not None and frame.kind == ord("["):
            before = self._before(read.number, level - 1)
            return f"[{before + read.children(level, 0, place) - 1}]"
        return path_step(self._key(read, place))

    def _frame_step(self, frame: Frame) -> str:
        if frame.outer is not None and frame.outer.kind == ord("["):
            return f"[{frame.index}]"
        if frame.key is None:
            frame.key = self._key(*self._opening(frame))
        return path_step(frame.key)

    def _key(self, read: _Read, place: int) -> str:
        return key_of(self._text, read.number, read.text, place + 1 + INDENT * read.depth(place))

    def _opening(self, frame: Frame) -> tuple[_Read, int]:
        """Return the section in which a frame starts, and the place of its line there."""
        read = self._read(frame.region)
        return read, max(read.opener(len(read.text), frame.level), 0)

    def _frame(self, number: int, level: int) -> Frame | None:
        """Return the frame of a level that is open where a section starts."""
        frame = self._text.sections[number].before.frame
        while frame is not None and frame.level > level:
            frame = frame.outer
        return frame

    def _before(self, number: int, level: int) -> int:
        """Return how many children the frame of a level has before a section."""
        place = self._text.sections[number].before
        if place.depth == level + 1:
            return place.seen
        inner = self._frame(number, level + 1)
        return 0 if inner is None else inner.index + 1
