"""Noticing that what surrounds a request is another on disk than it was when it was read."""

from __future__ import annotations

from pathlib import Path

from endpoint_explorer.model.collection import Environment
from endpoint_explorer.storage.context import collection_of
from endpoint_explorer.storage.dotenv import dotenv_path
from endpoint_explorer.storage.naming import COLLECTION_FILE, ENVIRONMENTS, FOLDER_FILE

Marks = tuple[tuple[int, int, int] | None, ...]
"""For each file its inode, size and time of change in nanoseconds; None where there is none."""


def context_marks(anchor: Path, environment: str) -> Marks:
    """Mark the settings above a request or folder, and an environment's file; reads none."""
    collection = collection_of(anchor)
    if collection is None:
        return ()
    folders = (f for f in (anchor, *anchor.parents) if f.is_relative_to(collection))
    files = [collection / COLLECTION_FILE, *(f / FOLDER_FILE for f in folders if f != collection)]
    if environment:
        files.append(collection / ENVIRONMENTS / f"{environment}.toml")
    return tuple(_mark(file) for file in files)


def dotenv_marks(collection: Path, environment: Environment | None) -> Marks:
    """Mark the dotenv files that an environment names."""
    names = environment.dotenv if environment else ()
    return tuple(_mark(dotenv_path(collection, name)) for name in names)


def _mark(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
