"""What a folder holds, cheaply: names without opening files, files without parsing them whole."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from endpoint_explorer.errors import FileError
from endpoint_explorer.model.collection import Entry, Summary
from endpoint_explorer.storage.context import collection_of, read_collection, read_folder
from endpoint_explorer.storage.faults import unreadable
from endpoint_explorer.storage.naming import (
    COLLECTION_FILE,
    ENVIRONMENTS,
    SETTINGS_FILES,
    natural_key,
)
from endpoint_explorer.storage.reading import decode, has_file, read_bytes
from endpoint_explorer.storage.request_file import parse_request

_HEAD = 1024
"""Bytes that hold name, method and URL of nearly every request."""

_WHOLE = 16 * 1024
"""Bytes up to which a file is parsed whole, so that a fault anywhere in it shows."""

_SECTION = re.compile(r"^[ \t]*\[", re.MULTILINE)
_PLAIN_KEY = re.compile(
    r"""^(name|method|url)[ \t]*=[ \t]*(?:"([^"\\\n]*)"|'([^'\n]*)')[ \t]*(?:#[^\n]*)?\r?$""",
    re.MULTILINE,
)
_ANY_KEY = re.compile(r"""^[ \t]*["']?(?:name|method|url)\b""", re.MULTILINE)


def list_entries(folder: Path) -> tuple[Entry, ...]:
    """Return the folders and then the requests of a folder, in natural order, no file opened.

    Hidden files, settings files, environments and what is no TOML are left out. Raises
    FileUnreadable.
    """
    folders, requests = _scan(folder)
    return (*_entries(folder, folders, "folder"), *_entries(folder, requests, "request"))


def list_collections(root: Path) -> tuple[Entry, ...]:
    """Return the collections at `root`: itself where it is one, else its subfolders.

    Request files that lie loose in it come last. Raises FileUnreadable.
    """
    if has_file(root, COLLECTION_FILE):
        return (Entry(root, "collection"),)
    folders, requests = _scan(root)
    return (*_entries(root, folders, "collection"), *_entries(root, requests, "request"))


def find_requests(folder: Path) -> Iterator[Entry]:
    """Yield every request below a folder, lazily and in the tree's order.

    Subfolders that cannot be read are passed over, as are links back to a folder on the way.
    """
    yield from _walk(folder, frozenset())


def summarize(entry: Entry, *, quick: bool = False) -> Summary:
    """Return what a tree shows of an entry; never raises: a bad file gives `problem`.

    A file of usual size is parsed whole, so that any fault in it shows; a larger one is judged
    by its first kilobyte. With `quick`, meant for filtering thousands, every file is, so that a
    fault further down goes unnoticed until the request is loaded.
    """
    try:
        if entry.kind == "collection":
            return Summary(read_collection(entry.path).name or entry.stem)
        if entry.kind == "folder":
            return Summary(read_folder(entry.path).name or entry.stem)
        return _summarize_request(entry, quick)
    except FileError as error:
        return Summary(entry.stem, problem=error.reason, problem_line=error.line)


def _summarize_request(entry: Entry, quick: bool) -> Summary:
    data = read_bytes(entry.path, limit=_HEAD if quick else _WHOLE + 1)
    is_large = len(data) > _WHOLE
    glance = _glance(data[:_HEAD].decode("utf-8-sig", "replace"), len(data) < _HEAD)
    if glance is not None and (quick or is_large):
        return _summary(entry, {"method": "GET"} | glance)
    try:
        whole = read_bytes(entry.path) if quick or is_large else data
        request = parse_request(decode(entry.path, whole), entry.path)
    except FileError as error:
        return _summary(entry, glance or {}, error)
    return Summary(request.name or entry.stem, request.method, request.url)


def _summary(entry: Entry, known: dict[str, str], error: FileError | None = None) -> Summary:
    return Summary(
        known.get("name") or entry.stem,
        known.get("method", ""),
        known.get("url", ""),
        problem=error.reason if error else "",
        problem_line=error.line if error else None,
    )


def _glance(head: str, is_whole: bool) -> dict[str, str] | None:
    """Return name, method and URL from a file's first bytes, or None when in doubt."""
    section = _SECTION.search(head)
    top = head[: section.start()] if section else head
    found = {m[1]: m[2] or m[3] or "" for m in _PLAIN_KEY.finditer(top)}
    is_odd = '"""' in top or "'''" in top or len(_ANY_KEY.findall(top)) != len(found)
    is_cut = section is None and not is_whole and len(found) < 3
    return None if is_odd or is_cut else found


def _scan(folder: Path) -> tuple[list[str], list[str]]:
    folders: list[str] = []
    requests: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir():
                    folders.append(entry.name)
                elif entry.name.endswith(".toml") and entry.name not in SETTINGS_FILES:
                    requests.append(entry.name)
    except (OSError, ValueError) as error:
        raise unreadable(folder, error) from error
    if ENVIRONMENTS in folders and collection_of(folder) in (folder, None):
        folders.remove(ENVIRONMENTS)
    return folders, requests


def _entries(
    folder: Path, names: list[str], kind: Literal["collection", "folder", "request"]
) -> list[Entry]:
    return [Entry(folder / name, kind) for name in sorted(names, key=natural_key)]


def _walk(folder: Path, above: frozenset[tuple[int, int]]) -> Iterator[Entry]:
    try:
        status = folder.stat()
        here = (status.st_dev, status.st_ino)
        if here in above:
            return
        entries = list_entries(folder)
    except (FileError, OSError):
        return
    for entry in entries:
        if entry.kind == "folder":
            yield from _walk(entry.path, above | {here})
        else:
            yield entry
