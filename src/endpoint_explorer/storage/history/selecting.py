"""What a query comes to: the series that it may find rows in, and clauses for the rows."""

from __future__ import annotations

import sqlite3

import msgspec

from endpoint_explorer.model.history import HistoryQuery
from endpoint_explorer.storage.history.series import Series, find_series

# What is looked for is not below `low` and not above `high`.
_FIRST_SINCE = """
    WITH RECURSIVE halving (low, high) AS (
        SELECT 1, ifnull(max(id), 0) + 1 FROM exchanges
        UNION ALL
        SELECT iif(latest >= ?1, low, id + 1), iif(latest >= ?1, (low + high) / 2, high)
        FROM halving CROSS JOIN exchanges ON id = (
            SELECT above.id FROM exchanges AS above
            WHERE above.id >= (low + high) / 2 ORDER BY above.id LIMIT 1
        )
        WHERE low < high
    )
    SELECT low FROM halving WHERE low >= high
"""


class Selection(msgspec.Struct, frozen=True):
    """The series that rows are in, None for any, and where and by which clauses they are found.

    `source` is what a statement reads from, without the words; `is_rare` says that it has few
    rows, so that all of them may be looked at.
    """

    series: tuple[Series, ...] | None = None
    source: str = "exchanges NOT INDEXED"
    clauses: tuple[str, ...] = ()
    values: tuple[object, ...] = ()
    is_rare: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether every row of the series is found."""
        return not self.clauses

    @property
    def among(self) -> Selection:
        """The same with a clause for the series, so that the clauses say all."""
        if self.series is None:
            return self
        ids = msgspec.json.encode([one.id for one in self.series]).decode()
        return self.adding("series IN (SELECT value FROM json_each(?))", ids)

    def adding(self, clause: str, *values: object) -> Selection:
        """Return the same with one clause more."""
        return msgspec.structs.replace(
            self, clauses=(*self.clauses, clause), values=(*self.values, *values)
        )

    def statement(self, columns: str, end: str = "") -> str:
        """Return a statement that reads columns of the rows for which all clauses hold."""
        where = f"WHERE {' AND '.join(self.clauses)}" if self.clauses else ""
        # No text of a user is in a clause: they are constants, and values are bound.
        return f"SELECT {columns} FROM {self.source} {where} {end}"  # noqa: S608


def select(connection: sqlite3.Connection, query: HistoryQuery) -> Selection:
    """Return what a query comes to, but for its words."""
    series = find_series(connection, query) if query.narrows_series else None
    clauses = [*_scopes(connection, query), *_marks(connection, query)]
    return Selection(
        series,
        _source(query),
        tuple(clause for clause, _ in clauses),
        tuple(value for _, values in clauses for value in values),
        is_rare=bool(query.is_pinned or query.has_note or query.note),
    )


def count_rows(connection: sqlite3.Connection, selection: Selection, most: int) -> int | None:
    """Return how many rows a selection has, None where they are more than `most`."""
    if selection.series is not None and selection.is_whole:
        rows = sum(one.count for one in selection.series)
    else:
        wanted = selection.among
        (rows,) = connection.execute(
            f"SELECT count(*) FROM ({wanted.statement('1', 'LIMIT ?')})",  # noqa: S608 - as above
            (*wanted.values, most + 1),
        ).fetchone()
    return int(rows) if rows <= most else None


def first_since(connection: sqlite3.Connection, since: float) -> int:
    """Return the lowest id that an exchange of this moment or later can have.

    `latest` never falls from one row to the next, so that the place is found by halves.
    """
    (first,) = connection.execute(_FIRST_SINCE, (since,)).fetchone()
    return int(first)


Clause = tuple[str, tuple[object, ...]]


def _scopes(connection: sqlite3.Connection, query: HistoryQuery) -> list[Clause]:
    clauses: list[Clause] = []
    if query.request_id:
        clauses.append(("request_id = ?", (query.request_id,)))
    if query.since is not None:
        clauses.append(("exchanges.id >= ?", (first_since(connection, query.since),)))
        clauses.append(("started_at >= ?", (query.since,)))
    return clauses


def _marks(connection: sqlite3.Connection, query: HistoryQuery) -> list[Clause]:
    clauses: list[Clause] = []
    if query.is_pinned is not None:
        # The index is of the rows for which `pinned` is true, in the order of its values.
        clauses.append(("pinned AND pinned = 1" if query.is_pinned else "NOT pinned", ()))
    if query.has_note or query.note:
        clauses.append(("note != ''", ()))
    if query.has_note is False:
        clauses.append(("note = ''", ()))
    if query.note:
        _provide(connection)
        clauses.append(("holds(note, ?)", (query.note.casefold(),)))
    return clauses


def _source(query: HistoryQuery) -> str:
    """Return where rows are read from: by which index, so that no plan can be a worse one."""
    if query.has_note or query.note:
        return "exchanges INDEXED BY exchanges_noted"
    if query.is_pinned:
        return "exchanges INDEXED BY exchanges_pinned"
    if query.request_id:
        return "exchanges INDEXED BY exchanges_of_request"
    if query.narrows_series:
        return "exchanges INDEXED BY exchanges_of_series"
    return "exchanges NOT INDEXED"


def _provide(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("SELECT holds('', '')")
    except sqlite3.OperationalError:  # once for a connection: doing it again undoes all plans
        connection.create_function("holds", 2, _holds, deterministic=True)


def _holds(text: str, part: str) -> bool:
    return part in text.casefold()
