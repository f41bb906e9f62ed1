"""What SQLite says of the history's file, in words."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from endpoint_explorer.errors import FileError, FileUnwritable

_REASONS = {
    sqlite3.SQLITE_FULL: ("the disk is full", "Free some space."),
    sqlite3.SQLITE_BUSY: ("another program holds it", "Try again when that one is done."),
    sqlite3.SQLITE_LOCKED: ("another program holds it", "Try again when that one is done."),
    sqlite3.SQLITE_READONLY: ("it is read-only", "Check the permissions of it and its folder."),
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", "Check the permissions of its folder."),
    sqlite3.SQLITE_IOERR: ("the disk reports a fault", "Check the disk, and the space on it."),
    sqlite3.SQLITE_TOOBIG: ("a value is too large", ""),
}


def is_damage(error: sqlite3.Error) -> bool:
    """Tell whether an error means that the file itself is broken."""
    return _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def store_error(path: Path, error: sqlite3.Error) -> FileError:
    """Return an error of SQLite as one of ours."""
    reason, hint = describe(error)
    return FileUnwritable(path, f"the history cannot be used: {reason}", hint=hint)


def describe(error: sqlite3.Error) -> tuple[str, str]:
    """Return the reason and the hint for an error of SQLite."""
    return _REASONS.get(_code(error), (str(error), ""))


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
