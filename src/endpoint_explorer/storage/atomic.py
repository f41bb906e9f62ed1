"""Writing a file so that, whatever happens, either the old or the new content is there."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from endpoint_explorer.storage.faults import unwritable


def write_atomic(
    path: Path,
    data: bytes | Iterable[bytes],
    *,
    mode: int | None = None,
    just_before: Callable[[], None] | None = None,
) -> None:
    """Write `data` to a temporary file beside `path`, sync it, and put it in the place of `path`.

    Data that comes in parts is written part by part; what goes wrong in making them stops it.
    A symbolic link is followed and stays a link. The mode and, where allowed, the owner of an
    existing file are kept; `mode` is for the file whatever was there. `just_before` runs between
    the sync and the replacement, and stops the write by raising.

    Raises FileUnwritable; the old content is then untouched and no temporary file is left.
    """
    try:
        _write(Path(os.path.realpath(path)), data, mode, just_before)
    except (OSError, ValueError) as error:
        raise unwritable(path, error) from error


def _write(
    target: Path,
    data: bytes | Iterable[bytes],
    mode: int | None,
    just_before: Callable[[], None] | None,
) -> None:
    existing = _replaceable(target)
    # The name says nothing of the target's: a long name plus a suffix would be too long.
    temporary = target.parent / f".{os.urandom(8).hex()}.tmp"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        try:
            _dress(descriptor, existing, mode)
            for part in (data,) if isinstance(data, bytes) else data:
                _write_all(descriptor, part)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if just_before is not None:
            just_before()
        os.replace(temporary, target)  # noqa: PTH105 - tests make each system call fail by name
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(target.parent)


def _replaceable(target: Path) -> os.stat_result | None:
    """Return what is at `target`, or None; raise OSError where it must not be replaced."""
    try:
        existing = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(existing.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    # Replacing needs the folder's permission only: ask for the file's, which its owner has set.
    if not os.access(target, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return existing


def _dress(descriptor: int, existing: os.stat_result | None, mode: int | None) -> None:
    if existing is not None:
        if (existing.st_uid, existing.st_gid) != (os.geteuid(), os.getegid()):
            with suppress(PermissionError):
                os.fchown(descriptor, existing.st_uid, existing.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(existing.st_mode))
    if mode is not None:
        os.fchmod(descriptor, mode)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, as far as its file system and permissions let us."""
    # The content is in place already: a folder that cannot be synced is no failed write.
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
