"""Where the values of secrets come from: a reader that the scope is given."""

from __future__ import annotations

import os
from collections.abc import Callable

from endpoint_explorer.errors import SecretUnavailable

SecretReader = Callable[[str, str, str], str]
"""Takes a secret's name, its reference, and the field that needs it; returns its value.

Raises SecretUnavailable where there is none, and SecretNeeded where a person has to give it.
"""

SOURCES = ("env", "dotenv", "keyring", "prompt")


def read_environ(name: str, reference: str, field: str) -> str:
    """Read a secret with a reference of the form `env:NAME`, the only source there is here."""
    source, colon, key = reference.partition(":")
    if source != "env" or not colon:
        raise unknown_source(name, reference, field)
    value = os.environ.get(key, "")
    if not value:
        state = "empty" if key in os.environ else "not set"
        raise SecretUnavailable(
            f"{field}: the secret {name} refers to the environment variable {key}, "
            f"which is {state}",
            field=field,
            hint=f"Set it before starting: export {key}=...",
        )
    return value


def unknown_source(name: str, reference: str, field: str) -> SecretUnavailable:
    """Return the error for what is no reference; it may be a value, and is not repeated."""
    source, colon, _ = reference.partition(":")
    said = f"refers to {source}:, which cannot be read here" if colon and source.isalpha() else ""
    return SecretUnavailable(
        f"{field}: the secret {name} {said or 'is no reference to where its value is'}",
        field=field,
        hint=f'Write {name} = "env:NAME", "dotenv:NAME", "keyring:SERVICE/USER" or "prompt:".',
    )
