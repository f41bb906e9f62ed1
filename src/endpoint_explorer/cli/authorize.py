"""`endpoint-explorer authorize TARGET`: the OAuth 2 token of a request."""

from __future__ import annotations

import time
from typing import Any

import click

from endpoint_explorer.cli.asking import answering
from endpoint_explorer.cli.candidates import complete_environment, complete_target
from endpoint_explorer.cli.delivery import stopped_by_ctrl_c
from endpoint_explorer.cli.group import PROGRAM, Command, Run
from endpoint_explorer.cli.output import Output
from endpoint_explorer.cli.overlay import Overlay, parse_pair
from endpoint_explorer.cli.target import Target, find
from endpoint_explorer.cli.way import take_way, way_options
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.explorer.browser import open_in_browser

HELP = """Get the OAuth 2 token of a request, and keep it for the next sends.

TARGET is a saved request whose auth, its own or an inherited one, is OAuth 2. Where a person has
to authorize, the URL is printed and opened in the browser, which comes back to a port of this
machine. The other grants need nobody: their token is fetched anew.
"""

NOTES = """
Exit codes: 0 ok; 2 wrong usage, or settings that cannot be resolved; 3 a file cannot be used;
4 there is no token; 130 interrupted. Tokens are kept in files that only you can read, one for
each collection and environment; they are refreshed before they expire.
"""

EXAMPLES = f"""
{PROGRAM} authorize demo/auth/oauth2-authorization-code
{PROGRAM} authorize demo/auth/oauth2-authorization-code --env staging --no-browser
{PROGRAM} authorize demo/auth/oauth2-authorization-code --clear
"""


@click.command("authorize", cls=Command, help=HELP, notes=NOTES, examples=EXAMPLES)
@click.argument("target", nargs=-1, required=True, metavar="TARGET", shell_complete=complete_target)
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
@click.option("--no-browser", is_flag=True, help="Print the URL, and open no browser.")
@click.option("--clear", is_flag=True, help="Forget the token instead.")
@way_options
@click.pass_obj
def command(
    run: Run,
    /,
    *,
    target: tuple[str, ...],
    environment: str,
    variables: tuple[str, ...],
    no_browser: bool,
    clear: bool,
    **options: Any,
) -> int:
    """Find the request, and get or forget its token."""
    way = take_way(options)
    overrides = dict(parse_pair("--var", text) for text in variables)
    explorer = Explorer()
    try:
        found = find(explorer, target, Overlay(), environment=environment, overrides=overrides)
        asked = way.of(found)
        if clear:
            return answering(run.output, explorer, lambda: _clear(run.output, explorer, asked))
        browses = not no_browser
        return answering(
            run.output, explorer, lambda: _authorize(run.output, explorer, asked, browses=browses)
        )
    finally:
        explorer.close()


def _authorize(output: Output, explorer: Explorer, target: Target, *, browses: bool) -> int:
    """Get a token and say how long it lasts; raises what stands in the way."""
    from endpoint_explorer.sending.transport import CancelToken

    def show(url: str) -> None:
        output.line(url)
        where = "the browser" if browses else "whoever opens this URL"
        output.status(("waiting", "cyan"), f" for {where} to come back; ctrl+c cancels")
        if browses and not open_in_browser(url):
            output.warn("no browser could be opened", "Open the URL above in one.")

    cancel = CancelToken()
    with stopped_by_ctrl_c(cancel):
        state = explorer.authorize(
            target.request, target.context, target.origin, open_url=show, cancel=cancel
        )
    output.line(f"authorized: {state.describe(time.time())}")
    return 0


def _clear(output: Output, explorer: Explorer, target: Target) -> int:
    had = explorer.clear_token(target.request, target.context, target.origin)
    output.line("the token is forgotten" if had else "there was no token")
    return 0
