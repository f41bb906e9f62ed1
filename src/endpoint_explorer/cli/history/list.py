"""`endpoint-explorer history list`: what was sent, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from sys import maxsize

import click

from endpoint_explorer.cli.delivery import notify
from endpoint_explorer.cli.document import ROW_SHAPE, dump, summary_document
from endpoint_explorer.cli.group import PROGRAM, Command, Run
from endpoint_explorer.cli.listing import table
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.exchange import ExchangeSummary

PAGE = 200
"""Rows that are read from the history at a time."""


@click.command(
    "list",
    cls=Command,
    help="List what was sent, newest first.",
    notes=ROW_SHAPE,
    examples=f"""
{PROGRAM} history list --limit 5
{PROGRAM} history list --failed --json | jq '.[].url'""",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    metavar="N",
    help="How many rows at most.",
)
@click.option("--failed", is_flag=True, help="Only failures, and statuses of 400 or more.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def command(run: Run, limit: int, failed: bool, as_json: bool) -> int:
    """Print the newest rows."""
    with closing(Explorer()) as explorer:
        rows = list(islice(_rows(explorer, min(limit, PAGE), failed=failed), min(limit, maxsize)))
        notify(run.output, explorer)
    if as_json:
        documents = [summary_document(row) for row in rows]
        run.output.data(dump(documents, ascii_only=run.output.stdout_is_terminal))
    elif rows:
        run.output.lines(table(rows, run.output.columns))
    else:
        run.output.status("Nothing has failed." if failed else "Nothing has been sent yet.")
    return 0


def _rows(explorer: Explorer, page: int, *, failed: bool) -> Iterator[ExchangeSummary]:
    """Read the history backwards, a page at a time."""
    before: int | None = None
    while rows := explorer.history.page(before=before, limit=page).rows:
        for row in rows:
            if not failed or row.status is None or row.status >= 400 or row.failure_kind:
                yield row
        before = rows[-1].id
