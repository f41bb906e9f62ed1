"""Which request a file holds: the id that the history knows it by."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from endpoint_explorer.errors import FileError
from endpoint_explorer.storage.context import collection_of
from endpoint_explorer.storage.naming import SETTINGS_FILES
from endpoint_explorer.storage.reading import decode, read_bytes
from endpoint_explorer.storage.request_file import parse_request
from endpoint_explorer.storage.saving import Loaded, load_request

_HEAD = 1024
"""Bytes that hold the id of nearly every request; in a longer one that has it further down, a copy
goes unnoticed."""


def load_identified(path: Path) -> Loaded:
    """Read a request as `load_request` does; one that says no id is given that of its place.

    So is one that was written by hand. The id is the same in every clone of a repository, and
    the next save writes it to the file.
    """
    loaded = load_request(path)
    if loaded.request.id:
        return loaded
    request = msgspec.structs.replace(loaded.request, id=_id_by_place(path))
    return msgspec.structs.replace(loaded, request=request)


def _id_by_place(path: Path) -> str:
    from hashlib import blake2b

    collection = collection_of(path)
    place = path.relative_to(collection) if collection and path.is_relative_to(collection) else path
    return blake2b(os.fsencode(place), digest_size=16).hexdigest()


def files_with_id(request_id: str, path: Path) -> tuple[Path, ...]:
    """Return the other files of the same collection that say an id, as a copied file does."""
    collection = collection_of(path)
    if not request_id or collection is None:
        return ()
    return tuple(
        found
        for found in _requests(collection)
        if not _is_same(found, path) and _has_id(found, request_id)
    )


def _requests(collection: Path) -> Iterator[Path]:
    for here, folders, files in os.walk(collection):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if name.endswith(".toml") and name not in SETTINGS_FILES:
                yield Path(here, name)


def _has_id(path: Path, request_id: str) -> bool:
    with suppress(FileError):
        if request_id.encode("utf-8", "replace") in read_bytes(path, limit=_HEAD):
            return parse_request(decode(path, read_bytes(path)), path).id == request_id
    return False


def _is_same(one: Path, other: Path) -> bool:
    with suppress(OSError):
        return one.samefile(other)
    return False
