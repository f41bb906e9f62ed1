"""Making, renaming, copying and moving requests, folders and collections."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import msgspec

from endpoint_explorer.errors import FileError, FileExists, FileUnwritable, UsageError
from endpoint_explorer.model.collection import FORMAT
from endpoint_explorer.model.request import Request
from endpoint_explorer.storage.atomic import sync_folder, write_atomic
from endpoint_explorer.storage.context import read_collection, read_folder
from endpoint_explorer.storage.faults import unwritable
from endpoint_explorer.storage.free_names import claim_file, free_file, is_numbered
from endpoint_explorer.storage.identity import load_identified
from endpoint_explorer.storage.naming import (
    COLLECTION_FILE,
    ENVIRONMENTS,
    FOLDER_FILE,
    folder_name,
    new_id,
    slug,
)
from endpoint_explorer.storage.reading import has_file
from endpoint_explorer.storage.saving import (
    edit_settings,
    render_request,
    save_request,
)
from endpoint_explorer.storage.transfer import transfer


def create_request(folder: Path, request: Request) -> Path:
    """Write a new request file named after the request, and return its path.

    A request without an id is given one. Raises FileUnwritable.
    """
    if not request.id:
        request = msgspec.structs.replace(request, id=new_id())
    path = claim_file(folder, slug(request.name, "request"))
    try:
        write_atomic(path, render_request(path, request, None))
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise
    return path


def create_folder(parent: Path, name: str) -> Path:
    """Make a folder, named as typed where that is safe; raise FileExists, FileUnwritable."""
    path = parent / _require_folder_name(name)
    _require_free(path)
    _make_folder(path)
    return path


def create_collection(root: Path, name: str, base_url: str = "") -> Path:
    """Make a collection with its settings file; raise FileExists, FileUnwritable."""
    import tomli_w

    path = root / slug(_require_name(name), "collection")
    _require_free(path)
    settings: dict[str, object] = {"format": FORMAT, "name": name, "base_url": base_url}
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(root, error) from error
    _make_folder(path)
    try:
        write_atomic(path / COLLECTION_FILE, tomli_w.dumps(settings).encode("utf-8", "replace"))
    except BaseException:
        with suppress(OSError):
            path.rmdir()
        raise
    return path


def rename(path: Path, name: str) -> Path:
    """Give a request, folder or collection another name, and return its path from then on.

    A request's file is named after it; of a folder the name is the folder's own; a collection
    has both. Raises FileExists for a taken folder name, FileUnwritable, FileMalformed.
    """
    if path.is_dir():
        return _rename_folder(path, name)
    loaded = load_identified(path)
    stem = slug(name, "request")
    target = path if is_numbered(path.stem, stem) else free_file(path.parent, stem)
    _move(path, target)
    try:
        save_request(target, msgspec.structs.replace(loaded.request, name=name), loaded.stamp)
    except FileError:
        _move(target, path)
        raise
    return target


def move(path: Path, folder: Path) -> Path:
    """Move a request or folder into another folder, and return its path from then on.

    Raises FileExists when the name is taken there, FileUnwritable.
    """
    if ".." in (*folder.parts, path.name) or not path.name:
        raise FileUnwritable(path, f"cannot be moved to {folder}: give the folder without ..")
    if not folder.is_dir():
        raise FileUnwritable(folder, "is not a folder that something can be moved to")
    if folder.resolve() == path.parent.resolve():
        return path
    if folder.resolve().is_relative_to(path.resolve()):
        raise FileUnwritable(path, "cannot be moved into itself")
    target = folder / path.name
    _require_free(target)
    _move(path, target)
    return target


def _rename_folder(path: Path, name: str) -> Path:
    is_collection = has_file(path, COLLECTION_FILE)
    new = slug(_require_name(name), "collection") if is_collection else _require_folder_name(name)
    target = path.with_name(new)
    if target != path:
        _require_free(target)
        _move(path, target)
    try:
        if is_collection and read_collection(target).name != name:
            edit_settings(target / COLLECTION_FILE, {"name": name})
        elif not is_collection and read_folder(target).name:
            edit_settings(target / FOLDER_FILE, {"name": name})
    except FileError:
        _move(target, path)
        raise
    return target


def _move(path: Path, target: Path) -> None:
    if path == target:
        return
    try:
        transfer(path, target)
    except OSError as error:
        raise unwritable(path, error) from error
    sync_folder(target.parent)


def _make_folder(path: Path) -> None:
    try:
        path.mkdir()
    except FileExistsError as error:
        raise FileExists(path, "is there already", hint="Choose another name.") from error
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from error
    sync_folder(path.parent)


def _require_free(path: Path) -> None:
    if os.path.lexists(path):
        raise FileExists(path, "is there already", hint="Choose another name.")
    if path.name == ENVIRONMENTS and has_file(path.parent, COLLECTION_FILE):
        raise FileExists(path, "is where a collection keeps its environments")


def _require_name(name: str) -> str:
    if not name.strip():
        raise UsageError("a name is needed", hint="Type at least one letter or digit.")
    return name


def _require_folder_name(name: str) -> str:
    safe = folder_name(_require_name(name))
    if not safe:
        raise UsageError(f'"{name}" cannot be the name of a folder', hint="Use a letter or digit.")
    return safe
