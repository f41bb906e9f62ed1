"""`endpoint-explorer history replay`: the request of an exchange once more."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import click

from endpoint_explorer.cli.asking import answering
from endpoint_explorer.cli.delivery import deliver
from endpoint_explorer.cli.document import EXCHANGE_SHAPE
from endpoint_explorer.cli.group import PROGRAM, Command, Run
from endpoint_explorer.cli.history.exchange_id import id_argument
from endpoint_explorer.cli.overlay import parse_pair
from endpoint_explorer.cli.send import manner_options, take_manner
from endpoint_explorer.cli.target import Target
from endpoint_explorer.cli.way import take_way, way_options
from endpoint_explorer.explorer import Explorer


@click.command(
    "replay",
    cls=Command,
    help="Send the request of an exchange again, resolved with the files of today.",
    notes=EXCHANGE_SHAPE,
    examples=f"""
{PROGRAM} history replay 12
{PROGRAM} history replay 12 --json""",
)
@id_argument
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
def command(run: Run, /, exchange_id: int, variables: tuple[str, ...], **options: Any) -> int:
    """Send again, and print as `send` does."""
    way = take_way(options)
    manner = take_manner(options)
    overrides = dict(parse_pair("--var", text) for text in variables)
    with closing(Explorer()) as explorer:
        target = Target(*explorer.reopen(exchange_id)).with_overrides(overrides)
        return answering(
            run.output, explorer, lambda: deliver(run.output, explorer, way.of(target), manner)
        )
