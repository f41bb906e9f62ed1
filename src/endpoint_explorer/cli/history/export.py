"""`endpoint-explorer history export`: exchanges in the format of other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import click

from endpoint_explorer.cli.delivery import notify
from endpoint_explorer.cli.group import PROGRAM, Run
from endpoint_explorer.cli.history.finding import (
    QUERY_NOTES,
    QueryCommand,
    rows,
    take_query,
    tell_backlog,
)
from endpoint_explorer.cli.history.stopping import stoppable
from endpoint_explorer.cli.output import Output
from endpoint_explorer.errors import Cancelled, FileMalformed, UsageError
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.model.history import HistoryQuery

NOTES = """
HAR 1.2 (HTTP Archive) is read by browsers and most tools. Secrets and cookies are masked as they
are in the history. A body that is no text is in base64; one that was sent is marked by _encoding,
for which the format has no field. An exchange without a response has the status 0, and _error.
"""


@click.command(
    "export",
    cls=QueryCommand,
    help="Write what was sent, or what a query finds, as a file for other programs.",
    notes=f"{NOTES}{QUERY_NOTES}",
    examples=f"""
{PROGRAM} history export --as har --output today.har since:today
{PROGRAM} history export --as har host:api.example.com | jq '.log.entries[].time'""",
)
@click.argument("query", nargs=-1)
@click.option(
    "--as", "form", type=click.Choice(["har"]), required=True, help="The format: har is HAR 1.2."
)
@click.option(
    "--output",
    "-o",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write into this file, which is replaced as a whole.",
)
@click.pass_obj
def command(run: Run, query: tuple[str, ...], form: str, file: Path | None) -> int:
    """Write the oldest first, as the format wants it."""
    from endpoint_explorer.interchange.har import write_har

    del form  # there is one so far
    wanted = take_query(query)
    with closing(Explorer()) as explorer, stoppable() as is_stopped:
        tell_backlog(run.output, explorer, wanted)
        parts = write_har(_exchanges(run.output, explorer, wanted, is_stopped))
        if file is None:
            for part in parts:
                run.output.data(part)
        else:
            from endpoint_explorer.storage.exports import export

            export(file, parts, replace=True)
        notify(run.output, explorer)
    return 0


def _exchanges(
    output: Output, explorer: Explorer, query: HistoryQuery, is_stopped: Callable[[], bool]
) -> Iterator[Exchange]:
    """Yield what a query finds; what cannot be read is said and left out."""
    for row in rows(explorer, query, oldest_first=True, is_cancelled=is_stopped):
        if is_stopped():
            raise Cancelled("the export was cancelled")
        try:
            yield explorer.history.get(row.id)
        except FileMalformed as error:
            output.warn(error.message, "It is left out.")
        except UsageError:  # removed meanwhile
            continue
