"""Removing exchanges, and with them what only they had."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from endpoint_explorer.storage.history.index import forget, indexed_to
from endpoint_explorer.storage.history.store import Store
from endpoint_explorer.storage.history.texts import read_columns


def remove(store: Store, choose: Callable[[sqlite3.Connection], Sequence[int]]) -> int:
    """Remove the exchanges whose ids are chosen, in one transaction; return how many there were.

    It is chosen twice: their words are made out before the transaction, since that takes longer
    than all the rest, and another program may change until then what there is to choose from.
    Triggers see to their bodies, series and endpoints.
    """
    ids = choose(store.connection)
    if not ids:
        return 0
    indexed = indexed_to(store.connection)
    words = {n: read_columns(store.connection, n) for n in ids if n <= indexed}
    with store.transaction() as connection:
        ids = choose(connection)
        forget(connection, ids, words)
        found = connection.executemany("DELETE FROM exchanges WHERE id = ?", ((n,) for n in ids))
        return found.rowcount
