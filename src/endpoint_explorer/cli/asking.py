"""Asking for the secrets that only a person has."""

from __future__ import annotations

from collections.abc import Callable

from endpoint_explorer.cli.output import Output
from endpoint_explorer.errors import SecretNeeded, UsageError
from endpoint_explorer.explorer import Explorer


def answering(output: Output, explorer: Explorer, run: Callable[[], int]) -> int:
    """Run, and again with each secret that a person had to give.

    Raises SecretNeeded where there is no terminal to ask on, UsageError where nothing is typed.
    """
    while True:
        try:
            return run()
        except SecretNeeded as needed:
            value = output.ask_hidden(f"{needed.name} ({needed.collection.name}): ")
            if value is None:
                raise
            if not value:
                raise UsageError(f"no value was given for the secret {needed.name}") from None
            explorer.provide_secret(needed.collection, needed.name, value)
