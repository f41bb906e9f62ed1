"""Readable text: paragraphs wrapped to a measure, headings, lists, tables, and their colours."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import get_args

from endpoint_explorer.bodies.cells import cell_width, cut, fit
from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.document import Span, TextDocument, Token
from endpoint_explorer.bodies.pieces import Lines

MEASURE = 76
"""Cells of a line of prose: what one reads with ease, and what fits an 80 column terminal."""

_WIDEST_CELL = 40
_DEEPEST = 32
"""Cells that lists and quotations move prose to the right, at most."""

_SLICE = re.compile(r".{1,4096}\S{0,4096}", re.DOTALL)
"""What is made clean in one call, if possible to the end of a word."""

_WORD = re.compile(r"\s+|\S+")

Piece = tuple[str, Token | None]

TOKENS: tuple[Token, ...] = get_args(Token)
_NUMBER_OF = {token: number for number, token in enumerate(TOKENS)}


class ProseDocument(TextDocument):
    """Text whose colours were told when it was made, packed so that it can be handed on as bytes.

    `colours` has, line after line, three numbers for each token: where it starts and ends, and its
    place in `TOKENS`. `firsts` has for each line the number of tokens before it, and a last one.
    """

    def __init__(self, text: bytes | Lines, firsts: array[int], colours: array[int]) -> None:
        super().__init__(text)
        self.firsts = firsts
        self.colours = colours

    def spans(self, line: int, text: str, start: int = 0) -> Sequence[Span]:
        """Return the tokens of a line; of a part of a long one, none."""
        del text
        if start or line + 1 >= len(self.firsts):
            return ()
        numbers = self.colours[3 * self.firsts[line] : 3 * self.firsts[line + 1]]
        triples = zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)
        return tuple((first, last, TOKENS[token]) for first, last, token in triples)


class Prose:
    """Collects blocks of text, and makes a document of them.

    Every text may hold anything: it is made clean here, so that the columns are those seen.
    """

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._firsts = array("I", [0])
        self._colours = array("I")
        self._inline: list[Piece] = []
        self._indents: list[Piece] = []
        self._marker = ""
        self._is_gap_due = False
        self._gap_depth = 0

    def say(self, text: str, token: Token | None = None) -> None:
        """Add to the paragraph; white space of any kind and length is one space."""
        for match in _SLICE.finditer(text):
            self._say(match[0], token)

    def _say(self, text: str, token: Token | None) -> None:
        text = re.sub(r"[ \t\r\n\f]+", " ", text)
        ends_blank = not self._inline or self._inline[-1][0].endswith(" ")
        text = clean(text.lstrip(" ") if ends_blank else text)
        if text:
            self._inline.append((text, token))

    def end_line(self) -> None:
        """End the line or paragraph that was begun, if any was."""
        pieces, self._inline = self._inline, []
        if "".join(text for text, _ in pieces).strip():
            for line in _wrapped(pieces, MEASURE - self._indent):
                self._add(line)

    def gap(self) -> None:
        """End the paragraph, and leave an empty line before what comes next."""
        self.end_line()
        depth = len(self._indents)
        self._gap_depth = min(self._gap_depth, depth) if self._is_gap_due else depth
        self._is_gap_due = True

    def indent(self, prefix: str, *, marker: str = "", token: Token | None = None) -> None:
        """Move what follows to the right; the first line of it shows the marker instead."""
        self.end_line()
        if self._marker:  # of an item that starts with a list
            self._add([])
        self._indents.append((prefix if self._indent < _DEEPEST else "", token))
        self._marker = marker if self._indents[-1][0] else ""

    def dedent(self) -> None:
        """Move back to the left."""
        self.end_line()
        if self._marker:
            self._add([])
        if self._indents:
            self._indents.pop()
            self._gap_depth = min(self._gap_depth, len(self._indents))

    def rule(self) -> None:
        """Draw a line across."""
        self.gap()
        self._add([("─" * (MEASURE - self._indent), "muted")])
        self.gap()

    def verbatim(self, text: str, token: Token | None = None) -> None:
        """Show lines as they are."""
        self.end_line()
        for line in text.split("\n"):
            self._add([(clean(line.removesuffix("\r")), token)])

    def pieces(self, pieces: Iterable[Piece]) -> None:
        """Show a line made of pieces as it is."""
        self.end_line()
        self._add([(clean(text), token) for text, token in pieces])

    def table(self, rows: Sequence[Sequence[str]], *, headers: int = 0) -> None:
        """Show rows of cells in columns, the first `headers` of them set off."""
        self.end_line()
        shown = [[clean(" ".join(cell.split())) for cell in row] for row in rows]
        widths = [
            min(max(map(cell_width, column), default=0), _WIDEST_CELL)
            for column in zip_longest(*shown, fillvalue="")
        ]
        for number, row in enumerate(shown):
            pieces: list[Piece] = []
            for cell, width in zip(row, widths, strict=False):
                if pieces:
                    pieces.append((" │ ", "muted"))
                pieces.append((fit(cell, max(width, 1)), "heading" if number < headers else None))
            self._add(pieces)
            if headers and number == headers - 1:
                self._add([("─┼─".join("─" * max(width, 1) for width in widths), "muted")])

    def document(self) -> ProseDocument:
        """Return all of it."""
        self.end_line()
        text = "\n".join(self._lines).encode("utf-8", "replace")
        return ProseDocument(text, self._firsts, self._colours)

    @property
    def _indent(self) -> int:
        return sum(cell_width(prefix) for prefix, _ in self._indents)

    def _add(self, pieces: Iterable[Piece]) -> None:
        before = list(self._indents)
        if self._is_gap_due and self._lines:
            self._write([(prefix.rstrip(), token) for prefix, token in before[: self._gap_depth]])
        self._is_gap_due = False
        if self._marker and before:
            before[-1] = (fit(self._marker, cell_width(before[-1][0])), "punctuation")
            self._marker = ""
        self._write([*before, *pieces])

    def _write(self, pieces: Iterable[Piece]) -> None:
        spans: list[Span] = []
        text = ""
        for piece, token in pieces:
            start = len(text)
            text += piece
            if spans and spans[-1][1:] == (start, token):
                start = spans.pop()[0]
            if token is not None:
                spans.append((start, len(text), token))
        text = text.rstrip()
        for start, end, token in spans:
            if start < min(end, len(text)):
                self._colours.extend((start, min(end, len(text)), _NUMBER_OF[token]))
        self._firsts.append(len(self._colours) // 3)
        self._lines.append(text)


def _wrapped(pieces: Iterable[Piece], width: int) -> Iterator[list[Piece]]:
    """Break at spaces, and inside a word only where it is longer than a line."""
    line: list[Piece] = []
    used = 0
    for text, token in _words(pieces, width):
        size = cell_width(text)
        if used + size > width and not text.isspace() and line:
            yield line
            line, used = [], 0
        if line or not text.isspace():
            line.append((text, token))
            used += size
    if line:
        yield line


def _words(pieces: Iterable[Piece], width: int) -> Iterator[Piece]:
    for text, token in pieces:
        for match in _WORD.finditer(text):
            word = match[0]
            while cell_width(word) > width:
                head = cut(word, width)
                yield head, token
                word = word[len(head) :]
            yield word, token
