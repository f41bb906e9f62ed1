"""The history's file: opening it whatever state it is in."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from endpoint_explorer.errors import FileUnreadable
from endpoint_explorer.storage.faults import unwritable
from endpoint_explorer.storage.history.faults import is_damage, store_error
from endpoint_explorer.storage.history.migrating import migrate
from endpoint_explorer.storage.history.schema import VERSION, version_of
from endpoint_explorer.storage.history.store import Store
from endpoint_explorer.storage.locations import private_dir

_BUSY_TIMEOUT = 5.0
"""Seconds to wait for another program that is writing."""

PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # what was acknowledged survives a power cut
    "PRAGMA secure_delete = ON",  # what was deleted is not in the file any more
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
)


def open_store(path: Path) -> tuple[Store, list[str]]:
    """Open the history, made where there is none, and return what the user should be told.

    A damaged file is moved aside and a new one started; one that a newer program wrote, or that
    may not be written, is opened for reading. Raises FileUnwritable, FileUnreadable.
    """
    if path.exists() and not (_may_write(path) and _may_write(path.parent)):
        return _open_read_only(path)
    private_dir(path.parent)
    with _exclusive(path):
        try:
            return _open(path)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise store_error(path, error) from error
            notice = _set_aside(path)
            store, notices = _open(path)
            return store, [notice, *notices]


def replace_damaged(store: Store) -> tuple[Store, list[str]]:
    """Move a file that turned out to be damaged aside, and open a new one."""
    store.close()
    with _exclusive(store.path):
        notices = [_set_aside(store.path)] if store.is_current else []  # else another did it
        new, more = _open(store.path)
    return new, notices + more


def _open(path: Path) -> tuple[Store, list[str]]:
    _create_private(path)
    connection = _connect(str(path))
    try:
        # A truncated file fails here.
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if version_of(connection) > VERSION:
            connection.execute("PRAGMA query_only = ON")
            refusal = "a newer version of Endpoint Explorer wrote it"
            return Store(path, connection, refusal), [_read_only_notice(path, refusal)]
        if not tables:
            # Pruning then gives pages back in small steps. In any other file this would write.
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        for pragma in PRAGMAS:
            connection.execute(pragma)
        notices = migrate(path, connection)
    except BaseException:
        connection.close()
        raise
    return Store(path, connection), notices


def _open_read_only(path: Path) -> tuple[Store, list[str]]:
    refusal = "it, or its folder, may not be written to"
    try:
        # Without `immutable` SQLite would want to write an index of the WAL beside it.
        connection = _connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        version = version_of(connection)
    except sqlite3.Error as error:
        raise FileUnreadable(path, f"the history cannot be read: {error}") from error
    if version < VERSION:
        connection.close()
        raise FileUnreadable(
            path,
            f"an older version wrote it, and it cannot be brought up to date, as {refusal}",
            hint="Check the permissions of it and its folder.",
        )
    return Store(path, connection, refusal), [_read_only_notice(path, refusal)]


def _connect(database: str, *, uri: bool = False) -> sqlite3.Connection:
    return sqlite3.connect(
        database, timeout=_BUSY_TIMEOUT, isolation_level=None, check_same_thread=False, uri=uri
    )


def _read_only_notice(path: Path, refusal: str) -> str:
    return f"Nothing is recorded: the history {path} is open for reading only, as {refusal}."


def _create_private(path: Path) -> None:
    """Make the file as SQLite would, but readable by its owner alone; -wal and -shm follow it."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        # Not by a descriptor: closing it would drop the locks that this process has on the file.
        with suppress(OSError):
            path.chmod(0o600)
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from error


def _set_aside(path: Path) -> str:
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime())
    aside = path.with_name(f"{path.name}.damaged-{stamp}-{os.urandom(2).hex()}")
    try:
        path.rename(aside)
        for suffix in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    except OSError as error:
        raise unwritable(path, error) from error
    return f"The history {path} was damaged. It is now {aside.name}, and a new one was started."


@contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    """Let one program at a time open, migrate or replace the file."""
    try:
        lock = os.open(
            path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
        )
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from error
    try:
        with suppress(OSError):  # a file system without locks: SQLite's own must do
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
