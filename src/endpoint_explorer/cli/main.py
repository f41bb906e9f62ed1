"""The entrance of the command line: picks the command, and turns every error into one message."""

from __future__ import annotations

import gc
import os

import click

from endpoint_explorer.cli.group import COMPLETION, PROGRAM, Launch, Run, make_group
from endpoint_explorer.errors import Cancelled, EndpointExplorerError

BROKEN_PIPE = 141
"""What a shell reports of a program that SIGPIPE ended, as `cat` is in `cat file | head -1`."""


GARBAGE = 50_000
"""Objects made before garbage is looked for: a command ends before it has made much of it."""


def run(arguments: list[str], launch: Launch) -> int:
    """Run a command; return its exit code (see errors.py).

    `launch` starts the terminal UI over a folder, with the base URL of its API for the session.
    """
    gc.set_threshold(GARBAGE)
    the_run = Run(launch)
    try:
        return _dispatch(arguments, the_run)
    except EndpointExplorerError as error:
        the_run.output.error(error.message, error.hint)
        return error.exit_code
    except BrokenPipeError:
        return BROKEN_PIPE
    except KeyboardInterrupt:
        the_run.output.status("")
        return Cancelled.exit_code


def _dispatch(arguments: list[str], the_run: Run) -> int:
    """Let click parse and call, with its errors said in our way."""
    group = make_group()
    if arguments == ["completion"] and COMPLETION in os.environ:
        from endpoint_explorer.cli.completion import answer

        return answer(group, the_run, os.environ[COMPLETION])
    try:
        with group.make_context(PROGRAM, list(arguments), obj=the_run) as context:
            code: object = group.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        the_run.output.error(_message(error), _hint(error))
        return error.exit_code
    return code if isinstance(code, int) else 0


def _message(error: click.ClickException) -> str:
    """Return click's sentence in the form of our own: one line, no capital, no full stop."""
    text = " ".join(error.format_message().split())
    return text[:1].lower() + text[1:].removesuffix(".")


def _hint(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"See {context.command_path if context else PROGRAM} --help."
