"""Bodies on disk: where the user wants them, or in a private file for another program."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from endpoint_explorer.errors import FileExists
from endpoint_explorer.storage.atomic import write_atomic
from endpoint_explorer.storage.faults import unwritable


def export_path(text: str, folder: Path) -> Path:
    """Return the path that a user means: `~` is home, what is relative is in `folder`."""
    path = Path(text)
    try:
        path = path.expanduser()
    except RuntimeError:
        # No such user: then it is a name that starts with a tilde.
        path = Path(text)
    return folder / path


def free_path(folder: Path, name: str, numbered: Callable[[str, int], str]) -> Path:
    """Return the first path in a folder that is free: the name itself, or with a number."""
    if not os.path.lexists(folder / name):
        return folder / name
    paths = (folder / numbered(name, number) for number in count(2))
    return next(path for path in paths if not os.path.lexists(path))


def export(path: Path, parts: Iterable[bytes], *, replace: bool) -> int:
    """Write a file as a whole, and return its size in bytes.

    Raises FileExists where there is one already and `replace` is not set, FileUnwritable.
    """
    if not replace and os.path.lexists(path):
        raise FileExists(path, "is there already")
    size = 0

    def counted() -> Iterator[bytes]:
        nonlocal size
        for part in parts:
            size += len(part)
            yield part

    write_atomic(path, counted())
    return size


@contextmanager
def private_file(name: str, parts: Iterable[bytes]) -> Iterator[Path]:
    """Lend a file that only its owner can read, in a folder of its own, and remove both.

    Raises FileUnwritable.
    """
    with tempfile.TemporaryDirectory(prefix="endpoint-explorer-") as folder:
        path = Path(folder) / name
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        try:
            with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
                file.writelines(parts)
        except OSError as error:
            raise unwritable(path, error) from error
        yield path
