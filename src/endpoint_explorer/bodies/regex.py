"""Regular expressions over UTF-8: what they mean, and where they match in a piece of text.

Python's `re` holds the interpreter lock and backtracks, so a pattern such as `(a+)+$` may take for
ever. No check of the pattern says reliably which ones do (on a line of a megabyte, already `.*x`
does), and a subset without them would lack what people type. So this module is run in a child
process, which can be killed; it gets the text a piece at a time.
"""

from __future__ import annotations

import re
import warnings
from array import array
from collections.abc import Iterator
from typing import NamedTuple

WINDOW = 16 * 1024
"""Characters of a long line that matches may start in, at a time: backtracking is bounded so."""

OVERLAP = 4 * 1024
"""Characters behind a window that a match which starts in it may reach into."""


class Found(NamedTuple):
    """Addresses of matches, in order: where they start and where they end (`Q`)."""

    starts: array[int]
    ends: array[int]


def compile_pattern(text: str, is_case_sensitive: bool) -> re.Pattern[str]:
    """Compile a pattern; raises re.error and OverflowError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return re.compile(text, 0 if is_case_sensitive else re.IGNORECASE)


def has_capital(pattern: str) -> bool:
    """Say whether a pattern has a capital letter of its own, other than in `\\W` and the like."""
    plain = re.sub(r"\\.|\(\?P[<=]\w*", "", pattern, flags=re.DOTALL)
    return plain != plain.lower()


def find_places(pattern: re.Pattern[str], data: bytes, start: int, stop: int) -> Found:
    """Return the matches that start from `start` up to before `stop`; none of them is empty.

    `data` is UTF-8, perhaps invalid in places; what stands around the two addresses is seen by `^`,
    `$` and what else looks around. Matches do not span lines. In a line longer than the window, a
    match is at least found, and whole when it has no more than `OVERLAP` characters.
    """
    starts, ends = array("Q"), array("Q")
    stop = min(stop, len(data))
    first = data.rfind(b"\n", 0, start) + 1
    while first < stop:
        newline = data.find(b"\n", first)
        last = len(data) if newline < 0 else newline
        line = data[first:last].removesuffix(b"\r")
        for left, right in _in_line(pattern, line, max(start - first, 0), stop - first):
            starts.append(first + left)
            ends.append(first + right)
        first = last + 1
    return Found(starts, ends)


def _in_line(
    pattern: re.Pattern[str], line: bytes, start: int, stop: int
) -> Iterator[tuple[int, int]]:
    """Yield where matches start and end in a line, in bytes."""
    text = line.decode("utf-8", "surrogateescape")
    if len(text) == len(line):
        yield from _windows(pattern, text, start, min(stop, len(text)))
        return
    first = len(_decoded(line[: _aligned(line, start)]))
    end = len(text) if stop >= len(line) else len(_decoded(line[: _aligned(line, stop)]))
    characters = size = 0
    for left, right in _windows(pattern, text, first, end):
        size += _size(text[characters:left])
        width = _size(text[left:right])
        yield size, size + width
        characters, size = right, size + width


def _windows(
    pattern: re.Pattern[str], text: str, start: int, stop: int
) -> Iterator[tuple[int, int]]:
    """Yield where matches that start between two places start and end, in characters."""
    while start < stop:
        edge = min(start + WINDOW, stop)
        resume = edge
        for match in pattern.finditer(text, start, min(edge + OVERLAP, len(text))):
            if match.start() >= edge:
                break
            if match.end() > match.start():
                yield match.span()
                resume = max(edge, match.end())
        start = resume


def _aligned(line: bytes, address: int) -> int:
    """Move forward to where a character starts; UTF-8 has at most three bytes that follow."""
    for _ in range(3):
        if line[address : address + 1] < b"\x80" or line[address] & 0xC0 != 0x80:
            break
        address += 1
    return address


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogateescape"))
