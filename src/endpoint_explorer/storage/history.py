"""The history: every exchange, redacted, in one SQLite file that survives what happens to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

from endpoint_explorer.errors import FileMalformed, FileUnwritable, UsageError
from endpoint_explorer.model.exchange import Exchange, ExchangeSummary

if TYPE_CHECKING:
    from endpoint_explorer.storage.history_store import Store

T = TypeVar("T")

_LARGEST = 2**63 - 1
"""The largest integer, and so id, that SQLite knows."""


class History:
    """The history in the file `path`, opened when it is first used; for any number of threads.

    `notices` are sentences for the user: that a damaged file was moved aside, that a file is
    open for reading only. Every method raises FileUnwritable or FileUnreadable when the file
    cannot be used at all; the program goes on without it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notices: list[str] = []
        self._lock = RLock()
        self._store: Store | None = None

    def record(self, exchange: Exchange) -> int:
        """Keep an exchange and return its id, once it is safely on disk.

        No secret of the exchange reaches the file. Raises FileUnwritable when it was not kept.
        """
        from endpoint_explorer.storage.history_rows import to_row
        from endpoint_explorer.storage.redaction import redact_exchange

        row = to_row(redact_exchange(exchange))

        def insert(store: Store) -> int:
            if store.refusal:
                raise FileUnwritable(
                    self.path,
                    f"the exchange was not recorded: {store.refusal}",
                    hint="Set ENDPOINT_EXPLORER_HOME to keep a history elsewhere.",
                )
            return store.insert(row)

        return self._with_store(insert)

    def get(self, exchange_id: int) -> Exchange:
        """Return an exchange; raise UsageError where the history has none of this id.

        Raises FileMalformed for one that cannot be made out, as a newer version may write it.
        """
        from endpoint_explorer.storage.history_rows import to_exchange

        wanted = exchange_id if abs(exchange_id) <= _LARGEST else 0
        found = self._with_store(lambda store: store.find(wanted))
        if found is None:
            raise UsageError(
                f"no exchange {exchange_id} in the history",
                hint="`endpoint-explorer history list` shows those that there are.",
            )
        try:
            return to_exchange(exchange_id, *found)
        except ValueError as error:  # of JSON, of msgspec, of a body that does not decompress
            raise FileMalformed(
                self.path, f"exchange {exchange_id} cannot be read: {error}"
            ) from error

    def page(
        self, *, request_id: str | None = None, before: int | None = None, limit: int = 100
    ) -> tuple[ExchangeSummary, ...]:
        """Return summaries, the newest first: of one request or of all, older than `before`."""
        from endpoint_explorer.storage.history_rows import to_summary

        below = None if before is None else max(min(before, _LARGEST), -_LARGEST)
        at_most = max(min(limit, _LARGEST), 0)
        rows = self._with_store(lambda store: store.page(request_id, below, at_most))
        return tuple(to_summary(row) for row in rows)

    def close(self) -> None:
        """Close the file; using the history again opens it again."""
        with self._lock:
            if self._store is not None:
                self._store.close()
                self._store = None

    def _with_store(self, work: Callable[[Store], T]) -> T:
        import sqlite3

        from endpoint_explorer.storage.history_store import is_damage, store_error

        with self._lock:
            try:
                return work(self._open())
            except sqlite3.Error as error:
                if not is_damage(error):
                    raise store_error(self.path, error) from error
            try:
                return work(self._replace_damaged())
            except sqlite3.Error as error:
                raise store_error(self.path, error) from error

    def _open(self) -> Store:
        from endpoint_explorer.storage.history_store import open_store

        if self._store is not None and not self._store.is_current:
            self.close()
        if self._store is None:
            self._store, notices = open_store(self.path)
            self.notices += notices
        return self._store

    def _replace_damaged(self) -> Store:
        from endpoint_explorer.storage.history_store import replace_damaged

        damaged, self._store = self._store, None
        assert damaged is not None, "only an open file is found damaged here"
        self._store, notices = replace_damaged(damaged)
        self.notices += notices
        return self._store
