"""`endpoint-explorer history search`: what a query finds."""

from __future__ import annotations

import click

from endpoint_explorer.cli.document import ROW_SHAPE
from endpoint_explorer.cli.group import PROGRAM, Run
from endpoint_explorer.cli.history.finding import QUERY_NOTES, QueryCommand, take_query
from endpoint_explorer.cli.history.list import list_options, print_rows


@click.command(
    "search",
    cls=QueryCommand,
    help="Search URLs, headers and bodies of what was sent, newest first.",
    notes=f"{QUERY_NOTES}{ROW_SHAPE}",
    examples=f"""
{PROGRAM} history search status:5xx host:api.example.com since:2d
{PROGRAM} history search '"not found" route:/users/{{id}} -env:production'
{PROGRAM} history search timeout is:failed --json | jq '.[].id'""",
)
@click.argument("query", nargs=-1, required=True)
@list_options
@click.pass_obj
def command(run: Run, query: tuple[str, ...], limit: int, as_json: bool) -> int:
    """Print the newest rows that are found."""
    return print_rows(run, take_query(query), limit, as_json=as_json, nothing="Nothing is found.")
