"""What a reader of a body must know before believing it."""

from __future__ import annotations

from collections.abc import Iterator

from endpoint_explorer.model.exchange import Exchange, Response
from endpoint_explorer.model.secret import redact
from endpoint_explorer.tui.panes.results.amounts import exact_size
from endpoint_explorer.tui.panes.results.words import title_of


def notes_of(exchange: Exchange, response: Response) -> Iterator[str]:
    """Say how the response ended, where not well, and what was noted on its way here."""
    failure = exchange.failure
    if failure is not None or not response.is_complete:
        received = response.wire_size or len(response.body)
        of = "" if response.expected_size is None else f" of {exact_size(response.expected_size)}"
        reason = "" if failure is None else f" {title_of(failure.kind)}: {failure.message}"
        yield f"Received {received:,}{of or ' bytes'}, then the response ended.{reason}"
        if failure is not None and failure.hint:
            yield failure.hint
    yield from response.notes
    for told in exchange.captures:
        if told.fault:
            yield redact(f"{told.name} was not captured: {told.fault}", exchange.secrets)


def captured(exchange: Exchange) -> str:
    """Name the variables that the response has left, "" where there is none."""
    names = [told.name for told in exchange.captures if not told.fault]
    return f"captured {', '.join(names)}" if names else ""
