"""A connection to the history's file that opens when it is needed and survives damage."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from endpoint_explorer.storage.history.store import Store

T = TypeVar("T")


class Access:
    """One connection, for any number of threads, one at a time.

    `notices` collects what the user should be told: that a damaged file was moved aside, that a
    file is open for reading only.
    """

    def __init__(self, path: Path, notices: list[str]) -> None:
        self._path = path
        self._notices = notices
        self._lock = RLock()
        self._store: Store | None = None

    def run(self, work: Callable[[Store], T]) -> T:
        """Do something with the open file, once more with a new one where it proves damaged.

        Raises FileUnwritable, FileUnreadable.
        """
        import sqlite3

        from endpoint_explorer.storage.history.faults import is_damage, store_error

        with self._lock:
            try:
                return work(self._open())
            except sqlite3.Error as error:
                if not is_damage(error):
                    raise store_error(self._path, error) from error
            try:
                return work(self._replace_damaged())
            except sqlite3.Error as error:
                raise store_error(self._path, error) from error

    def close(self) -> None:
        """Close the connection; using it again opens another."""
        with self._lock:
            if self._store is not None:
                self._store.close()
                self._store = None

    def _open(self) -> Store:
        from endpoint_explorer.storage.history.opening import open_store

        if self._store is not None and not self._store.is_current:
            self.close()
        if self._store is None:
            self._store, notices = open_store(self._path)
            self._tell(notices)
        return self._store

    def _replace_damaged(self) -> Store:
        from endpoint_explorer.storage.history.opening import replace_damaged

        damaged, self._store = self._store, None
        assert damaged is not None, "only an open file is found damaged here"
        self._store, notices = replace_damaged(damaged)
        self._tell(notices)
        return self._store

    def _tell(self, notices: list[str]) -> None:
        self._notices += [notice for notice in notices if notice not in self._notices]
