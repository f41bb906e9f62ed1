"""How the lines of a document are nested: what can be folded, and where a line is."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Protocol

import msgspec


class Regions(msgspec.Struct, frozen=True):
    """Regions of one nesting depth, in order: numbers of their first and last lines (`Q`)."""

    first: array[int]
    last: array[int]


class Outline(Protocol):
    """The nesting of a document's lines; lines count from 0.

    A region goes from the line that opens a container to the line that closes it, both included.
    Methods said to read megabytes belong in a thread; they give up, returning what they have (or
    None), once `is_cancelled` says so.
    """

    def opens(self, line: int) -> bool:
        """Say whether a line opens a region; cheap, asked for every line in view."""

    def depth(self, line: int) -> int:
        """Return how many regions a line is inside of, 0 for the outermost; cheap."""

    def path(self, line: int) -> str:
        """Return where a line is: `$.items[3].address.city` (RFC 9535), `/rss/item[3]`; cheap."""

    def enclosing(self, line: int) -> int | None:
        """Return the line that opens the innermost region that a line is in; may read megabytes.

        A line that opens or closes a region belongs to the one around it; None at the outermost.
        """

    def close(self, line: int, is_cancelled: Callable[[], bool]) -> int | None:
        """Return the last line of the region that `line` opens; may read megabytes."""

    def regions(self, depth: int, is_cancelled: Callable[[], bool]) -> Regions:
        """Return every region whose first line is at a depth; may read megabytes."""

    def summary(self, first: int, last: int, is_cancelled: Callable[[], bool]) -> str:
        """Say what a region holds (`12 keys`, `1 item`, `3 elements`); may read megabytes."""

    def value(self, line: int, is_cancelled: Callable[[], bool]) -> bytes:
        """Return the value that starts at a line, as the body has it; may read megabytes."""
