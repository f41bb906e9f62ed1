"""Bringing a file of an older version up to this one, with a copy of what it was beside it."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from endpoint_explorer.errors import FileUnwritable
from endpoint_explorer.storage.atomic import sync_folder
from endpoint_explorer.storage.faults import describe
from endpoint_explorer.storage.history import faults
from endpoint_explorer.storage.history.schema import MIGRATIONS, VERSION, version_of

_BACKUPS = 2
"""Backups that are kept."""

_PARTIAL = ".partial"
"""The end of a backup's name while it is being made."""


def migrate(path: Path, connection: sqlite3.Connection) -> list[str]:
    """Bring a file up to this program's version, in one transaction; two programs may try.

    Returns what the user should be told. Raises FileUnwritable where no backup can be made.
    Whatever is raised, closing the connection leaves the file as it was.
    """
    if version_of(connection) == VERSION:
        return []
    begun = time.monotonic()
    connection.execute("BEGIN IMMEDIATE")
    version = version_of(connection)
    # A new file has nothing to lose. Nobody can write between the backup and the migration.
    backup = _back_up(path, version) if 0 < version < VERSION else None
    for migration in MIGRATIONS[version:]:
        for step in migration:
            if isinstance(step, str):
                connection.execute(step)
            else:
                step(connection)
    connection.execute(f"PRAGMA user_version = {VERSION:d}")
    connection.execute("COMMIT")
    if backup is None:
        return []
    taken = time.monotonic() - begun
    return [
        f"The history of an older version was brought up to date, in {taken:.1f} s."
        f" As it was it is kept as {backup}."
    ]


def _back_up(path: Path, version: int) -> Path:
    """Copy what was committed to a file beside it, and remove the oldest such copies."""
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime())
    backup = path.with_name(f"{path.name}.v{version}-{stamp}.backup")
    partial = backup.with_name(backup.name + _PARTIAL)
    try:
        for left in path.parent.glob(f"{path.name}.v*.backup{_PARTIAL}"):  # of a program killed
            left.unlink(missing_ok=True)
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        _copy(path, partial)
        partial.replace(backup)
        sync_folder(path.parent)
        for old in _backups(path)[:-_BACKUPS]:
            old.unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        if isinstance(error, sqlite3.Error) and faults.is_damage(error):
            raise  # the file is moved aside as a whole
        reason, _ = describe(error) if isinstance(error, OSError) else faults.describe(error)
        raise FileUnwritable(
            path,
            f"an older version wrote it, and no backup could be made before changing it: {reason}",
            hint="Free some space in its folder, or move the file elsewhere to start a new one.",
        ) from error
    return backup


def _copy(path: Path, target: Path) -> None:
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA journal_mode = OFF")  # what is not finished is thrown away
        copy.execute("PRAGMA synchronous = FULL")
        # All at once: the interpreter's lock is not held meanwhile.
        source.backup(copy)


def _backups(path: Path) -> list[Path]:
    """Return the backups of a file, the oldest first."""
    found = path.parent.glob(f"{path.name}.v*-*.backup")
    return sorted(found, key=lambda backup: backup.name.rpartition("-")[2])
