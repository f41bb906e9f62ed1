"""The system's keyring, where there is one: an optional extra, and never a file in plain text."""

from __future__ import annotations

import threading
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, TypeVar

from endpoint_explorer.errors import EndpointExplorerError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

PATIENCE = 20.0
"""Seconds to wait for a keyring, in which a person may have to unlock it."""

_NO_STORES = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")
"""Backends that keep nothing, or keep it in plain text."""


class KeyringUnavailable(EndpointExplorerError):
    """No keyring can be used here."""

    kind = "keyring-unavailable"


def read_password(service: str, user: str) -> str | None:
    """Return what the keyring has, None for nothing; raise KeyringUnavailable."""
    return _in_time(lambda backend: backend.get_password(service, user))


def write_password(service: str, user: str, value: str) -> None:
    """Keep a value in the keyring; raise KeyringUnavailable."""
    _in_time(lambda backend: backend.set_password(service, user, value))


def has_keyring() -> bool:
    """Say whether values could be kept in a keyring; blocks while that is found out."""
    try:
        return _in_time(lambda _backend: True)
    except KeyringUnavailable:
        return False


def _in_time(use: Callable[[KeyringBackend], T]) -> T:
    """Use the keyring in a thread of its own: one that waits for ever is left to do so."""
    done: list[T] = []
    faults: list[BaseException] = []

    def run() -> None:
        try:
            done.append(use(_backend()))
        except BaseException as error:  # backends raise what their systems do
            faults.append(error)

    thread = threading.Thread(target=run, name="keyring", daemon=True)
    thread.start()
    thread.join(PATIENCE)
    if done:
        return done[0]
    if not faults:
        raise KeyringUnavailable(f"the keyring did not answer within {PATIENCE:.0f} s")
    if isinstance(faults[0], KeyringUnavailable):
        raise faults[0]
    # What a backend says may quote what it was given.
    raise KeyringUnavailable(f"the keyring failed with {type(faults[0]).__name__}")


def _backend() -> KeyringBackend:
    if find_spec("keyring") is None:
        raise KeyringUnavailable(
            "keyrings need an extra", hint="pip install 'endpoint-explorer[keyring]'"
        )
    import keyring

    backend = keyring.get_keyring()
    # A chain has several.
    known: list[KeyringBackend] = getattr(backend, "backends", [backend])
    stores = [store for store in known if not type(store).__module__.startswith(_NO_STORES)]
    if not stores:
        raise KeyringUnavailable(
            "this system has no keyring", hint='Use "env:NAME" or "prompt:" instead.'
        )
    return stores[0]
