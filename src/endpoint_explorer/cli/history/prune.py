"""`endpoint-explorer history prune`: the history within its bounds, now."""

from __future__ import annotations

from contextlib import closing

import click
import msgspec

from endpoint_explorer.cli.document import dump
from endpoint_explorer.cli.group import PROGRAM, Command, Run
from endpoint_explorer.cli.history.stopping import stoppable
from endpoint_explorer.cli.number import WholeNumber
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.measure import format_size

NOTES = """
The terminal UI does this in the background, and `send` now and then. The bounds are those of the
settings `history.days`, `history.count` and `history.size`; an option stands for one of them.
Pinned exchanges stay. Others can be recorded meanwhile.

Shape of the JSON document: an object with exchanges (how many were removed) and freed (bytes by
which the file became smaller).
"""


@click.command(
    "prune",
    cls=Command,
    help="Remove the oldest exchanges until the history keeps its bounds.",
    notes=NOTES,
    examples=f"""
{PROGRAM} history prune
{PROGRAM} history prune --days 7
{PROGRAM} history prune --size 100000000 --json""",
)
@click.option("--days", type=WholeNumber(min=0), metavar="N", help="Keep N days; 0: for ever.")
@click.option("--count", type=WholeNumber(min=0), metavar="N", help="Keep N of them; 0: all.")
@click.option(
    "--size", type=WholeNumber(min=0), metavar="BYTES", help="Keep so much; 0: any number."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(run: Run, /, as_json: bool, **bounds: int | None) -> int:
    """Remove, and say how many went."""
    given = {name: value or None for name, value in bounds.items() if value is not None}
    with closing(Explorer()) as explorer, stoppable() as is_stopped:
        limits = msgspec.structs.replace(explorer.settings.history, **given)
        pruned = explorer.history.prune(limits, is_stopped)
        explorer.history.scrub(is_stopped)
    if as_json:
        document = {"exchanges": pruned.exchanges, "freed": pruned.freed}
        run.output.data(dump(document, ascii_only=run.output.stdout_is_terminal))
    else:
        removed = f"{pruned.exchanges:,} removed" if pruned.exchanges else "Nothing to remove"
        freed = f", {format_size(pruned.freed)} given back" if pruned.freed else ""
        run.output.line(f"{removed}{freed}.")
    return 0
