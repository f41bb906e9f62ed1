"""What the operating system says, in words, as one of our file errors."""

from __future__ import annotations

import errno
from pathlib import Path

from endpoint_explorer.errors import FileUnreadable, FileUnwritable

_REASONS: dict[int, tuple[str, str]] = {
    errno.ENOENT: ("it does not exist", "It may have been moved or deleted: reload the list."),
    errno.EISDIR: ("it is a folder, not a file", "Give the path of a file."),
    errno.ENOTDIR: ("a part of the path is a file, not a folder", "Check the path."),
    errno.EACCES: ("permission denied", "Check the permissions of the file and its folder."),
    errno.EPERM: ("the operation is not permitted", "Check who owns the file and its folder."),
    errno.EROFS: ("the file system is read-only", "Use a folder that can be written to."),
    errno.ENOSPC: ("the disk is full", "Free some space and try again."),
    errno.EDQUOT: ("the disk quota is used up", "Free some space and try again."),
    errno.EFBIG: ("the file would be larger than is allowed", "See `ulimit -f`."),
    errno.ENAMETOOLONG: ("the name is too long", "Use a shorter name."),
    errno.ELOOP: ("the symbolic links go round in a circle", "Look where they lead: ls -l."),
    errno.EMFILE: ("too many files are open", "See `ulimit -n`."),
    errno.EIO: ("the disk reports a fault", "Check the disk, and copy what matters elsewhere."),
}


def describe(error: OSError | ValueError) -> tuple[str, str]:
    """Return the reason and the hint for a failed system call, or a path that none would take."""
    if isinstance(error, ValueError):
        return str(error), "Use another name."
    unknown = (error.strerror or str(error) or type(error).__name__, "")
    return _REASONS.get(error.errno or 0, unknown)


def unreadable(path: Path, error: OSError | ValueError) -> FileUnreadable:
    """Make the typed error for a file or folder that could not be read."""
    reason, hint = describe(error)
    return FileUnreadable(path, f"cannot be read: {reason}", hint=hint)


def unwritable(path: Path, error: OSError | ValueError) -> FileUnwritable:
    """Make the typed error for a file or folder that could not be written."""
    reason, hint = describe(error)
    if isinstance(error, FileNotFoundError):
        reason, hint = "its folder does not exist", "Make the folder, or name another one."
    return FileUnwritable(path, f"cannot be written: {reason}", hint=hint)
