"""`endpoint-explorer send TARGET`: one request, and its response."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from endpoint_explorer.cli.asking import answering
from endpoint_explorer.cli.candidates import complete_environment, complete_target
from endpoint_explorer.cli.delivery import Manner, deliver
from endpoint_explorer.cli.document import EXCHANGE_SHAPE
from endpoint_explorer.cli.dry_run import check, show_message
from endpoint_explorer.cli.filtering import FILTER_NOTES, filter_options, take_filter
from endpoint_explorer.cli.group import PROGRAM, Command, Run
from endpoint_explorer.cli.login import login_options, take_login
from endpoint_explorer.cli.number import WholeNumber
from endpoint_explorer.cli.output import Output
from endpoint_explorer.cli.overlay import Overlay, parse_pair
from endpoint_explorer.cli.target import Target, find, split
from endpoint_explorer.cli.way import take_way, way_options
from endpoint_explorer.errors import UsageError
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.request import LONGEST_TIMEOUT

HELP = """Send a request and print the body of the response.

TARGET is a saved request (demo/users/get-user, below ./collections or else your own folder), a
file, or [METHOD] URL. -H, -q, -p and -d are laid over it, also over a saved request.

The body goes to stdout: formatted on a terminal, as it came, byte for byte, into a pipe. All
else goes to stderr. A send is recorded in the history, unless its request says history = false.

Several saved requests are sent one after the other, and what one captures, such as the token of
a login, is there for the next. The first that fails ends it.
"""

NOTES = f"""
Exit codes: 0 ok; 1 with --fail a status of 400 or more; 2 wrong usage, or a request that cannot
be resolved; 3 a file cannot be used; 4 no complete response; 130 interrupted.
--dry-run prints the request as the wire would see it, secrets masked; nothing is sent or recorded.
With --json it is the part `request` of the document below.
{FILTER_NOTES}{EXCHANGE_SHAPE}"""


EXAMPLES = f"""
{PROGRAM} send demo/users/get-user
{PROGRAM} send demo/users/get-user -p id=7 --env local
{PROGRAM} send GET http://127.0.0.1:8765/v1/products -q category=shoes -q limit=5
{PROGRAM} send POST http://127.0.0.1:8765/v1/users -d '{{"name": "Ada"}}'
{PROGRAM} send http://127.0.0.1:8765/echo -d @photo.png -H 'Content-Type: image/png'
{PROGRAM} send demo/users/list-users --json | jq '.timings.total'
{PROGRAM} send demo/users/list-users --filter '$.items[*].name' -r
{PROGRAM} send demo/users/create-user --dry-run
{PROGRAM} send demo/auth/log-in demo/auth/who-am-i-by-token
{PROGRAM} send http://127.0.0.1:8765/auth/digest -u ada:demo-password --digest
"""


def manner_options(function: Callable[..., int]) -> Callable[..., int]:
    """Add the options that say how a response is handed over; `take_manner` reads them."""
    options = (
        click.option(
            "--timeout",
            type=click.FloatRange(min=0),
            metavar="SECONDS",
            help="Limit for the whole send; 0 for none. Default: the request's own.",
        ),
        click.option(
            "--max-body",
            type=WholeNumber(min=0),
            metavar="BYTES",
            help="Limit for the body, as it comes in and decoded; 0 for none. Default: the "
            "request's own, else 50 MB and 100 MB decoded; none into a pipe or a file.",
        ),
        click.option("--no-cookies", is_flag=True, help="Neither send nor keep cookies."),
        click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead."),
        click.option("--include", "-i", is_flag=True, help="Print status and headers before it."),
        click.option("--fail", "-f", is_flag=True, help="Exit with 1 when the status is >= 400."),
        click.option("--pretty", is_flag=True, help="Format the body into a pipe too."),
        filter_options,
        click.option(
            "--output",
            "-o",
            "file",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Write the body to FILE, as it came; - is stdout.",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def take_manner(options: dict[str, Any]) -> Manner:
    """Read what `manner_options` left; raises UsageError for options that exclude each other."""
    if options["file"] == Path("-"):
        options["file"] = None
    manner = Manner(wanted=take_filter(options), **options)
    if manner.timeout is not None and not 0 <= manner.timeout <= LONGEST_TIMEOUT:
        raise UsageError(
            f"--timeout needs a number of seconds, at most {LONGEST_TIMEOUT:,.0f}",
            hint="0 means no limit.",
        )
    if manner.file is not None and (manner.as_json or manner.pretty) and not manner.wanted:
        raise UsageError(
            "--output writes the body as it came, without --json and --pretty",
            hint="To keep those in a file, redirect: > FILE.",
        )
    return manner


@click.command("send", cls=Command, help=HELP, notes=NOTES, examples=EXAMPLES)
@click.argument("target", nargs=-1, required=True, metavar="TARGET", shell_complete=complete_target)
@click.option("--header", "-H", "headers", multiple=True, metavar="'NAME: VALUE'", help="A header.")
@click.option("--query", "-q", "query", multiple=True, metavar="NAME=VALUE", help="A query row.")
@click.option(
    "--path", "-p", "path", multiple=True, metavar="NAME=VALUE", help="A {name} in the URL."
)
@click.option(
    "--data", "-d", multiple=True, metavar="DATA", help="The body; @FILE a file, - standard input."
)
@click.option(
    "--env",
    "environment",
    default="",
    metavar="NAME",
    help="The environment of the collection, by its file's name or its title.",
    shell_complete=complete_environment,
)
@click.option(
    "--var", "variables", multiple=True, metavar="NAME=VALUE", help="A variable, the strongest."
)
@click.option(
    "--dry-run", is_flag=True, help="Print the message that would be sent, and send nothing."
)
@login_options
@way_options
@manner_options
@click.pass_obj
def command(
    run: Run,
    /,
    *,
    target: tuple[str, ...],
    headers: tuple[str, ...],
    query: tuple[str, ...],
    path: tuple[str, ...],
    data: tuple[str, ...],
    environment: str,
    variables: tuple[str, ...],
    dry_run: bool,
    **options: Any,
) -> int:
    """Find the request, send it, print the response."""
    login, way = take_login(options), take_way(options)
    manner = take_manner(options)
    if dry_run:
        check(manner)
    overrides = dict(parse_pair("--var", text) for text in variables)
    overlay = Overlay(headers, query, path, data)
    targets = split(target)
    if len(targets) > 1 and (overlay != Overlay(headers) or manner.file):
        raise UsageError(
            "-q, -p, -d and -o are for a single request", hint="-H and --var are for all of them."
        )
    hand_over = show_message if dry_run else _send
    explorer = Explorer()
    try:
        for warning in explorer.settings.warnings:
            run.output.warn(warning)
        for words in targets:
            found = find(explorer, words, overlay, environment=environment, overrides=overrides)
            found = way.of(login.of(found, explorer))
            if code := hand_over(run.output, explorer, found, manner):
                return code
        return 0
    finally:
        explorer.close()


def _send(output: Output, explorer: Explorer, found: Target, manner: Manner) -> int:
    """Send, asking for the secrets that only a person has; return the exit code."""
    return answering(output, explorer, lambda: deliver(output, explorer, found, manner))
