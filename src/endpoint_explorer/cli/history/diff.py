"""`endpoint-explorer history diff`: two exchanges side by side."""

from __future__ import annotations

from contextlib import closing

import click

from endpoint_explorer.cli.candidates import complete_exchange
from endpoint_explorer.cli.delivery import notify
from endpoint_explorer.cli.document import dump
from endpoint_explorer.cli.group import PROGRAM, Command, Run
from endpoint_explorer.cli.history.differences import (
    COMPARISON_SHAPE,
    comparison_document,
    comparison_lines,
)
from endpoint_explorer.cli.history.exchange_id import ID
from endpoint_explorer.cli.history.stopping import stoppable
from endpoint_explorer.explorer import Explorer

DIFFERS = 1
"""The exit code when it is not the same answer."""

NOTES = f"""
JSON is compared by its structure: the elements of an array by an id that all of them have (id,
_id, uuid, key, name), else by content. A number is its digits: 1.10 is not 1.1. Other text is
compared by line. The exit code is 1 when the answers differ.

PATH leaves a place out: $.items[*].updated_at, $..etag at any depth, header:ETag. What the
terminal UI was told to ignore for this request is left out, too, unless --all is given.
{COMPARISON_SHAPE}"""


@click.command(
    "diff",
    cls=Command,
    help="Compare two exchanges: status, headers, body and timing.",
    notes=NOTES,
    examples=f"""
{PROGRAM} history diff 12 15
{PROGRAM} history diff 12 15 --ignore '$.items[*].updated_at' --ignore header:ETag
{PROGRAM} history diff 12 15 --json | jq '.body.changes[].path'""",
)
@click.argument("left_id", metavar="A", type=ID, shell_complete=complete_exchange)
@click.argument("right_id", metavar="B", type=ID, shell_complete=complete_exchange)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--ignore", multiple=True, metavar="PATH", help="Leave this place out.")
@click.option("--all", "is_all", is_flag=True, help="Also compare what is remembered as ignored.")
@click.pass_obj
def command(
    run: Run, left_id: int, right_id: int, *, as_json: bool, ignore: tuple[str, ...], is_all: bool
) -> int:
    """Print what differs; nothing does when it is the same answer."""
    from endpoint_explorer.explorer.comparing import Compared

    with closing(Explorer()) as explorer:
        left, right = explorer.history.get(left_id), explorer.history.get(right_id)
        compared = Compared(explorer, left, right)
        remembered = () if is_all else compared.remembered()
        with stoppable() as is_stopped:
            found = compared.compare(tuple(dict.fromkeys((*remembered, *ignore))), is_stopped)
        notify(run.output, explorer)
    if as_json:
        document = comparison_document(found, left, right)
        run.output.data(dump(document, ascii_only=run.output.stdout_is_terminal))
    elif found.is_same:
        run.output.status(found.body.note or "The same answer.")
    else:
        run.output.lines(comparison_lines(found, left, right))
    return 0 if found.is_same else DIFFERS
