"""Removing exchanges, and with them what only they had."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from endpoint_explorer.storage.history.index import forget


def remove_rows(connection: sqlite3.Connection, ids: Sequence[int]) -> int:
    """Remove exchanges, inside a transaction of the caller's; return how many there were.

    Triggers see to their bodies, series and endpoints.
    """
    forget(connection, ids)
    found = connection.executemany("DELETE FROM exchanges WHERE id = ?", ((i,) for i in ids))
    return found.rowcount
