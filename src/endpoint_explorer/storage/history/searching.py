"""The ids that a query finds, in order from an id on, without looking at what is between them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from heapq import heapify, heappop, heapreplace
from itertools import islice

import msgspec

from endpoint_explorer.errors import Cancelled
from endpoint_explorer.storage.history.selecting import Selection

_OPCODES_BETWEEN_LOOKS = 5_000
"""Instructions of SQLite's machine, some 0.1 ms."""

_FIRST_BATCH = 16
_LARGEST_BATCH = 1_024
_LARGEST = 2**63 - 1


class Stretch(msgspec.Struct, frozen=True):
    """Ids below `before`, the newest first, or with `after` those above it, the oldest first."""

    before: int | None = None
    after: int | None = None
    limit: int = 100

    @property
    def is_upwards(self) -> bool:
        """Whether the oldest come first."""
        return self.after is not None

    @property
    def bound(self) -> int:
        """The id that it begins beside."""
        if self.after is not None:
            return self.after
        return _LARGEST if self.before is None else self.before

    def begin(self, selection: Selection) -> Selection:
        """Return a selection from the bound on."""
        return selection.adding(f"exchanges.id {'>' if self.is_upwards else '<'} ?", self.bound)

    def end(self) -> str:
        """Return the end of a statement, whose last value is the limit."""
        return f"ORDER BY exchanges.id {'ASC' if self.is_upwards else 'DESC'} LIMIT ?"


@contextmanager
def watched(connection: sqlite3.Connection, is_cancelled: Callable[[], bool]) -> Iterator[None]:
    """Read one state of the file; raise Cancelled soon after `is_cancelled` says so."""
    if is_cancelled():
        raise _cancelled()
    connection.set_progress_handler(is_cancelled, _OPCODES_BETWEEN_LOOKS)
    try:
        connection.execute("BEGIN")
        yield
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_INTERRUPT:
            raise
        raise _cancelled() from None
    finally:
        connection.set_progress_handler(None, 0)
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


def find_ids(connection: sqlite3.Connection, selection: Selection, stretch: Stretch) -> list[int]:
    """Return the first ids of a stretch that a selection lets through, in its order."""
    if selection.series is not None and not selection.is_rare:
        return list(islice(_merged(connection, selection, stretch), stretch.limit))
    wanted = stretch.begin(selection.among)
    statement = wanted.statement("exchanges.id", stretch.end())
    return [number for (number,) in connection.execute(statement, (*wanted.values, stretch.limit))]


def _cancelled() -> Cancelled:
    return Cancelled("the search of the history was cancelled")


def _merged(
    connection: sqlite3.Connection, selection: Selection, stretch: Stretch
) -> Iterator[int]:
    """Yield the ids of several series in order, looking into each of them only when it is due."""
    assert selection.series is not None, "where any series will do there is nothing to merge"
    source = stretch.begin(selection.adding("series = ?", 0))
    statement = source.statement("exchanges.id", stretch.end())
    sign = 1 if stretch.is_upwards else -1

    def ids_of(series: int) -> Iterator[int]:
        bound, size = stretch.bound, _FIRST_BATCH
        while True:
            values = (*selection.values, series, bound, size)  # in the order of the clauses
            found = connection.execute(statement, values).fetchall()
            yield from (number for (number,) in found)
            if len(found) < size:
                return
            bound, size = found[-1][0], min(2 * size, _LARGEST_BATCH)

    # A series that was not looked into stands where its first id can be at the earliest.
    queue: list[tuple[int, int, Iterator[int] | None]]
    if stretch.is_upwards:
        later = [one for one in selection.series if one.last > stretch.bound]
        queue = [(stretch.bound + 1, one.id, None) for one in later]
    else:
        queue = [(-min(one.last, stretch.bound - 1), one.id, None) for one in selection.series]
    heapify(queue)
    while queue:
        place, series, ids = queue[0]
        if ids is None:
            ids = ids_of(series)
        else:
            yield sign * place
        following = next(ids, None)
        if following is None:
            heappop(queue)
        else:
            heapreplace(queue, (sign * following, series, ids))
