"""Search in the bytes of a document, a piece at a time."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator

import msgspec

from endpoint_explorer.bodies.document import Document
from endpoint_explorer.bodies.regex import OVERLAP, Found, has_capital

PIECE = 256 * 1024
"""Bytes searched at a time."""

CONTEXT = 256
"""Bytes before a piece that a regular expression may look back at."""

_LONGEST = 4 * OVERLAP
"""Bytes that a match of a regular expression has at most where lines are long."""

Look = Callable[[bytes, int, int], Found]
"""Finds the matches in UTF-8 that start between two addresses of it."""


class Query(msgspec.Struct, frozen=True):
    """What to look for. Case matters once the text has a capital in it."""

    text: str
    is_regex: bool = False

    @property
    def is_case_sensitive(self) -> bool:
        """Whether case matters."""
        if self.is_regex:
            return has_capital(self.text)
        return self.text != self.text.lower()

    @property
    def reach(self) -> int:
        """The bytes that a match of plain text has at most."""
        return 4 * len(self.text.encode("utf-8", "replace"))

    def pattern(self) -> re.Pattern[bytes]:
        """Return a pattern for UTF-8 in which `fold` has made ASCII letters small."""
        forms = (lambda c: c) if self.is_case_sensitive else _either_case
        return re.compile(b"".join(map(_escaped, map(forms, self.text))))

    def fold(self, data: bytes) -> bytes:
        """Make ASCII letters small when case does not matter; the length stays the same."""
        return data if self.is_case_sensitive else data.lower()


def find(document: Document, query: Query) -> Iterator[Found]:
    """Yield the matches of plain text in each piece of 256 KiB, also where there are none.

    Matches do not overlap. The pieces come from the start of the document to its end.
    """
    pattern = query.pattern()
    resume = 0
    for start in range(0, document.size, PIECE):
        first = max(start, resume)
        piece = query.fold(document.read(first, start + PIECE + query.reach))
        found = Found(array("Q"), array("Q"))
        for match in pattern.finditer(piece):
            if first + match.start() >= start + PIECE:
                break
            found.starts.append(first + match.start())
            found.ends.append(first + match.end())
            resume = first + match.end()
        yield found


def find_regex(document: Document, look: Look) -> Iterator[Found]:
    """Yield the matches of a regular expression, as `find` does; `look` knows the expression."""
    at = 0
    while at < document.size:
        before = max(0, at - CONTEXT)
        data = document.read(before, at + PIECE + _LONGEST)
        stop = min(at + PIECE, document.size)
        # A line is in one piece wherever that is possible.
        newline = data.rfind(b"\n", at - before, stop - before)
        if newline >= 0 and stop < document.size:
            stop = before + newline + 1
        found = look(data, at - before, stop - before)
        at = max(stop, before + found.ends[-1]) if found.ends else stop
        yield Found(_moved(found.starts, before), _moved(found.ends, before))


def _moved(addresses: array[int], distance: int) -> array[int]:
    return array("Q", [address + distance for address in addresses]) if distance else addresses


def _either_case(character: str) -> tuple[str, ...]:
    if character.isascii():
        return (character,)
    return tuple({character: 0, character.upper(): 0, character.title(): 0})


def _escaped(forms: Iterable[str]) -> bytes:
    encoded = [re.escape(form.encode("utf-8", "replace")) for form in forms]
    return encoded[0] if len(encoded) == 1 else b"(?:%s)" % b"|".join(encoded)
