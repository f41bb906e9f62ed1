"""The places that a search has found so far."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from endpoint_explorer.bodies.find import Query
from endpoint_explorer.bodies.regex import Found


class Matches:
    """Addresses in a document, in order, and which of them is the current one.

    They come in pieces from the start of the document to its end: `extend` adds one.
    """

    def __init__(self, query: Query) -> None:
        self.query = query
        self.current = -1
        self.is_complete = False
        self.note = ""
        """Where the last step went, when that is not obvious."""
        self._starts: array[int] = array("Q")
        self._ends: array[int] = array("Q")

    def __len__(self) -> int:
        return len(self._starts)

    @property
    def address(self) -> int:
        """Where the current match starts; -1 when there is none."""
        return self._starts[self.current] if self.current >= 0 else -1

    def extend(self, found: Found, *, is_complete: bool) -> None:
        """Add what the next piece of the search has found."""
        self._starts.extend(found.starts)
        self._ends.extend(found.ends)
        self.is_complete = is_complete

    def go_to_nearest(self, address: int) -> bool:
        """Make the first match at or after an address current, once it is known which it is."""
        index = bisect_left(self._starts, address)
        if index == len(self._starts):
            if not self.is_complete:
                return False
            index = 0  # around the end, to the first one
        self.current = index if self._starts else -1
        self.note = _around(address, self.address, 1) if self._starts else ""
        return self.current >= 0

    def step(self, distance: int) -> bool:
        """Make another match current, around the ends; False when there is none."""
        if self._starts:
            left = self.address
            self.current = (self.current + distance) % len(self._starts)
            self.note = _around(left, self.address, distance)
        return bool(self._starts)

    def within(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Yield where the matches start and end that have a byte between two addresses."""
        for index in range(bisect_right(self._ends, first), len(self._starts)):
            if self._starts[index] >= last:
                break
            yield self._starts[index], self._ends[index]

    @property
    def summary(self) -> str:
        """Say how many there are, and which is current."""
        more = "" if self.is_complete else "+"
        if not self._starts:
            return "none" if self.is_complete else "searching"
        if self.current < 0:
            return f"{len(self._starts):,}{more} found"
        return f"{self.current + 1:,} of {len(self._starts):,}{more}"


def _around(left: int, reached: int, distance: int) -> str:
    """Say that a step went around an end."""
    if distance > 0 and reached < left:
        return "hit the end, back to the top"
    if distance < 0 and reached > left >= 0:
        return "hit the top, back to the end"
    return ""
