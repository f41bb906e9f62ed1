"""Where an answer's body is kept while it comes in: in memory, then in a file without a name."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from endpoint_explorer.errors import EndpointExplorerError, SendError
from endpoint_explorer.model.exchange import OmittedBody

if TYPE_CHECKING:
    from hashlib import _Hash
    from io import FileIO

IN_MEMORY = 128 * 1024 * 1024
"""Bytes that are kept in memory; a larger body goes to a file until it is whole.

Reading a body back costs as long as 100 MB of memory take to be given out, 50 ms, when its reader
is already waiting. What grows in memory is whole with its last byte.
"""

_CHUNK = 1024 * 1024


class Spool:
    """Takes a body in pieces and gives it back in one, and never has two of it in memory.

    The memory that it grows in is that of the `bytes` which it becomes: `BytesIO` hands over its
    buffer where nobody else looks at it, and a large one grows by moving pages, not by copying.

    `folder` names the folder for the file, None for the system's own; it is called when a file is
    needed. A body of more than `most` bytes is counted and hashed only.
    """

    def __init__(self, folder: Callable[[], Path] | None = None, *, most: float = math.inf) -> None:
        self._folder = folder
        self._most = most
        self._memory = BytesIO()
        self._file: FileIO | None = None
        self._hash: _Hash | None = None
        self.size = 0

    def write(self, data: bytes) -> None:
        """Take a piece; raises SendError when the file cannot take it, which is then left out."""
        size = self.size + len(data)
        if self._hash is None and size > self._most:
            self._hash = self._hashed()
        elif self._hash is None and self._file is None and size > IN_MEMORY:
            self._file = self._filed()
            self._memory = BytesIO()
        if self._hash is not None:
            self._hash.update(data)
        elif self._file is not None:
            _append(self._file, data)
        else:
            self._memory.write(data)
        self.size = size

    def take(self) -> tuple[bytes, OmittedBody | None]:
        """Return the body, or what stands for one that is not kept, and forget it here."""
        try:
            if self._hash is not None:
                return b"", OmittedBody(self.size, self._hash.hexdigest())
            if self._file is not None:
                # A full disk may have taken a part of the piece that failed.
                self._file.truncate(self.size)
                self._file.seek(0)
                return self._file.readall(), None
            return self._memory.getvalue(), None
        except OSError as error:
            raise _unkept(error) from error
        finally:
            self.close()

    def close(self) -> None:
        """Let go of everything that is held."""
        self._memory = BytesIO()
        if self._file is not None:
            self._file.close()
            self._file = None

    def _filed(self) -> FileIO:
        """Return a file with what is in memory; raises SendError."""
        file = self._open()
        try:
            _append(file, self._memory.getvalue())
        except SendError:
            file.close()
            raise
        return file

    def _hashed(self) -> _Hash:
        """Return the hash of what is kept, and let go of that; raises SendError."""
        from hashlib import sha256

        digest = sha256()
        pieces = [self._memory.getvalue()] if self._file is None else _read(self._file)
        for piece in pieces:
            digest.update(piece)
        self.close()
        return digest

    def _open(self) -> FileIO:
        """Open a file that only this process can reach: it has no name."""
        # tempfile costs 10 ms, which a small body need not pay.
        from tempfile import TemporaryFile

        try:
            # Unbuffered: all of it is then read in one piece.
            return TemporaryFile(buffering=0, dir=self._folder() if self._folder else None)
        except (OSError, EndpointExplorerError) as error:
            raise _unkept(error) from error


def _append(file: FileIO, data: bytes) -> None:
    rest = memoryview(data)
    try:
        while rest:
            rest = rest[file.write(rest) :]
    except OSError as error:
        raise _unkept(error) from error


def _read(file: FileIO) -> Iterator[bytes]:
    try:
        file.seek(0)
        while piece := file.read(_CHUNK):
            yield piece
    except OSError as error:
        raise _unkept(error) from error


def _unkept(error: OSError | EndpointExplorerError) -> SendError:
    reason = error.strerror if isinstance(error, OSError) else ""
    return SendError(
        f"the body cannot be kept: {reason or error}",
        phase="receive",
        hint="A large body waits in a temporary file: is the disk full?",
    )
