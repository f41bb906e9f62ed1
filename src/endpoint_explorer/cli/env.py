"""`endpoint-explorer env`: the environments of a collection, and what their names stand for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from endpoint_explorer.cli.candidates import complete_collection, complete_environment
from endpoint_explorer.cli.document import dump
from endpoint_explorer.cli.group import PROGRAM, Command, Group, Run
from endpoint_explorer.cli.output import Line, Span
from endpoint_explorer.cli.overlay import parse_pair
from endpoint_explorer.cli.table import align
from endpoint_explorer.errors import UsageError
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.variable import Variable
from endpoint_explorer.storage.collections import list_collections
from endpoint_explorer.storage.context import collection_of, list_environments
from endpoint_explorer.storage.environments import EnvironmentFile, read_environments
from endpoint_explorer.storage.locations import default_root

LIST_NOTES = """
With --json: a list of objects with collection (its folder), name, title, production, variables
and secrets (their names), file, and problem (null, or what is wrong with the file).
"""

SHOW_NOTES = """
Strongest first: --var, the environment, its dotenv files, the collection, what is built in.
Secrets are masked, and not even read. With --json: an object with collection, name, title,
production and variables, a list of objects with name, value (null for a secret), secret, layer
and shadows (layer and value of each weaker definition).
"""


@click.group(
    "env",
    cls=Group,
    help="List environments, and show what their variables stand for.",
    examples=f"""
{PROGRAM} env list
{PROGRAM} env show staging demo
{PROGRAM} env show staging demo --json""",
)
def command() -> None:
    """Hold the subcommands."""


@command.command("list", cls=Command, help="List the environments.", notes=LIST_NOTES)
@click.argument("collection", required=False, shell_complete=complete_collection)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def list_all(run: Run, /, collection: str | None, as_json: bool) -> int:
    """Print the environments of a collection, or of all of them."""
    found = [
        (place, file) for place in _collections(collection) for file in read_environments(place)
    ]
    if as_json:
        documents = [_summary(place, file) for place, file in found]
        run.output.data(dump(documents, ascii_only=run.output.stdout_is_terminal))
        return 0
    if not found:
        run.output.status("There is no environment.")
        return 0
    titles = ("COLLECTION", "NAME", "TITLE", "VARIABLES", "SECRETS", "")
    rows = [tuple((title, "dim") for title in titles), *(_row(*each) for each in found)]
    run.output.lines(align(rows, right=frozenset({3, 4}), width=run.output.columns))
    return 0


@command.command(
    "show",
    cls=Command,
    help="Show every variable of an environment, with the layer that it comes from.",
    notes=SHOW_NOTES,
)
@click.argument("name", shell_complete=complete_environment)
@click.argument("collection", required=False, shell_complete=complete_collection)
@click.option(
    "--var", "variables", multiple=True, metavar="NAME=VALUE", help="A variable, the strongest."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def show(
    run: Run, /, name: str, collection: str | None, variables: tuple[str, ...], as_json: bool
) -> int:
    """Print what every name stands for."""
    overrides = dict(parse_pair("--var", text) for text in variables)
    place = _collection_with(name, collection)
    with closing(Explorer()) as explorer:
        context = explorer.context(place, name, overrides)
        found = explorer.variables(context)
    if as_json:
        run.output.data(dump(_shown(context, found), ascii_only=run.output.stdout_is_terminal))
    else:
        run.output.lines(_listing(context, found, run.output.columns))
    return 0


def _collections(word: str | None) -> list[Path]:
    """Return the collection that a word names, or all of them; raise UsageError for none."""
    root = default_root()
    if word is None:
        return [entry.path for entry in list_collections(root) if entry.kind == "collection"]
    for base in (Path.cwd(), root):
        collection = collection_of(base / word) if (base / word).exists() else None
        if collection is not None:
            return [collection]
    raise UsageError(f"no collection at {word}", hint=f"Collections are looked for below {root}.")


def _collection_with(name: str, word: str | None) -> Path:
    """Return the collection that is named, or the only one that has an environment."""
    places = _collections(word)
    if word is None:
        places = [place for place in places if _has(place, name)]
    if len(places) == 1:
        return places[0]
    if not places:
        raise UsageError(f'no environment is named "{name}"', hint=f"See {PROGRAM} env list.")
    raise UsageError(
        f'several collections have an environment named "{name}"',
        hint=f"Name one: {', '.join(place.name for place in places)}.",
    )


def _has(place: Path, name: str) -> bool:
    if name in list_environments(place):
        return True
    return any(file.environment.title == name for file in read_environments(place))


def _row(place: Path, file: EnvironmentFile) -> tuple[Span, ...]:
    environment = file.environment
    told: Span = ("production", "red") if environment.production else ""
    if file.fault:
        told = (file.fault.message, "red")
    counts = (str(len(environment.variables)), str(len(environment.secrets)))
    return (place.name, (file.stem, "bold"), environment.title, *counts, told)


def _summary(place: Path, file: EnvironmentFile) -> dict[str, Any]:
    environment = file.environment
    return {
        "collection": str(place),
        "name": file.stem,
        "title": environment.title,
        "production": environment.production,
        "variables": list(environment.variables),
        "secrets": list(environment.secrets),
        "file": str(file.path),
        "problem": file.fault.message if file.fault else None,
    }


def _listing(context: Context, found: tuple[Variable, ...], width: int | None) -> Iterator[Line]:
    environment = context.environment
    assert environment is not None, "it was loaded by its name"
    title = f"  {environment.title}" if environment.title else ""
    mark: Span = ("  PRODUCTION", "red") if environment.production else ""
    yield ((environment.name, "bold"), title, mark)
    rows: list[tuple[Span, ...]] = []
    for variable in found:
        shadowed = "; ".join(f"{value} from {layer}" for layer, value in variable.shadows)
        layer = f"{variable.layer}, instead of {shadowed}" if shadowed else variable.layer
        value: Span = (variable.shown, "dim") if variable.is_secret else variable.shown
        rows.append((("  " + variable.name, "blue"), value, (layer, "dim")))
    yield from align(rows, width=width)


def _shown(context: Context, found: tuple[Variable, ...]) -> dict[str, Any]:
    environment = context.environment
    assert environment is not None, "it was loaded by its name"
    return {
        "collection": str(context.directory),
        "name": environment.name,
        "title": environment.title,
        "production": environment.production,
        "variables": [
            {
                "name": variable.name,
                "value": None if variable.is_secret else variable.shown,
                "secret": variable.is_secret,
                "layer": variable.layer,
                "shadows": [{"layer": layer, "value": v} for layer, v in variable.shadows],
            }
            for variable in found
        ],
    }
