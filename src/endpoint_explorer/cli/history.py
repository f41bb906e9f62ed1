"""`endpoint-explorer history`: list, show and replay what was sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from sys import maxsize
from typing import Any

import click

from endpoint_explorer.cli.asking import answering
from endpoint_explorer.cli.candidates import complete_exchange
from endpoint_explorer.cli.delivery import deliver, notify
from endpoint_explorer.cli.display import show_body, show_response
from endpoint_explorer.cli.document import (
    EXCHANGE_SHAPE,
    ROW_SHAPE,
    dump,
    exchange_document,
    summary_document,
)
from endpoint_explorer.cli.filtering import (
    FILTER_NOTES,
    Filter,
    filter_options,
    show_filtered,
    take_filter,
)
from endpoint_explorer.cli.group import PROGRAM, Command, Group, Run
from endpoint_explorer.cli.listing import show_exchange, table
from endpoint_explorer.cli.overlay import parse_pair
from endpoint_explorer.cli.send import manner_options, take_manner
from endpoint_explorer.cli.target import Target
from endpoint_explorer.cli.way import take_way, way_options
from endpoint_explorer.errors import UsageError
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.exchange import ExchangeSummary, Response

ID = click.IntRange(1, 2**63 - 1)
"""The numbers that SQLite gives to rows."""

PAGE = 200
"""Rows that are read from the history at a time."""


@click.group("history", cls=Group, help="List, show and replay what was sent.")
def command() -> None:
    """Hold the subcommands."""


@command.command(
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
def list_exchanges(run: Run, limit: int, failed: bool, as_json: bool) -> int:
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


@command.command(
    "show",
    cls=Command,
    help="Show one exchange: request, response, and what failed.",
    notes=f"{FILTER_NOTES}{EXCHANGE_SHAPE}",
    examples=f"""
{PROGRAM} history show 12
{PROGRAM} history show 12 --body > body.json
{PROGRAM} history show 12 --filter '$.items[*].id'""",
)
@click.argument("exchange_id", metavar="ID", type=ID, shell_complete=complete_exchange)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--body", "body_only", is_flag=True, help="Print the response's body only.")
@click.option("--pretty", is_flag=True, help="Print the body only, formatted into a pipe too.")
@filter_options
@click.pass_obj
def show(run: Run, /, exchange_id: int, body_only: bool, **options: Any) -> int:
    """Print an exchange as it was recorded, secrets taken out."""
    wanted = take_filter(options)
    pretty = options["pretty"]
    with closing(Explorer()) as explorer:
        exchange = explorer.history.get(exchange_id)
        notify(run.output, explorer)
    if options["as_json"] and wanted is None:
        document = exchange_document(exchange)
        run.output.data(dump(document, ascii_only=run.output.stdout_is_terminal))
    elif not (body_only or pretty or wanted):
        show_exchange(run.output, exchange)
    elif exchange.response is None:
        raise UsageError(
            f"exchange {exchange_id} has no response", hint="It failed: show it whole."
        )
    else:
        _show_response_body(run, exchange.response, wanted, pretty=pretty)
    return 0


def _show_response_body(
    run: Run, response: Response, wanted: Filter | None, *, pretty: bool
) -> None:
    if wanted is not None:
        show_filtered(run.output, response, wanted)
    elif pretty:
        show_response(run.output, response, include=False)
    elif run.output.stdout_is_terminal:
        show_body(run.output, response)
    else:
        run.output.data(response.body)


@command.command(
    "replay",
    cls=Command,
    help="Send the request of an exchange again, resolved with the files of today.",
    notes=EXCHANGE_SHAPE,
    examples=f"""
{PROGRAM} history replay 12
{PROGRAM} history replay 12 --json""",
)
@click.argument("exchange_id", metavar="ID", type=ID, shell_complete=complete_exchange)
@click.option(
    "--var",
    "variables",
    multiple=True,
    metavar="NAME=VALUE",
    help="A variable, the strongest; those of the exchange hold too.",
)
@way_options
@manner_options
@click.pass_obj
def replay(run: Run, /, exchange_id: int, variables: tuple[str, ...], **options: Any) -> int:
    """Send again, and print as `send` does."""
    way = take_way(options)
    manner = take_manner(options)
    overrides = dict(parse_pair("--var", text) for text in variables)
    with closing(Explorer()) as explorer:
        target = Target(*explorer.reopen(exchange_id)).with_overrides(overrides)
        return answering(
            run.output, explorer, lambda: deliver(run.output, explorer, way.of(target), manner)
        )


def _rows(explorer: Explorer, page: int, *, failed: bool) -> Iterator[ExchangeSummary]:
    """Read the history backwards, a page at a time."""
    before: int | None = None
    while rows := explorer.history.page(before=before, limit=page).rows:
        for row in rows:
            if not failed or row.status is None or row.status >= 400 or row.failure_kind:
                yield row
        before = rows[-1].id
