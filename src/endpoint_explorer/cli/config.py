"""`endpoint-explorer config`: what is set, by which line, and what could be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from endpoint_explorer.cli.group import PROGRAM, Command, Group, Run
from endpoint_explorer.cli.output import Line
from endpoint_explorer.model.settings import Settings
from endpoint_explorer.storage.settings import KEYS, Key, load_settings, settings_path, value_at
from endpoint_explorer.storage.settings_file import init_settings, lines_of
from endpoint_explorer.storage.toml_writer import dump_value

COLUMN = 48
"""Where the source of a value stands."""

HELP = """List every setting: its value, the line that says it, and what it is for.

Settings stand in config.toml and hold at once when they are saved.
"""

NOTES = """
Strongest first: options of the command line, the request, its folders, its collection, the
settings, the defaults.
"""

EXAMPLES = f"""
{PROGRAM} config
{PROGRAM} config init
$EDITOR "$({PROGRAM} config path)\""""


@click.group(
    "config",
    cls=Group,
    invoke_without_command=True,
    help=HELP,
    notes=NOTES,
    examples=EXAMPLES,
)
@click.pass_context
def command(context: click.Context) -> int:
    """List the settings, unless a subcommand is named."""
    if context.invoked_subcommand is not None:
        return 0
    run: Run = context.obj
    settings = load_settings()
    run.output.lines(_listing(settings_path(), settings))
    for warning in settings.warnings:
        run.output.warn(warning)
    return 0


@command.command(
    "path", cls=Command, help="Print the path of config.toml, which need not be there."
)
@click.pass_obj
def show_path(run: Run) -> int:
    """Print where the settings are."""
    run.output.line(str(settings_path()))
    return 0


@command.command(
    "init",
    cls=Command,
    help="Write a config.toml that explains every key, where there is none.",
)
@click.pass_obj
def init(run: Run) -> int:
    """Write the file, and say where."""
    run.output.line(str(init_settings()))
    return 0


def _listing(path: Path, settings: Settings) -> Iterator[Line]:
    data, lines = lines_of(path)
    for key in KEYS:
        if key.kind == "keys":
            yield from _keymap(key, settings.keymap, lines, path)
            continue
        line = lines.get(key.name)
        yield _row(key.name, _shown(key, data), f"{path}:{line}" if line else "default")
        yield (("    " + key.about, "dim"),)


def _keymap(
    key: Key, keymap: Mapping[str, str], lines: Mapping[str, int], path: Path
) -> Iterator[Line]:
    """Yield a row for each binding that has other keys."""
    if not keymap:
        yield _row(key.name, f"({key.otherwise})", "default")
    for name, keys in keymap.items():
        full = f"{key.name}.{name}"
        yield _row(full, dump_value(keys), f"{path}:{lines[full]}")
    yield (("    " + key.about, "dim"),)


def _row(name: str, value: str, source: str) -> Line:
    width = len(name) + 3 + len(value)
    return ((name, "blue"), f" = {value}{' ' * max(2, COLUMN - width)}", (source, "dim"))


def _shown(key: Key, data: dict[str, object]) -> str:
    value = value_at(data, key.name)
    return key.written_default if value is None else dump_value(value)
