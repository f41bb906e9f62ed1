"""Rows of aligned columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.cli.output import Line, Span

GAP = 2

LEAST = 12
"""Characters that the last column has before others are left out for it."""


def align(
    rows: Iterable[Sequence[Span]],
    *,
    right: frozenset[int] = frozenset(),
    width: int | None = None,
    spare: Sequence[int] = (),
) -> Iterator[Line]:
    """Return the rows with their columns aligned, those in `right` to the right.

    The last column is not padded; with a `width`, in characters, it is cut so that a row fits.
    Before little is left of it, the columns in `spare` are left out, the first one first.
    """
    cells = [[_clean(span) for span in row] for row in rows]
    widths = [max(map(len, map(_text, column))) for column in zip(*cells, strict=True)][:-1]
    shown = _shown(widths, width, spare)
    rest = width - sum(widths[index] + GAP for index in shown) if width else None
    for *row, last in cells:
        line: list[Span] = []
        for index in shown:
            span = row[index]
            padding = " " * (widths[index] - len(_text(span)))
            line += [padding, span] if index in right else [span, padding]
            line.append(" " * GAP)
        yield [*line, _cut(last, rest)]


def _shown(widths: Sequence[int], width: int | None, spare: Sequence[int]) -> list[int]:
    """Return the columns, apart from the last one, that there is room for."""
    shown = list(range(len(widths)))
    for index in spare:
        if width is None or sum(widths[i] + GAP for i in shown) + LEAST <= width:
            break
        if index in shown:
            shown.remove(index)
    return shown


def _clean(span: Span) -> Span:
    """Clean before measuring: what is made visible takes more room."""
    return clean(span) if isinstance(span, str) else (clean(span[0]), span[1])


def _text(span: Span) -> str:
    return span if isinstance(span, str) else span[0]


def _cut(span: Span, width: int | None) -> Span:
    text = _text(span)
    if width is None or len(text) <= width:
        return span
    shorter = text[: max(width - 1, 8)] + "…"
    return shorter if isinstance(span, str) else (shorter, span[1])
