"""`endpoint-explorer history show`: one exchange, or the body of its response."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import click

from endpoint_explorer.cli.delivery import notify
from endpoint_explorer.cli.display import show_body, show_response
from endpoint_explorer.cli.document import EXCHANGE_SHAPE, dump, exchange_document
from endpoint_explorer.cli.filtering import (
    FILTER_NOTES,
    Filter,
    filter_options,
    show_filtered,
    take_filter,
)
from endpoint_explorer.cli.group import PROGRAM, Command, Run
from endpoint_explorer.cli.history.exchange_id import id_argument
from endpoint_explorer.cli.listing import show_exchange
from endpoint_explorer.errors import UsageError
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.exchange import Response


@click.command(
    "show",
    cls=Command,
    help="Show one exchange: request, response, and what failed.",
    notes=f"{FILTER_NOTES}{EXCHANGE_SHAPE}",
    examples=f"""
{PROGRAM} history show 12
{PROGRAM} history show 12 --body > body.json
{PROGRAM} history show 12 --filter '$.items[*].id'""",
)
@id_argument
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--body", "body_only", is_flag=True, help="Print the response's body only.")
@click.option("--pretty", is_flag=True, help="Print the body only, formatted into a pipe too.")
@filter_options
@click.pass_obj
def command(run: Run, /, exchange_id: int, body_only: bool, **options: Any) -> int:
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
