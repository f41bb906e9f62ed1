"""`endpoint-explorer completion SHELL`, and the answers that its scripts ask for."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from endpoint_explorer.cli.group import COMPLETION, PROGRAM, Command, Run
from endpoint_explorer.cli.scripts import SCRIPTS
from endpoint_explorer.errors import UsageError

NOTES = f"""
bash: put   eval "$({PROGRAM} completion bash)"   into ~/.bashrc
zsh:  put   eval "$({PROGRAM} completion zsh)"    into ~/.zshrc, after compinit
fish: run   {PROGRAM} completion fish > ~/.config/fish/completions/{PROGRAM}.fish
"""


@click.command(
    "completion",
    cls=Command,
    help="Print the script that makes a shell complete commands, saved requests and environments.",
    notes=NOTES,
)
@click.argument("shell", type=click.Choice(list(SCRIPTS)))
@click.pass_obj
def command(run: Run, shell: str) -> int:
    """Print the script for both names of the program."""
    run.output.data(SCRIPTS[shell].encode())
    return 0


def answer(group: click.Command, run: Run, instruction: str) -> int:
    """Print what completes the words in the environment, as click's scripts hand them over."""
    shell, _, wanted = instruction.partition("_")
    found = get_completion_class(shell)
    if shell not in SCRIPTS or found is None or wanted != "complete":
        raise UsageError(f"{instruction} is nothing that a completion script asks")
    completions = found(group, {"obj": run}, PROGRAM, COMPLETION).complete()
    run.output.data(f"{completions}\n".encode())
    return 0
