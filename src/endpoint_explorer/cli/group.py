"""What the commands are made of: help through `Output`, and subcommands imported when called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from endpoint_explorer import __version__
from endpoint_explorer.cli.commands import COMMANDS
from endpoint_explorer.cli.output import Output

PROGRAM = "endpoint-explorer"
ALIAS = "epx"

COMPLETION = "_ENDPOINT_EXPLORER_COMPLETE"
"""The variable by which a completion script asks: which shell it is (`bash_complete`)."""

SETTINGS: dict[str, Any] = {"help_option_names": ["--help", "-h"], "max_content_width": 100}

Launch = Callable[[Path | None, str], int]
"""Runs the terminal UI over a folder, with the base URL of its API; returns the exit code."""


class Run:
    """What every command is handed: where to write, and how to start the terminal UI."""

    def __init__(self, launch: Launch) -> None:
        self.launch = launch
        self.output = Output()


class Command(click.Command):
    """A command whose help goes through `Output` and ends with notes and examples."""

    def __init__(self, name: str, *, notes: str = "", examples: str = "", **settings: Any) -> None:
        super().__init__(name, context_settings=SETTINGS, **settings)
        self.notes = notes.strip()
        self.examples = examples.strip()

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return click's option, writing where everything else is written."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.callback = _show_help
        return option

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as click calls it
        """Write the notes and the examples as they stand, unwrapped."""
        if self.notes:
            formatter.write(f"\n{self.notes}\n")
        if self.examples:
            with formatter.section("Examples"):
                for line in self.examples.splitlines():
                    formatter.write(f"  {line}\n")


class Group(Command, click.Group):
    """A command with subcommands; to name none of them is wrong usage."""

    def __init__(self, name: str, **settings: Any) -> None:
        super().__init__(name, no_args_is_help=False, **settings)


class LazyGroup(Group):
    """A group whose subcommands are imported when they are called, and not for its help."""

    def __init__(
        self, name: str, *, commands: Mapping[str, tuple[str, str]], **settings: Any
    ) -> None:
        """Take the module of each subcommand, and its line in the help."""
        super().__init__(name, **settings)
        self._modules = commands

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        """Return the names of the subcommands, in the order of the help."""
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as click calls it
        """Import a subcommand."""
        if cmd_name not in self._modules:
            return None
        command = import_module(self._modules[cmd_name][0]).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as click calls it
        """List the subcommands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self._modules.items()])


def make_group() -> click.Group:
    """Return the whole command line."""
    version = click.Option(
        ["--version", "-V"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_show_version,
        help="Show the version and exit.",
    )
    return LazyGroup(
        PROGRAM,
        commands=COMMANDS,
        params=[version],
        subcommand_metavar="[DIR] | COMMAND [ARGS]...",
        help=HELP,
        notes=NOTES,
        examples=EXAMPLES,
    )


def _show_help(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        _write_and_exit(ctx, ctx.get_help())


def _show_version(ctx: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        _write_and_exit(ctx, f"{PROGRAM} {__version__}")


def _write_and_exit(ctx: click.Context, text: str) -> None:
    run = ctx.find_object(Run)
    assert run is not None
    for line in text.splitlines():
        run.output.line(line)
    ctx.exit()


HELP = """A terminal workbench for exploring API endpoints.

Without a command it opens the terminal UI over DIR, a folder of collections: ./collections if
there is one, else your own folder.
"""

NOTES = f"""
Exit codes: 0 ok; 1 with --fail a status of 400 or more, or answers that differ; 2 wrong usage;
3 a file cannot be used; 4 no complete response; 130 interrupted. {ALIAS} is the same program.
"""

EXAMPLES = f"""
{PROGRAM} demo                        explore the embedded demo API
{PROGRAM} ~/work/collections          open a folder of collections
{PROGRAM} send demo/users/get-user    send a saved request
{PROGRAM} send GET http://127.0.0.1:8765/v1/users -q limit=5
{PROGRAM} history list --limit 10     what was sent
"""
