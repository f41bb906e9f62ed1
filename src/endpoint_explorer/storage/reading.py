"""Reading a file whole, with the stamp by which a later save knows it again."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import msgspec

from endpoint_explorer.errors import FileMalformed, FileUnreadable
from endpoint_explorer.storage.faults import unreadable

MAXIMUM_SIZE = 64 * 1024 * 1024
"""Bytes. A request file of this size is no request file, and would take minutes to parse."""


class Stamp(msgspec.Struct, frozen=True):
    """The identity of a file's content as it was read: touching or copying it changes nothing."""

    digest: str

    @classmethod
    def of(cls, data: bytes) -> Stamp:
        """Return the stamp of this content."""
        from hashlib import blake2b

        return cls(blake2b(data, digest_size=16).hexdigest())


def read_bytes(path: Path, *, limit: int | None = None) -> bytes:
    """Return the content of a regular file, or its first `limit` bytes.

    Raises FileUnreadable for anything else: a pipe or a device would block for ever.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            status = os.fstat(descriptor)
            _require_regular(path, status, limit)
            return _read(descriptor, status.st_size if limit is None else limit)
        finally:
            os.close(descriptor)
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error


def has_file(folder: Path, name: str) -> bool:
    """Tell whether a folder holds a file; what is forbidden to us counts as not there."""
    return os.path.isfile(folder / name)  # noqa: PTH113 - Path.is_file raises PermissionError


def read_if_there(path: Path) -> bytes | None:
    """Return the content of a file, or None where there is none; raise FileUnreadable."""
    try:
        return read_bytes(path)
    except FileUnreadable as error:
        if isinstance(error.__cause__, FileNotFoundError | NotADirectoryError):
            return None
        raise


def _require_regular(path: Path, status: os.stat_result, limit: int | None) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(status.st_mode):
        raise FileUnreadable(path, "cannot be read: it is a pipe or a device, not a file")
    if limit is None and status.st_size > MAXIMUM_SIZE:
        megabytes = status.st_size / 1_000_000
        raise FileUnreadable(path, f"cannot be read: at {megabytes:,.0f} MB it is too large")


def _read(descriptor: int, size: int) -> bytes:
    pieces: list[bytes] = []
    missing = size
    while missing > 0 and (piece := os.read(descriptor, missing)):
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)


def decode(path: Path, data: bytes) -> str:
    """Return the text of a TOML file, which is always UTF-8; raise FileMalformed with the line."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        raise FileMalformed(
            path,
            f"is not UTF-8: byte 0x{byte:02x}",
            line=line,
            hint="Save the file as UTF-8.",
        ) from error
