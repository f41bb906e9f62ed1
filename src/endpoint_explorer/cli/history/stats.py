"""`endpoint-explorer history stats`: what the history holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import click

from endpoint_explorer.cli.document import Document, dump, timestamp
from endpoint_explorer.cli.group import PROGRAM, Command, Run
from endpoint_explorer.cli.listing import local_time
from endpoint_explorer.cli.output import Span
from endpoint_explorer.cli.table import align
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.history import HistoryStats
from endpoint_explorer.model.measure import format_size

NOTES = """
Shape of the JSON document: an object with file (its path), exchanges, failed (also statuses of
400 or more), pinned, noted, endpoints, indexed (exchanges whose words are ready to be found),
bodies (different ones), body_size (bytes that all bodies had as they came), kept_size (bytes that
they take), file_size, oldest_at and newest_at (UTC, ISO 8601; null while there is none).
"""


@click.command(
    "stats",
    cls=Command,
    help="Say what the history holds, and what room it takes.",
    notes=NOTES,
    examples=f"""
{PROGRAM} history stats
{PROGRAM} history stats --json""",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(run: Run, as_json: bool) -> int:
    """Print the numbers."""
    with closing(Explorer()) as explorer:
        stats = explorer.history.stats()
        path = str(explorer.history.path)
    if as_json:
        document = _document(stats, path)
        run.output.data(dump(document, ascii_only=run.output.stdout_is_terminal))
    else:
        run.output.lines(align(_rows(stats, path), width=run.output.columns))
    return 0


def _document(stats: HistoryStats, path: str) -> Document:
    moments = {
        name: None if seconds is None else timestamp(seconds)
        for name, seconds in (("oldest_at", stats.oldest_at), ("newest_at", stats.newest_at))
    }
    numbers = {name: getattr(stats, name) for name in stats.__struct_fields__}
    return {"file": path, **numbers, **moments}


def _rows(stats: HistoryStats, path: str) -> Iterator[tuple[Span, ...]]:
    yield "File", f"{path}, {format_size(stats.file_size)}"
    yield "Exchanges", f"{stats.exchanges:,}"
    if stats.exchanges:
        yield "Failed", f"{stats.failed:,} ({stats.failed / stats.exchanges:.1%})"
        yield "Pinned", f"{stats.pinned:,}"
        yield "With a note", f"{stats.noted:,}"
        yield "Endpoints", f"{stats.endpoints:,}"
        yield "Bodies", f"{stats.bodies:,} different, {_room(stats)}"
        yield "Searchable", f"{stats.indexed:,}"
    if stats.oldest_at is not None and stats.newest_at is not None:
        yield "Oldest", local_time(stats.oldest_at)
        yield "Newest", local_time(stats.newest_at)


def _room(stats: HistoryStats) -> str:
    return f"{format_size(stats.body_size)} kept in {format_size(stats.kept_size)}"
