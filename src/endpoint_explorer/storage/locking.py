"""One writer at a time, among threads and among programs."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from endpoint_explorer.errors import FileUnwritable
from endpoint_explorer.storage.faults import unwritable

_PAUSE = 0.01
"""Seconds between two tries; flock cannot wait for a limited time."""


@contextmanager
def locked(
    path: Path,
    what: str,
    *,
    patience: float,
    name: str = ".lock",
    check: Callable[[], None] | None = None,
) -> Iterator[None]:
    """Hold the lock beside a file, which is that of all files in its folder; raise FileUnwritable.

    `patience` is in seconds; `what` says for a person what another program may hold. `check` is
    called again and again while there is something to wait for, and ends that by raising.
    """
    try:
        lock = os.open(path.with_name(name), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise unwritable(path, error) from error
    try:
        _acquire(lock, path, what, patience, check or _go_on)
        yield
    finally:
        os.close(lock)


def _acquire(lock: int, path: Path, what: str, patience: float, check: Callable[[], None]) -> None:
    """Wait for the lock, but not for ever: its owner may be a program that was stopped."""
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise FileUnwritable(
                    path,
                    f"another program holds {what}",
                    hint="End or continue the other Endpoint Explorer.",
                ) from None
            check()
            time.sleep(_PAUSE)
        except OSError:
            return  # a file system without locks: writing is atomic even so
        else:
            return


def _go_on() -> None:
    """Find nothing that ends the wait."""
