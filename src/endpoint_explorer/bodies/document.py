"""What a viewer shows: lines, found and coloured only when somebody looks at them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, Protocol

from endpoint_explorer.bodies.outline import Outline
from endpoint_explorer.bodies.pieces import Lines

Token = Literal[
    "key", "string", "number", "literal", "punctuation", "tag", "attribute", "comment", "muted",
    "heading", "strong", "emphasis", "link", "unknown",
]  # fmt: skip
Span = tuple[int, int, Token]
"""Where a token starts and ends in the text that was given, in characters."""

Highlighter = Callable[[str], Sequence[Span]]

HEAD = 512
"""Bytes at the start of a long line from which the colour of its rest is told."""

_FOLLOWING = 3
"""Bytes that may follow the first one of a character in UTF-8."""


class Document(Protocol):
    """Lines of text over bytes, which need not be in memory as a whole.

    Lines count from 0; addresses are offsets into the bytes that are searched and saved.
    """

    @property
    def size(self) -> int:
        """The number of bytes; addresses go from 0 to it."""

    @property
    def line_count(self) -> int:
        """The number of lines."""

    @property
    def outline(self) -> Outline | None:
        """How the lines are nested, for folding and breadcrumbs; None where they are not."""

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes between two addresses, fewer at the end; costs what it returns."""

    def span(self, line: int) -> tuple[int, int]:
        """Return the addresses where a line starts and ends, its line end left out."""

    def line_at(self, address: int) -> int:
        """Return the line that holds an address."""

    def text(self, line: int, start: int = 0, stop: int | None = None) -> str:
        """Return a line, or the part between two offsets from the line's start, uncleaned."""

    def spans(self, line: int, text: str, start: int = 0) -> Sequence[Span]:
        """Return the tokens of `text`, which stands at the offset `start` of the line."""

    def columns(
        self, line: int, start: int, stop: int, offset: int = 0
    ) -> Sequence[tuple[int, int]]:
        """Return where the bytes between two addresses stand in `text(line, offset)`, in order."""


def no_highlight(text: str) -> Sequence[Span]:
    """Leave text as it is."""
    del text
    return ()


class TextDocument:
    """UTF-8 text, perhaps invalid in places, with a colour for each token."""

    def __init__(
        self,
        text: bytes | Lines,
        highlight: Highlighter = no_highlight,
        outline: Outline | None = None,
    ) -> None:
        self._index = Lines.of(text) if isinstance(text, bytes) else text
        self._highlight = highlight
        self.outline = outline

    @property
    def size(self) -> int:
        """The number of bytes."""
        return self._index.size

    @property
    def line_count(self) -> int:
        """The number of lines."""
        return self._index.line_count

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes between two addresses, fewer at the end."""
        return self._index.read(start, stop)

    def span(self, line: int) -> tuple[int, int]:
        """Return the addresses where a line starts and ends, its line end left out."""
        return self._index.span(line)

    def line_at(self, address: int) -> int:
        """Return the line that holds an address."""
        return self._index.line_at(address)

    def text(self, line: int, start: int = 0, stop: int | None = None) -> str:
        """Return a line, or a part of it; a character that starts before `start` is left out."""
        first, last = self.span(line)
        begin = min(first + start, last)
        end = last if stop is None else max(begin, min(first + stop, last))
        if begin == end:
            return ""
        data = self.read(begin, min(end + _FOLLOWING, last))
        left, right = _aligned(data, 0) if start else 0, _aligned(data, end - begin)
        return data[left:right].decode("utf-8", "replace")

    def spans(self, line: int, text: str, start: int = 0) -> Sequence[Span]:
        """Return the tokens of `text`; inside a long line only a string or comment is known."""
        if not start:
            return self._highlight(text)
        head = self.text(line, 0, HEAD)
        tokens = self._highlight(head)
        if tokens and tokens[-1][1] == len(head) and tokens[-1][2] in {"string", "comment"}:
            return ((0, len(text), tokens[-1][2]),)
        return ()

    def columns(
        self, line: int, start: int, stop: int, offset: int = 0
    ) -> Sequence[tuple[int, int]]:
        """Return where the bytes between two addresses stand in `text(line, offset)`."""
        first, last = self.span(line)
        base = min(first + offset, last)
        data = self.read(base, stop)
        aligned = _aligned(data, 0) if offset else 0
        left, right = (
            len(data[aligned : max(address - base, 0)].decode("utf-8", "replace"))
            for address in (start, stop)
        )
        return ((left, right),) if right > left else ()


def _aligned(data: bytes, offset: int) -> int:
    """Move forward to where a character starts."""
    for _ in range(_FOLLOWING):
        if offset >= len(data) or data[offset] & 0xC0 != 0x80:
            break
        offset += 1
    return offset
