"""Keeping the history within its bounds, in steps so short that no exchange waits for them."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar

from endpoint_explorer.errors import Cancelled
from endpoint_explorer.model.history import Limits, Pruned
from endpoint_explorer.storage.history.pacing import Pace
from endpoint_explorer.storage.history.removing import remove
from endpoint_explorer.storage.history.store import Store

LARGEST_BATCH = 2_000_000
"""Bytes of bodies that are removed in one step, unless one alone is larger."""

BARE = 1_000
"""Bytes of an exchange without its bodies, about."""

SPARE = 16
"""One page in so many may be empty before the file is made smaller: they are used again."""

FEWEST_PAGES = 64
"""Fewer empty pages than this are left in any file."""

LARGEST_REBUILT = 256_000_000
"""Bytes of a file that is rewritten at once, because it cannot give pages back in steps.

An older version made it. Others wait about a second for that, and give up after five.
"""

_CANDIDATES = """
    SELECT id, started_at, latest, size FROM exchanges
    WHERE id > ? AND NOT pinned ORDER BY id LIMIT ?
"""

DAY = 86_400
"""Seconds."""

LONGEST = 1_000_000
"""Days, more than anything is old."""

T = TypeVar("T")


class Runner(Protocol):
    """Does something with the open file; between two such doings others have their turn."""

    def __call__(self, work: Callable[[Store], T], /) -> T:
        """Return what the work returns."""


class Pruning:
    """One pruning: what is too old goes, then the oldest until count and size keep the bounds.

    The oldest are those with the lowest ids: one of a clock that stood wrong stays for as long as
    that was wrong.
    """

    def __init__(self, run: Runner, limits: Limits, is_cancelled: Callable[[], bool]) -> None:
        self._run = run
        self._limits = limits
        self._is_cancelled = is_cancelled
        self._now = time.time()
        self._passed = -1
        """What has this id or a lower one stays."""
        self._locked_at = 0.0
        """When the last step took the lock for writing."""

    def prune(self) -> Pruned:
        """Remove, give empty pages back, and return what came of it; raises Cancelled."""
        before = self._run(_file_size)
        removed = self._repeat(self._remove, 4)
        if self._run(_rebuild):
            self._repeat(_give_back, FEWEST_PAGES)
        return Pruned(removed, max(0, before - self._run(_file_size)))

    def _repeat(self, step: Callable[[int, Store], int], amount: int) -> int:
        """Do steps until one has nothing to do; return what they add up to."""
        pace = Pace(amount)
        total = 0
        while True:
            if self._is_cancelled():
                raise Cancelled("the pruning was cancelled")
            self._locked_at = time.monotonic()
            done = self._run(partial(step, pace.amount))
            if not done:
                return total
            total += done
            pace.rest(time.monotonic() - self._locked_at)

    def _remove(self, amount: int, store: Store) -> int:
        """Remove a batch of the oldest; return how many there were."""
        return remove(store, partial(self._too_many, amount=amount))

    def _too_many(self, connection: sqlite3.Connection, amount: int) -> list[int]:
        """Return the ids of the oldest that have to go, at most `amount`."""
        self._locked_at = time.monotonic()  # called once before it is taken, and once after
        found: list[int] = []
        excess = self._excess(connection)
        oversize = self._oversize(connection)
        size = 0
        while not found:
            rows = connection.execute(_CANDIDATES, (self._passed, amount)).fetchall()
            for number, started_at, latest, body_size in rows:
                if size < oversize or len(found) < excess or self._is_too_old(started_at):
                    size += body_size + BARE
                    if found and size > LARGEST_BATCH:
                        return found
                    if not found:
                        self._passed = number - 1  # pinned ones are not looked at each time
                    found.append(number)
                elif found or not self._may_hide_older(latest):
                    return found
                else:
                    self._passed = number
            if len(rows) < amount:
                return found
        return found

    def _excess(self, connection: sqlite3.Connection) -> int:
        if self._limits.count is None:
            return 0
        (count,) = connection.execute("SELECT ifnull(sum(count), 0) FROM series").fetchone()
        return int(count) - self._limits.count

    def _oversize(self, connection: sqlite3.Connection) -> int:
        if self._limits.size is None:
            return 0
        pages, empty, page_size = _pages(connection)
        return (pages - empty) * page_size - self._limits.size

    def _is_too_old(self, started_at: float) -> bool:
        days = self._limits.days
        return days is not None and started_at < self._now - min(days, LONGEST) * DAY

    def _may_hide_older(self, latest: float) -> bool:
        """Say whether there may be older ones after one whose clock stood in the future."""
        return self._limits.days is not None and latest > self._now


def _rebuild(store: Store) -> bool:
    """Say whether there are pages to give back in steps; rewrite a file that cannot do so."""
    execute = store.connection.execute
    pages, empty, page_size = _pages(store.connection)
    if empty < max(FEWEST_PAGES, pages // SPARE):
        return False
    if execute("PRAGMA auto_vacuum").fetchone()[0]:
        return True
    if pages * page_size <= LARGEST_REBUILT:
        execute("PRAGMA auto_vacuum = INCREMENTAL")
        execute("VACUUM")
    return False


def _give_back(amount: int, store: Store) -> int:
    """Take empty pages off the file's end; return how many."""
    before, empty, _ = _pages(store.connection)
    if not empty:
        store.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")  # makes the file itself smaller
        return 0
    # Not `execute`: this statement says after each page that it is not done.
    store.connection.executescript(f"PRAGMA incremental_vacuum({amount:d})")
    return before - _pages(store.connection)[0]


def _file_size(store: Store) -> int:
    pages, _, page_size = _pages(store.connection)
    return pages * page_size


def _pages(connection: sqlite3.Connection) -> tuple[int, int, int]:
    """Return how many pages there are, how many of them are empty, and their size in bytes."""
    asked = ("page_count", "freelist_count", "page_size")
    pages, empty, size = (int(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in asked)
    return pages, empty, size
