"""`endpoint-explorer history note`: a line of one's own beside an exchange."""

from __future__ import annotations

from contextlib import closing

import click

from endpoint_explorer.cli.group import PROGRAM, Command, Run
from endpoint_explorer.cli.history.exchange_id import id_argument
from endpoint_explorer.explorer import Explorer


@click.command(
    "note",
    cls=Command,
    help="Give an exchange a note; without TEXT, print the one that it has.",
    examples=f"""
{PROGRAM} history note 12 'before the upgrade'
{PROGRAM} history note 12
{PROGRAM} history note 12 ''
{PROGRAM} history list note:upgrade""",
)
@id_argument
@click.argument("text", required=False)
@click.pass_obj
def command(run: Run, exchange_id: int, text: str | None) -> int:
    """Write the note, or print it."""
    with closing(Explorer()) as explorer:
        if text is not None:
            explorer.history.annotate(exchange_id, text)
            return 0
        explorer.history.get(exchange_id)  # raises for one that is not there
        (row,) = explorer.history.page(after=exchange_id - 1, limit=1).rows
    if row.note:
        run.output.line(row.note)
    else:
        run.output.status("It has no note.")
    return 0
