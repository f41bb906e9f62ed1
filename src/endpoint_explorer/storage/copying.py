"""Duplicating requests, and folders with all that is in them."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path

import msgspec

from endpoint_explorer.errors import FileMalformed
from endpoint_explorer.storage.atomic import sync_folder, write_atomic
from endpoint_explorer.storage.context import read_collection, read_folder
from endpoint_explorer.storage.faults import unwritable
from endpoint_explorer.storage.free_names import claim_file
from endpoint_explorer.storage.naming import (
    COLLECTION_FILE,
    ENVIRONMENTS,
    FOLDER_FILE,
    SETTINGS_FILES,
    copy_base,
    folder_name,
    new_id,
    slug,
)
from endpoint_explorer.storage.reading import decode, has_file, read_bytes
from endpoint_explorer.storage.request_file import parse_request
from endpoint_explorer.storage.saving import edit_settings, render_request
from endpoint_explorer.storage.transfer import copy_whole, remove


def duplicate(path: Path) -> Path:
    """Copy a request or folder beside itself as `X copy`, with ids of its own; return its path.

    Comments and unknown keys are copied too. Raises FileUnreadable, FileUnwritable, and
    FileMalformed for a request that cannot be parsed.
    """
    return _duplicate_folder(path) if path.is_dir() else _duplicate_request(path)


def _duplicate_request(path: Path) -> Path:
    old = read_bytes(path)
    request = parse_request(decode(path, old), path)
    base = copy_base(request.name or path.stem)
    name, free = _free_copy(base, lambda ending: path.with_name(_slug(base, ending) + ".toml"))
    target = claim_file(path.parent, free.stem)
    copy = msgspec.structs.replace(request, id=new_id(), name=name)
    try:
        write_atomic(target, render_request(target, copy, old))
    except BaseException:
        with suppress(OSError):
            target.unlink()
        raise
    return target


def _duplicate_folder(path: Path) -> Path:
    is_collection = has_file(path, COLLECTION_FILE)
    settings = read_collection(path) if is_collection else read_folder(path)
    base = copy_base(settings.name or path.name)
    shorten = _slug if is_collection else _plain
    name, target = _free_copy(base, lambda ending: path.with_name(shorten(base, ending)))
    # Made where nothing lists it, so that half a copy is never seen.
    draft = path.with_name(f".{os.urandom(8).hex()}.tmp")
    try:
        copy_whole(path, draft)
        _renew_ids(draft)
        if settings.name:
            file = COLLECTION_FILE if is_collection else FOLDER_FILE
            edit_settings(draft / file, {"name": name})
        draft.rename(target)
    except BaseException as error:
        with suppress(OSError):
            remove(draft)
        if isinstance(error, OSError):
            raise unwritable(target, error) from error
        raise
    sync_folder(target.parent)
    return target


def _free_copy(base: str, to_path: Callable[[str], Path]) -> tuple[str, Path]:
    for number in count(1):
        ending = " copy" if number == 1 else f" copy {number}"
        path = to_path(ending)
        if not os.path.lexists(path):
            return base + ending, path
    raise AssertionError("the numbers do not end")


def _slug(base: str, ending: str) -> str:
    return slug(base, "request") + ending.replace(" ", "-")


def _plain(base: str, ending: str) -> str:
    return folder_name(base) + ending


def _renew_ids(folder: Path) -> None:
    """Give every request below a folder an id of its own; what a link leads to is not ours."""
    for here, folders, files in os.walk(folder):
        if ENVIRONMENTS in folders and COLLECTION_FILE in files:
            folders.remove(ENVIRONMENTS)
        for name in files:
            path = Path(here, name)
            if name.endswith(".toml") and name not in SETTINGS_FILES and not path.is_symlink():
                _renew_id(path)


def _renew_id(path: Path) -> None:
    with suppress(FileMalformed):  # copied as it is, and marked in the tree as the original is
        old = read_bytes(path)
        request = parse_request(decode(path, old), path)
        path.write_bytes(render_request(path, msgspec.structs.replace(request, id=new_id()), old))
