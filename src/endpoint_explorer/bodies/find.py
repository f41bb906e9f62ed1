"""Plain search in the bytes of a document, a piece at a time."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator

import msgspec

from endpoint_explorer.bodies.document import Document

PIECE = 256 * 1024
"""Bytes searched at a time."""


class Query(msgspec.Struct, frozen=True):
    """What to look for. Case matters once the text has a capital in it."""

    text: str

    @property
    def is_case_sensitive(self) -> bool:
        """Whether case matters."""
        return self.text != self.text.lower()

    @property
    def reach(self) -> int:
        """The bytes that a match has at most."""
        return 4 * len(self.text.encode("utf-8", "replace"))

    def pattern(self) -> re.Pattern[bytes]:
        """Return a pattern for UTF-8 in which `fold` has made ASCII letters small."""
        forms = (lambda c: c) if self.is_case_sensitive else _either_case
        return re.compile(b"".join(map(_escaped, map(forms, self.text))))

    def fold(self, data: bytes) -> bytes:
        """Make ASCII letters small when case does not matter; the length stays the same."""
        return data if self.is_case_sensitive else data.lower()


def find(document: Document, query: Query) -> Iterator[array[int]]:
    """Yield the addresses of the matches of each piece of 256 KiB, also where there are none.

    Matches do not overlap. The pieces come from the start of the document to its end.
    """
    pattern = query.pattern()
    resume = 0
    for start in range(0, document.size, PIECE):
        first = max(start, resume)
        piece = query.fold(document.read(first, start + PIECE + query.reach))
        found = array("Q")
        for match in pattern.finditer(piece):
            if first + match.start() >= start + PIECE:
                break
            found.append(first + match.start())
            resume = first + match.end()
        yield found


def _either_case(character: str) -> tuple[str, ...]:
    if character.isascii():
        return (character,)
    return tuple({character: 0, character.upper(): 0, character.title(): 0})


def _escaped(forms: Iterable[str]) -> bytes:
    encoded = [re.escape(form.encode("utf-8", "replace")) for form in forms]
    return encoded[0] if len(encoded) == 1 else b"(?:%s)" % b"|".join(encoded)
