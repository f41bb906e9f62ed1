"""`endpoint-explorer history list` and `search`: what was sent, newest first."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from itertools import islice
from sys import maxsize
from typing import Any, TypeVar

import click
import msgspec

from endpoint_explorer.cli.delivery import notify
from endpoint_explorer.cli.document import ROW_SHAPE, dump, summary_document
from endpoint_explorer.cli.group import PROGRAM, Run
from endpoint_explorer.cli.history.finding import (
    PAGE,
    QUERY_NOTES,
    QueryCommand,
    rows,
    take_query,
    tell_backlog,
)
from endpoint_explorer.cli.history.stopping import stoppable
from endpoint_explorer.cli.listing import table
from endpoint_explorer.cli.number import WholeNumber
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.history import Condition, HistoryQuery

F = TypeVar("F", bound=Callable[..., Any])

FAILED = Condition("is", "failed")


def list_options(function: F) -> F:
    """Give a command the options of a list."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print one JSON document."),
        click.option(
            "--limit",
            type=WholeNumber(min=1),
            default=20,
            show_default=True,
            metavar="N",
            help="How many rows at most.",
        ),
    ):
        function = option(function)
    return function


@click.command(
    "list",
    cls=QueryCommand,
    help="List what was sent, newest first: all of it, or what a query finds.",
    notes=f"{QUERY_NOTES}{ROW_SHAPE}",
    examples=f"""
{PROGRAM} history list --limit 5
{PROGRAM} history list --failed since:1d
{PROGRAM} history list --failed --json | jq '.[].url'""",
)
@click.argument("query", nargs=-1)
@click.option("--failed", is_flag=True, help="Only failures, and statuses of 400 or more.")
@list_options
@click.pass_obj
def command(run: Run, query: tuple[str, ...], limit: int, failed: bool, as_json: bool) -> int:
    """Print the newest rows."""
    wanted = take_query(query)
    if failed:
        wanted = msgspec.structs.replace(wanted, conditions=(*wanted.conditions, FAILED))
    nothing = "Nothing has been sent yet." if wanted == HistoryQuery() else "Nothing is found."
    return print_rows(run, wanted, limit, as_json=as_json, nothing=nothing)


def print_rows(run: Run, query: HistoryQuery, limit: int, *, as_json: bool, nothing: str) -> int:
    """Print what a query finds, `nothing` to a person where that is nothing."""
    with closing(Explorer()) as explorer, stoppable() as is_stopped:
        tell_backlog(run.output, explorer, query)
        found = rows(explorer, query, page=min(limit, PAGE), is_cancelled=is_stopped)
        shown = list(islice(found, min(limit, maxsize)))
        notify(run.output, explorer)
    if as_json:
        documents = [summary_document(row) for row in shown]
        run.output.data(dump(documents, ascii_only=run.output.stdout_is_terminal))
    elif shown:
        run.output.lines(table(shown, run.output.columns))
    else:
        run.output.status(nothing)
    return 0
