"""Asking for the secrets that only a person has."""

from __future__ import annotations

import sys
from collections.abc import Callable

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.errors import SecretNeeded, UsageError
from endpoint_explorer.explorer import Explorer


def answering(explorer: Explorer, run: Callable[[], int]) -> int:
    """Run, and again with each secret that a person had to give.

    Raises SecretNeeded where there is no terminal to ask on, or where nothing is typed.
    """
    while True:
        try:
            return run()
        except SecretNeeded as needed:
            explorer.provide_secret(needed.collection, needed.name, _ask(needed))


def _ask(needed: SecretNeeded) -> str:
    """Ask on the terminal itself, so that both streams may be redirected."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise needed
    from getpass import getpass

    try:
        value = getpass(f"{clean(needed.name)} ({clean(needed.collection.name)}): ", sys.stderr)
    except EOFError as error:
        raise UsageError(f"no value was given for the secret {needed.name}") from error
    if not value:
        raise UsageError(f"no value was given for the secret {needed.name}")
    return value
