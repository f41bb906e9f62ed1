"""Deleted files and folders, kept where they can be brought back from."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from endpoint_explorer.errors import FileExists, FileUnreadable
from endpoint_explorer.storage import locations
from endpoint_explorer.storage.faults import unreadable, unwritable
from endpoint_explorer.storage.transfer import remove, transfer

_ORIGIN = "original-path"


class Deleted(msgspec.Struct, frozen=True):
    """What was deleted: where it was, and where it is now."""

    original: Path
    trashed: Path


def delete(path: Path) -> Deleted:
    """Move a request, folder or collection into the trash; raise FileUnreadable, FileUnwritable.

    Each deletion has a folder of its own there, with a note that names the original path.
    """
    original = path.absolute()
    try:
        original.lstat()
    except OSError as error:
        raise unreadable(path, error) from error
    slot = _new_slot()
    trashed = slot / "content" / original.name
    try:
        (slot / _ORIGIN).write_bytes(os.fsencode(original) + b"\n")
        trashed.parent.mkdir()
        transfer(original, trashed)
    except BaseException as error:
        if not os.path.lexists(trashed):  # a whole copy stays, even when its source is half gone
            _discard(slot)
        if isinstance(error, OSError):
            raise unwritable(path, error) from error
        raise
    return Deleted(original, trashed)


def restore(deleted: Deleted) -> Path:
    """Put what was deleted back where it was, and return that path.

    Raises FileExists when something else is there by now, FileUnreadable when the trash has
    been emptied, FileUnwritable.
    """
    original, trashed = deleted.original, deleted.trashed
    if not os.path.lexists(trashed):
        raise FileUnreadable(trashed, "is no longer in the trash")
    if os.path.lexists(original):
        raise FileExists(original, "is there again: move it away to restore the deleted one")
    try:
        original.parent.mkdir(parents=True, exist_ok=True)
        transfer(trashed, original)
    except OSError as error:
        raise unwritable(original, error) from error
    _discard(trashed.parent.parent)
    return original


def _new_slot() -> Path:
    trash = locations.private_dir(locations.trash_dir())
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime())
    return locations.private_dir(trash / f"{stamp}-{os.urandom(4).hex()}")


def _discard(slot: Path) -> None:
    with suppress(OSError):
        remove(slot)
