"""The history as a table, and one exchange of it as a page."""

from __future__ import annotations

import time
from collections.abc import Iterator

from endpoint_explorer.cli.display import (
    header_lines,
    hop_lines,
    phases,
    show_response,
    status_style,
)
from endpoint_explorer.cli.output import Line, Output, Span
from endpoint_explorer.cli.table import align
from endpoint_explorer.model.exchange import Exchange, ExchangeSummary
from endpoint_explorer.model.measure import format_duration, format_size

TITLES = ("ID", "TIME", "METHOD", "STATUS", "DURATION", "SIZE")
_NUMBERS = frozenset({0, 4, 5})
_SPARE = (5, 1, 4, 6, 0, 3, 2)
"""What a narrow terminal does without: the size, the time, the duration, marks, and so on."""


def table(rows: list[ExchangeSummary], width: int | None) -> Iterator[Line]:
    """Return the lines of a table; `width` is that of the terminal, None where there is none.

    What is marked has its marks before the URL, in a column that is only there for them.
    """
    is_marked = any(map(_marks, rows))
    titles = (*TITLES, *(["MARKS"] if is_marked else []), "URL")
    cells: list[tuple[Span, ...]] = [tuple((title, "dim") for title in titles)]
    for row in rows:
        marks: list[Span] = [(_marks(row), "yellow")] if is_marked else []
        cells.append((*_cells(row), *marks, row.url))
    return align(cells, right=_NUMBERS, width=width, spare=_SPARE)


def _marks(row: ExchangeSummary) -> str:
    marks = {"changed": row.changed, "pinned": row.pinned, "note": bool(row.note)}
    return " ".join(mark for mark, is_set in marks.items() if is_set)


def local_time(seconds: float) -> str:
    """Say a time in seconds since the epoch as a date and time of here."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))


def show_exchange(output: Output, exchange: Exchange) -> None:
    """Write a recorded exchange: where it belongs, what was sent, what came."""
    output.lines(_request_lines(exchange))
    if exchange.response is not None:
        output.line()
        show_response(output, exchange.response, include=True)
    if exchange.failure is not None:
        output.line()
        output.line(("failed: ", "red"), f"{exchange.failure.message} ({exchange.failure.kind})")


def _cells(row: ExchangeSummary) -> tuple[Span, ...]:
    outcome = row.failure_kind or str(row.status)
    style = "red" if row.failure_kind else status_style(row.status)
    return (
        str(row.id),
        local_time(row.started_at),
        (row.method, "bold"),
        (outcome, style),
        format_duration(row.duration),
        format_size(row.size),
    )


def _request_lines(exchange: Exchange) -> Iterator[Line]:
    duration = format_duration(exchange.timings.total)
    facts = [local_time(exchange.started_at), f"{duration} ({phases(exchange.timings)})"]
    if exchange.request is not None and exchange.request.name:
        facts.append(exchange.request.name)
    if exchange.environment:
        facts.append(f"in {exchange.environment}")
    yield ((f"#{exchange.id}  {'  '.join(facts)}", "dim"),)
    yield ((exchange.wire.method, "bold"), f" {exchange.wire.url}")
    yield from header_lines(exchange.wire.headers)
    body = exchange.wire.body
    if body is None:
        yield ()
        yield (f"({format_size(exchange.wire.body_size)}, too large to have been kept)",)
    elif body:
        yield ()
        yield from ((line,) for line in body.decode("utf-8", "replace").splitlines())
    if exchange.hops:
        yield ()
        yield from hop_lines(exchange)
