"""`endpoint-explorer history pin`: what no pruning removes."""

from __future__ import annotations

from contextlib import closing

import click

from endpoint_explorer.cli.group import PROGRAM, Command, Run
from endpoint_explorer.cli.history.exchange_id import ids_argument
from endpoint_explorer.explorer import Explorer


@click.command(
    "pin",
    cls=Command,
    help="Pin exchanges, so that they stay however old they become, or let them go.",
    examples=f"""
{PROGRAM} history pin 12 13
{PROGRAM} history pin --off 12
{PROGRAM} history list is:pinned""",
)
@ids_argument
@click.option("--off", is_flag=True, help="Let them go again.")
@click.pass_obj
def command(run: Run, exchange_ids: tuple[int, ...], off: bool) -> int:
    """Pin, and say nothing."""
    del run
    with closing(Explorer()) as explorer:
        for exchange_id in exchange_ids:
            explorer.history.get(exchange_id)  # raises for one that is not there
        explorer.history.pin(exchange_ids, pinned=not off)
    return 0
