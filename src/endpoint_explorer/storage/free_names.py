"""Finding and taking file names that nothing has yet."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from endpoint_explorer.storage.faults import unwritable
from endpoint_explorer.storage.naming import SETTINGS_FILES


def claim_file(folder: Path, stem: str) -> Path:
    """Make an empty request file, `stem.toml` or `stem-2.toml` and so on, that nobody else has.

    Raises FileUnwritable.
    """
    for path in _candidates(folder, stem):
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o666))
        except FileExistsError:
            continue
        except (OSError, ValueError) as error:
            raise unwritable(path, error) from error
        return path
    raise AssertionError("the candidates do not end")


def free_file(folder: Path, stem: str) -> Path:
    """Return the first path of `stem.toml`, `stem-2.toml` and so on that is free."""
    return next(path for path in _candidates(folder, stem) if not os.path.lexists(path))


def is_numbered(stem: str, base: str) -> bool:
    """Tell whether a file's stem is `base`, or `base` with the number that made it unique."""
    return stem == base or (stem.startswith(f"{base}-") and stem[len(base) + 1 :].isdecimal())


def _candidates(folder: Path, stem: str) -> Iterator[Path]:
    for number in count(1):
        name = f"{stem}.toml" if number == 1 else f"{stem}-{number}.toml"
        if name not in SETTINGS_FILES:
            yield folder / name
