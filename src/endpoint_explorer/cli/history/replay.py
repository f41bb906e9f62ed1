"""`endpoint-explorer history replay`: the requests of exchanges once more."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from typing import Any

import click
import msgspec

from endpoint_explorer.cli.asking import answering
from endpoint_explorer.cli.candidates import complete_environment, complete_exchange
from endpoint_explorer.cli.delivery import Manner, deliver, hand_over
from endpoint_explorer.cli.document import EXCHANGE_SHAPE
from endpoint_explorer.cli.group import PROGRAM, Command, Run
from endpoint_explorer.cli.history.exchange_id import ID
from endpoint_explorer.cli.output import Output
from endpoint_explorer.cli.overlay import parse_pair
from endpoint_explorer.cli.send import manner_options, take_manner
from endpoint_explorer.cli.target import Target
from endpoint_explorer.cli.way import Way, take_way, way_options
from endpoint_explorer.errors import UsageError
from endpoint_explorer.explorer import Explorer


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """How exchanges are sent again: as they were, or resolved anew and with what."""

    as_sent: bool
    environment: str | None
    overrides: dict[str, str]
    way: Way
    manner: Manner

    def run(self, output: Output, explorer: Explorer, exchange_id: int) -> int:
        """Send one again, and print as `send` does; return the exit code."""
        reopened = explorer.reopen(exchange_id, self.environment)
        target = self.way.of(Target(*reopened).with_overrides(self.overrides))
        if not self.as_sent:
            return deliver(output, explorer, target, self.manner)
        plan = explorer.plan_resend(exchange_id, (target.request, target.context, target.origin))
        return hand_over(output, explorer, plan, self.manner)


@click.command(
    "replay",
    cls=Command,
    help="Send the requests of exchanges again, in this order, resolved with the files of today.",
    notes=EXCHANGE_SHAPE,
    examples=f"""
{PROGRAM} history replay 12
{PROGRAM} history replay 12 --env staging --json
{PROGRAM} history replay 12 13 14 --fail
{PROGRAM} history replay 12 --as-sent""",
)
@click.argument(
    "exchange_ids",
    metavar="ID...",
    type=ID,
    nargs=-1,
    required=True,
    shell_complete=complete_exchange,
)
@click.option(
    "--as-sent",
    is_flag=True,
    help="Send the message as it was, with today's secrets in their places.",
)
@click.option(
    "--env",
    "environment",
    metavar="NAME",
    help="Another environment of the collection.",
    shell_complete=complete_environment,
)
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
def command(
    run: Run,
    /,
    exchange_ids: tuple[int, ...],
    *,
    as_sent: bool,
    environment: str | None,
    variables: tuple[str, ...],
    **options: Any,
) -> int:
    """Send each again until one fails, and print as `send` does."""
    if as_sent and (environment is not None or variables):
        raise UsageError(
            "--as-sent sends what was sent: --env and --var have nothing to change in it"
        )
    replay = Replay(
        as_sent=as_sent,
        environment=environment,
        overrides=dict(parse_pair("--var", text) for text in variables),
        way=take_way(options),
        manner=take_manner(options),
    )
    if len(exchange_ids) > 1 and replay.manner.file:
        raise UsageError("-o is for a single exchange")
    with closing(Explorer()) as explorer:
        for exchange_id in exchange_ids:
            again = partial(replay.run, run.output, explorer, exchange_id)
            if code := answering(run.output, explorer, again):
                return code
    return 0
