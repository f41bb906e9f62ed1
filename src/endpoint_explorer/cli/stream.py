"""A body on its way to a pipe or a file: each piece is written when it comes, byte for byte."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING

from endpoint_explorer.cli.output import Output
from endpoint_explorer.errors import FileError, FileUnwritable
from endpoint_explorer.explorer import Observer
from endpoint_explorer.model.exchange import Response
from endpoint_explorer.storage.faults import unwritable

if TYPE_CHECKING:
    from endpoint_explorer.sending.transport import CancelToken


class Stdout:
    """The standard output, for a stream."""

    def __init__(self, output: Output) -> None:
        self._output = output

    def open(self) -> None:
        """Do nothing: it is open."""

    def write(self, data: bytes) -> None:
        """Write bytes; raises BrokenPipeError and FileUnwritable."""
        self._output.data(data)

    def close(self) -> None:
        """Do nothing: it stays open."""


class File:
    """A file that is made, or emptied, only when there is something to put into it."""

    def __init__(self, path: Path) -> None:
        """Raise FileUnwritable at once when it could not be written: nothing is sent then."""
        self.path = path
        self._file: IO[bytes] | None = None
        if path.is_dir():
            raise FileUnwritable(path, "this is a folder", hint="Name a file in it.")
        place = path if path.exists() else path.absolute().parent
        if not place.exists():
            raise unwritable(path, FileNotFoundError())
        if not os.access(place, os.W_OK):
            raise FileUnwritable(path, "it cannot be written", hint=f"See who may write {place}.")

    def open(self) -> None:
        """Make the file; raises FileUnwritable."""
        if self._file is None:
            try:
                self._file = self.path.open("wb")
            except OSError as error:
                raise unwritable(self.path, error) from error

    def write(self, data: bytes) -> None:
        """Write bytes; raises FileUnwritable."""
        self.open()
        assert self._file is not None
        try:
            self._file.write(data)
            self._file.flush()
        except OSError as error:
            raise unwritable(self.path, error) from error

    def close(self) -> None:
        """Close the file if it was opened; raises FileUnwritable, once more where `write` did."""
        if self._file is not None:
            try:
                self._file.close()
            except OSError as error:
                raise unwritable(self.path, error) from error


class Stream:
    """Hands a response on as it comes; what goes wrong is kept until the sending has ended.

    An error must not unwind the transport: it stops the exchange instead, which is recorded with
    what had arrived, and `finish` raises it.
    """

    def __init__(
        self,
        sink: Stdout | File,
        cancel: CancelToken,
        head: Callable[[Response], bytes] | None = None,
    ) -> None:
        self._sink = sink
        self._cancel = cancel
        self._head = head
        self.fault: BrokenPipeError | FileError | None = None

    @property
    def observer(self) -> Observer:
        """What the explorer is to call."""
        return Observer(on_response=self.on_response, on_body=self.on_body, keep_body=False)

    def on_response(self, response: Response) -> None:
        """Write what goes before the body; a head that broke off alone empties no file."""
        head = self._head(response) if self._head else b""
        if head or response.is_complete:
            self._try(head)

    def on_body(self, data: bytes) -> None:
        """Write a piece of the body."""
        self._try(data)

    def finish(self) -> None:
        """Close the sink, and raise what went wrong: BrokenPipeError or FileError."""
        try:
            self._sink.close()
        except FileError as error:
            self.fault = self.fault or error
        if self.fault is not None:
            raise self.fault

    def _try(self, data: bytes) -> None:
        if self.fault is not None:
            return
        try:
            self._sink.open()
            self._sink.write(data)
        except (BrokenPipeError, FileError) as error:
            self.fault = error
            self._cancel.cancel()
