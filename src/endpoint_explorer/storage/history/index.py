"""The index of words: made of the rows, and made anew whenever it is not there or not current.

It is no part of the file's migrations, and of no worth in itself. What is in it was true of all
rows up to `indexed_to`; rows beyond it are looked through one by one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from endpoint_explorer.storage.history.store import Store
from endpoint_explorer.storage.history.texts import Columns, read_columns
from endpoint_explorer.storage.history.words import VERSION

# Contentless: the rows have the texts. The words come cut already, by `words`.
_TABLE = """
    CREATE VIRTUAL TABLE {} USING fts5 (
        url, headers, body, content = '', columnsize = 0, tokenize = 'ascii', prefix = '1 2 3'
    )
"""
# What `merging` has to do: `forgotten` rows are in the index only as words that nothing finds;
# `due` is 1 once they shall go, and 2 while they do.
_CREATE_KNOWN = """
    CREATE TABLE words_known (
        version TEXT NOT NULL,
        indexed_to INTEGER NOT NULL,
        forgotten INTEGER NOT NULL DEFAULT 0,
        due INTEGER NOT NULL DEFAULT 0
    )
"""
_EMPTY = (
    "DELETE FROM words_data",
    "INSERT INTO words_data SELECT * FROM temp.no_words_data",
    "DELETE FROM words_config",
    "INSERT INTO words_config SELECT * FROM temp.no_words_config",
    "DELETE FROM words_idx",
    "DROP TABLE temp.no_words",
)
_KNOWN = """
    SELECT version, indexed_to, indexed_to < (SELECT ifnull(max(id), 0) FROM exchanges)
    FROM words_known
"""
_COUNT = """
    SELECT ifnull(sum(count), 0) - (SELECT count(*) FROM exchanges WHERE id > ?) FROM series
"""
_NEWEST = "SELECT ifnull(sum(count), 0), ifnull(max(last), 0) FROM series"
_DUE = "SELECT id FROM exchanges WHERE id > ? ORDER BY id LIMIT ?"
_ADD = "INSERT INTO words (rowid, url, headers, body) VALUES (?, ?, ?, ?)"
_REMOVE = "INSERT INTO words (words, rowid, url, headers, body) VALUES ('delete', ?, ?, ?, ?)"

_FORGOTTEN = "UPDATE words_known SET forgotten = forgotten + 1"

_ROWS_AT_ONCE = 20
_CHARACTERS_AT_ONCE = 1_000_000


class IndexDamaged(Exception):
    """The index is broken, and the rest of the file is not."""


class NotIndexed(Exception):
    """There are rows that are not in the index yet."""


def indexed_to(connection: sqlite3.Connection) -> int:
    """Return the id up to which all rows are in the index, 0 where there is none of use."""
    known = _known(connection)
    return known[1] if known is not None and known[0] == VERSION else 0


def state_of(connection: sqlite3.Connection) -> tuple[int, bool]:
    """Return what `indexed_to` does, and whether there are rows beyond that."""
    version, known, is_behind = _known(connection) or ("", 0, False)
    if version == VERSION:
        return known, is_behind
    return 0, connection.execute(_DUE, (0, 1)).fetchone() is not None


def count_behind(connection: sqlite3.Connection) -> int:
    """Return how many rows are not in the index yet, or somewhat more than there are."""
    rows, newest = connection.execute(_NEWEST).fetchone()
    return max(0, min(int(rows), int(newest) - indexed_to(connection)))


def count_indexed(connection: sqlite3.Connection) -> int:
    """Return how many rows are in the index."""
    (count,) = connection.execute(_COUNT, (indexed_to(connection),)).fetchone()
    return int(count)


def index_some(store: Store) -> int:
    """Put the next rows into the index, in a transaction; return how many, 0 if none was left."""
    connection = store.connection
    start = indexed_to(connection)
    batch = _read_batch(connection, start)
    if not batch:
        return 0
    try:
        with store.transaction():
            _make_current(connection)
            if indexed_to(connection) == start:  # else another program was faster
                _add(connection, batch)
    except sqlite3.DatabaseError as error:
        if not is_index_damaged(error):
            raise
        discard(store)
    return len(batch)


def discard(store: Store) -> None:
    """Remove the index; the next `index_some` begins another."""
    with store.transaction() as connection:
        _drop(connection)


def forget(
    connection: sqlite3.Connection, ids: Iterable[int], words: Mapping[int, Columns | None]
) -> None:
    """Take rows out of the index, in the transaction that is going to remove them.

    `words` has those of some of them, made out before: a row never changes.
    """
    known = _known(connection)
    if known is None:
        return
    try:
        if known[0] != VERSION:
            _drop(connection)
            return
        for number in ids:
            if number > known[1]:
                continue
            columns = words.get(number) or read_columns(connection, number)
            if columns is not None:
                connection.execute(_REMOVE, (number, *columns))
                connection.execute(_FORGOTTEN)
    except sqlite3.DatabaseError as error:
        if not is_index_damaged(error):
            raise
        _drop(connection)


def is_index_damaged(error: sqlite3.Error) -> bool:
    """Tell whether the index is broken, rather than the file."""
    return getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_CORRUPT_VTAB


def _known(connection: sqlite3.Connection) -> tuple[str, int, bool] | None:
    try:
        found = connection.execute(_KNOWN).fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:  # that is: there is no such table
            raise
        return None
    return None if found is None else (str(found[0]), int(found[1]), bool(found[2]))


def _make_current(connection: sqlite3.Connection) -> None:
    known = _known(connection)
    if known is not None and known[0] == VERSION:
        return
    _drop(connection)
    connection.execute(_TABLE.format("words"))
    connection.execute(_CREATE_KNOWN)
    connection.execute("INSERT INTO words_known (version, indexed_to) VALUES (?, 0)", (VERSION,))


def _drop(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("DROP TABLE IF EXISTS words")
    except sqlite3.DatabaseError as error:
        if not is_index_damaged(error):
            raise
        # One that cannot be opened cannot be dropped either: it gets the insides of an empty one.
        connection.execute(_TABLE.format("temp.no_words"))
        for statement in _EMPTY:
            connection.execute(statement)
        connection.execute("DROP TABLE words")
    connection.execute("DROP TABLE IF EXISTS words_known")


def _add(connection: sqlite3.Connection, batch: list[tuple[int, Columns]]) -> None:
    for number, columns in batch:
        # The texts were read before the transaction: a row may have gone since.
        if connection.execute(_DUE, (number - 1, 1)).fetchone() == (number,):
            connection.execute(_ADD, (number, *columns))
    connection.execute("UPDATE words_known SET indexed_to = ?", (batch[-1][0],))


def _read_batch(connection: sqlite3.Connection, start: int) -> list[tuple[int, Columns]]:
    batch: list[tuple[int, Columns]] = []
    characters = 0
    for (number,) in connection.execute(_DUE, (start, _ROWS_AT_ONCE)).fetchall():
        columns = read_columns(connection, number)
        if columns is None:
            continue
        batch.append((number, columns))
        characters += sum(map(len, columns))
        if characters >= _CHARACTERS_AT_ONCE:
            break
    return batch
