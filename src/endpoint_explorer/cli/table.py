"""Rows of aligned columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.cli.output import Line, Span

GAP = 2


def align(
    rows: Iterable[Sequence[Span]], *, right: frozenset[int] = frozenset(), width: int | None = None
) -> Iterator[Line]:
    """Return the rows with their columns aligned, those in `right` to the right.

    The last column is not padded; with a `width`, in characters, it is cut so that a row fits.
    """
    cells = [[_clean(span) for span in row] for row in rows]
    widths = [max(map(len, map(_text, column))) for column in zip(*cells, strict=True)][:-1]
    rest = width - sum(widths) - GAP * len(widths) if width else None
    for *row, last in cells:
        line: list[Span] = []
        for index, span in enumerate(row):
            padding = " " * (widths[index] - len(_text(span)))
            line += [padding, span] if index in right else [span, padding]
            line.append(" " * GAP)
        yield [*line, _cut(last, rest)]


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
