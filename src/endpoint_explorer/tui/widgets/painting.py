"""Pieces of a line and their styles, before they become a strip."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.document import Span, Token

Piece = tuple[str, Style]

FAR = 1 << 60
"""A column that no line has."""

_NO_MORE = (FAR, FAR, Style())


def coloured(
    text: str, spans: Sequence[Span], base: Style, style_of: Callable[[Token], Style]
) -> list[Piece]:
    """Cut text at its tokens; what is between them has the style `base`."""
    pieces = []
    position = 0
    for start, end, token in spans:
        if start >= len(text):
            break
        if start > position:
            pieces.append((text[position:start], base))
        pieces.append((text[start:end], style_of(token)))
        position = end
    if position < len(text):
        pieces.append((text[position:], base))
    return pieces


def overlaid(pieces: Iterable[Piece], ranges: Iterable[tuple[int, int, Style]]) -> list[Piece]:
    """Lay styles over ranges of characters, which come in order and do not overlap."""
    result: list[Piece] = []
    waiting = iter(ranges)
    start, stop, style = next(waiting, _NO_MORE)
    position = 0
    for text, own in pieces:
        end = position + len(text)
        at = position
        while start < end and at < end:
            left, right = max(start, at), min(stop, end)
            result += [(text[at - position : left - position], own)]
            result += [(text[left - position : right - position], own + style)]
            at = max(right, at)
            if stop <= end:
                start, stop, style = next(waiting, _NO_MORE)
            else:
                break
        result.append((text[at - position :], own))
        position = end
    return [piece for piece in result if piece[0]]


def cleaned(pieces: Iterable[Piece]) -> list[Piece]:
    """Make every piece safe for the terminal."""
    return [(clean(text), style) for text, style in pieces]


def to_strip(pieces: Iterable[Piece]) -> Strip:
    """Make a strip of pieces that are clean."""
    return Strip([Segment(text, style) for text, style in pieces])
