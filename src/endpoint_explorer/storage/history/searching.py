"""The ids that a query finds, in order from an id on, without looking at what is between them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from heapq import heapify, heappop, heapreplace
from itertools import chain, islice
from typing import Protocol, TypeVar

import msgspec

from endpoint_explorer.errors import Cancelled
from endpoint_explorer.model.history import Words
from endpoint_explorer.storage.history.index import (
    IndexDamaged,
    NotIndexed,
    is_index_damaged,
    state_of,
)
from endpoint_explorer.storage.history.selecting import Selection, count_rows
from endpoint_explorer.storage.history.texts import read_columns
from endpoint_explorer.storage.history.words import is_match, match_expression

_OPCODES_BETWEEN_LOOKS = 5_000
"""Instructions of SQLite's machine, some 0.1 ms."""

_FEW_SERIES = 16
"""So many are looked into at once in less time than anything else would take."""

_ROWS_FOR_A_SERIES = 8
"""To go through so many rows takes about as long as to look into one series."""

_FEW_ROWS = 10_000
"""So many ids are soon noted."""

_COUNT = "SELECT sum(count) FROM series"
_FIRST_BATCH = 4
_LARGEST_BATCH = 1_024
_LARGEST = 2**63 - 1

T_co = TypeVar("T_co", covariant=True)

_ID = "exchanges.id"
_WORD_ID = "words.rowid"
_JOINED = "words CROSS JOIN exchanges ON exchanges.id = words.rowid"


class Reading(Protocol[T_co]):
    """Reads what a query finds; with `scans` also among the rows whose words are not indexed."""

    def __call__(self, connection: sqlite3.Connection, /, *, scans: bool) -> T_co:
        """Return it."""


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

    def beyond(self, number: int) -> Stretch:
        """Return what of it comes after an id in its order."""
        if self.is_upwards:
            return msgspec.structs.replace(self, after=number)
        return msgspec.structs.replace(self, before=number)

    def begin(self, selection: Selection, column: str = _ID) -> Selection:
        """Return a selection from the bound on."""
        return selection.adding(f"{column} {'>' if self.is_upwards else '<'} ?", self.bound)

    def end(self, column: str = _ID) -> str:
        """Return the end of a statement, whose last value is the limit."""
        return f"ORDER BY {column} {'ASC' if self.is_upwards else 'DESC'} LIMIT ?"


@contextmanager
def watched(connection: sqlite3.Connection, is_cancelled: Callable[[], bool]) -> Iterator[None]:
    """Read one state of the file; raise Cancelled soon after `is_cancelled` says so.

    Raises IndexDamaged.
    """
    if is_cancelled():
        raise _cancelled()
    connection.set_progress_handler(is_cancelled, _OPCODES_BETWEEN_LOOKS)
    try:
        connection.execute("BEGIN")
        yield
    except sqlite3.DatabaseError as error:
        if is_index_damaged(error):
            raise IndexDamaged from error
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
            raise _cancelled() from None
        raise
    finally:
        connection.set_progress_handler(None, 0)
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


def find_ids(connection: sqlite3.Connection, selection: Selection, stretch: Stretch) -> list[int]:
    """Return the first ids of a stretch that a selection lets through, in its order."""
    if selection.series is None or selection.is_rare:
        return _straight(connection, selection.among, stretch)
    near: list[int] = []
    if selection.is_whole and len(selection.series) > _FEW_SERIES:
        near, stretch = _nearby(connection, selection, stretch)
    return [*near, *islice(_merged(connection, selection, stretch), stretch.limit)]


def _straight(connection: sqlite3.Connection, selection: Selection, stretch: Stretch) -> list[int]:
    wanted = stretch.begin(selection)
    statement = wanted.statement(_ID, stretch.end())
    return [number for (number,) in connection.execute(statement, (*wanted.values, stretch.limit))]


def _nearby(
    connection: sqlite3.Connection, selection: Selection, stretch: Stretch
) -> tuple[list[int], Stretch]:
    """Return the first ids as far as they are among some next ones, and what is left to find.

    Where most rows are wanted, to go through them takes less than to look into many series.
    """
    assert selection.series, "there are many"
    anything = _straight(connection, Selection(), msgspec.structs.replace(stretch, limit=1))
    if not anything or not stretch.limit:
        return [], msgspec.structs.replace(stretch, limit=0)
    (rows,) = connection.execute(_COUNT).fetchone()
    share = max(1, sum(one.count for one in selection.series)) / rows
    window = int(min(2 * stretch.limit / share, _ROWS_FOR_A_SERIES * len(selection.series)))
    sign = 1 if stretch.is_upwards else -1
    edge = anything[0] + sign * (window + 1)
    near = selection.among.adding(f"{_ID} {'<' if stretch.is_upwards else '>'} ?", edge)
    near = msgspec.structs.replace(near, source=Selection().source)
    found = _straight(connection, near, stretch)
    rest = msgspec.structs.replace(stretch.beyond(edge - sign), limit=stretch.limit - len(found))
    return found, rest


def find(
    connection: sqlite3.Connection,
    selection: Selection,
    words: Sequence[Words],
    stretch: Stretch,
    is_cancelled: Callable[[], bool],
    *,
    scans: bool = True,
) -> list[int]:
    """Return the first ids of a stretch that a selection lets through and that have some words.

    Rows that are not in the index yet are looked through; without `scans` raises NotIndexed.
    """
    expression = match_expression(words)
    if not expression:
        return find_ids(connection, selection, stretch)
    known, is_behind = state_of(connection)
    parts: list[Iterator[int]] = []
    if is_behind:
        if not scans:
            raise NotIndexed
        parts.append(
            _looked_through(
                connection, selection, words, stretch, known=known, is_cancelled=is_cancelled
            )
        )
    if known:
        parts.append(_indexed(connection, selection, expression, stretch))
    return list(islice(chain(*(parts[::-1] if stretch.is_upwards else parts)), stretch.limit))


def _indexed(
    connection: sqlite3.Connection, selection: Selection, expression: str, stretch: Stretch
) -> Iterator[int]:
    """Yield the ids that the index has, in its own order: as many as the stretch wants."""
    wanted = stretch.begin(_with_words(connection, selection, expression), _WORD_ID)
    statement = wanted.statement(_WORD_ID, stretch.end(_WORD_ID))
    for (number,) in connection.execute(statement, (*wanted.values, stretch.limit)):
        yield number


def _with_words(connection: sqlite3.Connection, selection: Selection, expression: str) -> Selection:
    found = selection.among
    indexed = Selection(source="words").adding("words MATCH ?", expression)
    if not found.clauses:
        return indexed
    if count_rows(connection, selection, _FEW_ROWS) is not None:
        # To note the ids of few rows takes less than to look up the row of each id of the index.
        return indexed.adding(f"+{_WORD_ID} IN ({found.statement(_ID)})", *found.values)
    clauses = tuple(clause.replace(_ID, _WORD_ID) for clause in found.clauses)
    joined = msgspec.structs.replace(found, source=_JOINED, clauses=clauses)
    return joined.adding("words MATCH ?", expression)


def _looked_through(
    connection: sqlite3.Connection,
    selection: Selection,
    words: Sequence[Words],
    stretch: Stretch,
    *,
    known: int,
    is_cancelled: Callable[[], bool],
) -> Iterator[int]:
    """Yield the ids of rows that are not in the index yet, found by reading the rows."""
    wanted = selection.adding("exchanges.id > ?", known)
    batch = msgspec.structs.replace(stretch, limit=_FIRST_BATCH)
    while ids := find_ids(connection, wanted, batch):
        for number in ids:
            if is_cancelled():
                raise _cancelled()
            columns = read_columns(connection, number)
            if columns is not None and is_match(columns, words):
                yield number
        batch = batch.beyond(ids[-1])


def _cancelled() -> Cancelled:
    return Cancelled("the search of the history was cancelled")


def _merged(
    connection: sqlite3.Connection, selection: Selection, stretch: Stretch
) -> Iterator[int]:
    """Yield the ids of several series in order, looking into each of them only when it is due."""
    assert selection.series is not None, "where any series will do there is nothing to merge"
    source = stretch.begin(selection.adding("series = ?", 0))
    statement = source.statement(_ID, stretch.end())
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
