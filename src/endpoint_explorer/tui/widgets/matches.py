"""The places that a search has found so far."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator

from endpoint_explorer.bodies.document import Document
from endpoint_explorer.bodies.find import Query


class Matches:
    """Addresses in the data of a document, in order, and which of them is the current one.

    They come in pieces from the start of the data to its end: `extend` adds one.
    """

    def __init__(self, document: Document, query: Query) -> None:
        self.query = query
        self.current = -1
        self.is_complete = False
        self._document = document
        self._pattern = query.pattern()
        self._addresses: array[int] = array("Q")

    def __len__(self) -> int:
        return len(self._addresses)

    @property
    def address(self) -> int:
        """Where the current match starts; -1 when there is none."""
        return self._addresses[self.current] if self.current >= 0 else -1

    def extend(self, found: array[int], *, is_complete: bool) -> None:
        """Add what the next piece of the search has found."""
        self._addresses.extend(found)
        self.is_complete = is_complete

    def go_to_nearest(self, address: int) -> bool:
        """Make the first match at or after an address current, once it is known which it is."""
        index = bisect_left(self._addresses, address)
        if index == len(self._addresses):
            if not self.is_complete:
                return False
            index = 0  # around the end, to the first one
        self.current = index if self._addresses else -1
        return self.current >= 0

    def step(self, distance: int) -> bool:
        """Make another match current, around the ends; False when there is none."""
        if self._addresses:
            self.current = (self.current + distance) % len(self._addresses)
        return bool(self._addresses)

    def within(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Yield where the matches that start between two addresses start and end."""
        for index in range(bisect_left(self._addresses, first), len(self._addresses)):
            start = self._addresses[index]
            if start >= last:
                break
            yield start, start + self._length(start)

    def _length(self, start: int) -> int:
        text = self.query.text
        if text.isascii():
            return len(text)
        match = self._pattern.match(
            self.query.fold(self._document.read(start, start + self.query.reach))
        )
        return len(match[0]) if match else 0

    @property
    def summary(self) -> str:
        """Say how many there are, and which is current."""
        more = "" if self.is_complete else "+"
        if not self._addresses:
            return "none" if self.is_complete else "searching"
        if self.current < 0:
            return f"{len(self._addresses):,}{more} found"
        return f"{self.current + 1:,} of {len(self._addresses):,}{more}"
