"""`endpoint-explorer history delete`: exchanges that are to be forgotten."""

from __future__ import annotations

from contextlib import closing

import click

from endpoint_explorer.cli.group import PROGRAM, Command, Run
from endpoint_explorer.cli.history.exchange_id import ids_argument
from endpoint_explorer.cli.history.stopping import stoppable
from endpoint_explorer.errors import UsageError
from endpoint_explorer.explorer import Explorer


@click.command(
    "delete",
    cls=Command,
    help="Remove exchanges, pinned ones too; nothing brings them back.",
    notes="The file has nothing of them afterwards. See `history prune` for removing old ones.",
    examples=f"""
{PROGRAM} history delete 12 13
{PROGRAM} history search host:old.example.com --json | jq '.[].id' | xargs {PROGRAM} \
history delete""",
)
@ids_argument
@click.pass_obj
def command(run: Run, exchange_ids: tuple[int, ...]) -> int:
    """Remove them, and say how many."""
    wanted = len(set(exchange_ids))
    with closing(Explorer()) as explorer, stoppable() as is_stopped:
        removed = explorer.history.delete(exchange_ids)
        explorer.history.scrub(is_stopped)
    if removed < wanted:
        raise UsageError(
            f"{wanted - removed:,} of {wanted:,} are not in the history; {removed:,} removed",
            hint=f"`{PROGRAM} history list` shows those that there are.",
        )
    run.output.status(f"{removed:,} removed.")
    return 0
