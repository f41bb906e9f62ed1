"""Getting the words of removed rows out of the index.

FTS5 only notes beside them that they do not count, and drops them where it merges its segments.
That writes the index anew, in steps.
"""

from __future__ import annotations

import sqlite3

from endpoint_explorer.storage.history.index import discard, indexed_to, is_index_damaged
from endpoint_explorer.storage.history.store import Store

PAGES_AT_FIRST = 16
"""Pages of the index that the first step merges."""

_SHARE = 50
"""Of so many rows one may be gone before its words are worth the work, unless it is asked for."""

_KNOWN = "SELECT forgotten, due FROM words_known"
_ROWS = "SELECT ifnull(sum(count), 0) FROM series"
_BEGIN_IF = "UPDATE words_known SET due = 1 WHERE due = 0 AND forgotten > ?"
_BEGUN = "UPDATE words_known SET forgotten = 0, due = 2"
_DONE = "UPDATE words_known SET due = 0"
_MERGE = "INSERT INTO words (words, rank) VALUES ('merge', ?)"


def ask_for_merging(connection: sqlite3.Connection, *, always: bool) -> None:
    """Note that the words of rows that were removed shall go, or only where they are many."""
    if not indexed_to(connection):
        return
    (rows,) = connection.execute(_ROWS).fetchone()
    connection.execute(_BEGIN_IF, (0 if always else rows // _SHARE,))


def merge_some(pages: int, store: Store) -> int:
    """Merge so many pages, in a transaction; return 0 once no word of a removed row is left."""
    connection = store.connection
    if not indexed_to(connection) or not connection.execute(_KNOWN).fetchone()[1]:
        return 0
    try:
        with store.transaction():
            return _merge(connection, pages) if indexed_to(connection) else 0
    except sqlite3.DatabaseError as error:
        if not is_index_damaged(error):
            raise
        discard(store)
        return 0


def _merge(connection: sqlite3.Connection, pages: int) -> int:
    forgotten, due = connection.execute(_KNOWN).fetchone()
    if not due:
        return 0
    begins = due == 1 or forgotten
    if begins:
        connection.execute(_BEGUN)
    before = connection.total_changes
    # Below 0: of all segments, whatever their number. Above: what was begun.
    connection.execute(_MERGE, (-pages if begins else pages,))
    if begins or connection.total_changes - before > 1:  # 1: the statement itself
        return pages
    connection.execute(_DONE)
    return 0
