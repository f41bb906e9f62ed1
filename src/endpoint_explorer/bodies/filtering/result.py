"""What a filter finds, and what can be wrong with it."""

from __future__ import annotations

from typing import Literal

import msgspec

Language = Literal["JSONPath", "XPath"]

ENOUGH = 128 * 1024 * 1024
"""Bytes of matches after which no more are taken."""


class MalformedExpression(Exception):
    """An expression that means nothing; `position` counts characters from 1."""

    def __init__(self, reason: str, position: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position

    def __str__(self) -> str:
        """Say where, then what."""
        return self.reason if self.position is None else f"at {self.position}: {self.reason}"


class Unfilterable(Exception):
    """A body, or an expression over it, from which nothing can be taken; the text says why."""


class Filtered(msgspec.Struct, frozen=True):
    """The matches, in the order in which the expression finds them, as UTF-8.

    A match is the bytes of the body where that has any. `media` is the type of each of them;
    `is_cut` says that there are more.
    """

    matches: tuple[bytes, ...]
    media: str
    is_cut: bool = False

    @property
    def count(self) -> str:
        """Say how many there are."""
        number = len(self.matches)
        if not number:
            return "no match"
        return f"{number:,}{'+' if self.is_cut else ''} {'match' if number == 1 else 'matches'}"

    def document(self) -> bytes:
        """Return one document: a single match itself, more of them as a list.

        Of JSON that is an array, of anything else one after the other.
        """
        if len(self.matches) == 1:
            return self.matches[0]
        if self.media == "application/json":
            return b"[%s]" % b",\n".join(self.matches)
        return b"\n".join(self.matches)
