"""What a person leaves on the history: pins, notes, and the paths that comparisons leave out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from endpoint_explorer.storage.history.rows import to_text


def pin(connection: sqlite3.Connection, ids: Sequence[int], *, pinned: bool) -> None:
    """Pin exchanges or let them go, inside a transaction of the caller's."""
    connection.executemany(
        "UPDATE exchanges SET pinned = ? WHERE id = ? AND pinned != ?",
        ((pinned, number, pinned) for number in ids),
    )


def annotate(connection: sqlite3.Connection, number: int, note: str) -> bool:
    """Give an exchange a note; say whether there is one of this id."""
    found = connection.execute(
        "UPDATE exchanges SET note = ? WHERE id = ?", (to_text(note.strip()), number)
    )
    return found.rowcount == 1


def ignored_paths(connection: sqlite3.Connection, subject: str) -> tuple[str, ...]:
    """Return the paths that are remembered for a subject; none where they cannot be made out."""
    found = connection.execute(
        "SELECT paths FROM ignored_paths WHERE subject = ?", (to_text(subject),)
    ).fetchone()
    try:
        paths = json.loads(found[0]) if found else []
    except ValueError:
        return ()
    return tuple(path for path in paths if isinstance(path, str)) if isinstance(paths, list) else ()


def ignore_paths(connection: sqlite3.Connection, subject: str, paths: Sequence[str]) -> None:
    """Remember paths for a subject, each once; with none of them nothing is left of it."""
    key = to_text(subject)
    connection.execute("DELETE FROM ignored_paths WHERE subject = ?", (key,))
    if paths:
        unique = json.dumps(list(dict.fromkeys(paths)))
        connection.execute("INSERT INTO ignored_paths VALUES (?, ?)", (key, unique))
