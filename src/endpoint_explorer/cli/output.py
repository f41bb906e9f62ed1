"""The only writer of stdout and stderr.

What goes to stdout is the answer; stderr says everything else. Text is cleaned on its way out, so
that nothing from outside can steer a terminal; only `Output.data` passes bytes as they are.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from endpoint_explorer.bodies.clean import clean

Span = str | tuple[str, str]
"""Text, or text and the name of its style."""

Line = Iterable[Span]

STYLES: dict[str, str] = {
    "": "",
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "magenta": "35",
    "cyan": "36",
}
"""Name of a style -> the parameter of its SGR sequence."""


BATCH = 64 * 1024
"""Bytes of text that are written at a time."""


class Output:
    """The streams of one run of a command."""

    def __init__(self) -> None:
        self._stdout: TextIO | None = sys.stdout
        self._stderr: TextIO | None = sys.stderr
        self.stdout_is_terminal = _is_terminal(self._stdout)
        self.stderr_is_terminal = _is_terminal(self._stderr)

    @property
    def has_colour(self) -> bool:
        """Whether stdout shows colours: it is a terminal, and NO_COLOR is not set."""
        return self.stdout_is_terminal and _wants_colour()

    @property
    def columns(self) -> int | None:
        """The width of the terminal that stdout is, in cells; None when it is none."""
        if self._stdout is None or not self.stdout_is_terminal:
            return None
        columns = os.environ.get("COLUMNS", "")
        if columns.isdecimal() and int(columns):
            return int(columns)
        try:
            return os.get_terminal_size(self._stdout.fileno()).columns or None
        except OSError:
            return None

    def data(self, data: bytes) -> None:
        """Write bytes to stdout as they are, at once.

        Raises BrokenPipeError when nobody reads them, FileUnwritable when they cannot be written.
        """
        if self._stdout is not None and data:
            self._put(self._stdout, data)

    def line(self, *spans: Span) -> None:
        """Write a line of cleaned text to stdout; raises what `data` does."""
        self.lines((spans,))

    def lines(self, lines: Iterable[Line]) -> None:
        """Write lines of cleaned text to stdout, many at a time; raises what `data` does."""
        if self._stdout is None:
            return
        encoding = self._stdout.encoding or "utf-8"
        pending = bytearray()
        for line in lines:
            pending += encode_line(line, coloured=self.has_colour, encoding=encoding)
            if len(pending) > BATCH:
                self._put(self._stdout, bytes(pending))
                pending.clear()
        self._put(self._stdout, bytes(pending))

    def status(self, *spans: Span) -> None:
        """Write a line to stderr if a person may be reading it there."""
        if self.stderr_is_terminal:
            self._say(*spans)

    def warn(self, message: str, hint: str = "") -> None:
        """Say what went wrong beside the answer, and what to try."""
        self._say(("warning:", "yellow"), f" {message}")
        self._hint(hint)

    def error(self, message: str, hint: str = "") -> None:
        """Say what failed, and what to try."""
        self._say(("error:", "red"), f" {message}")
        self._hint(hint)

    def ask_hidden(self, question: str) -> str | None:
        """Ask on the terminal for a line that is not shown; None where there is no terminal.

        Both streams may go elsewhere meanwhile. The end of the input is an empty line.
        """
        if sys.stdin is None or not sys.stdin.isatty():
            return None
        from getpass import getpass

        try:
            return getpass(clean(question), self._stderr)
        except EOFError:
            return ""

    def _put(self, stream: TextIO, data: bytes) -> None:
        """Write to stdout, and never again once that has failed."""
        try:
            _write(stream, data)
        except OSError as error:
            _abandon(stream)
            if error.errno == errno.EPIPE:
                raise BrokenPipeError from error
            from endpoint_explorer.storage.faults import unwritable

            raise unwritable(Path(stream.name), error) from error

    def _hint(self, hint: str) -> None:
        if hint:
            self._say(("hint:", "cyan"), f" {hint}")

    def _say(self, *spans: Span) -> None:
        """Write a line to stderr; there is no one to tell when that fails."""
        if self._stderr is None:
            return
        coloured = self.stderr_is_terminal and _wants_colour()
        try:
            encoding = self._stderr.encoding or "utf-8"
            _write(self._stderr, encode_line(spans, coloured=coloured, encoding=encoding))
        except OSError:
            _abandon(self._stderr)
            self._stderr = None


def encode_line(line: Line, *, coloured: bool = False, encoding: str = "utf-8") -> bytes:
    """Return a line of cleaned text as bytes; what the encoding cannot say is escaped."""
    pieces = []
    for span in line:
        text, style = (span, "") if isinstance(span, str) else span
        text = clean(text)
        pieces.append(f"\x1b[{STYLES[style]}m{text}\x1b[0m" if coloured and style else text)
    return ("".join(pieces) + "\n").encode(encoding, "backslashreplace")


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()


def _wants_colour() -> bool:
    """Follow no-color.org: any value but the empty one means no."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _write(stream: TextIO, data: bytes) -> None:
    """Write all of it: a stream without a buffer (`python -u`) may take less at a time."""
    stream.flush()
    rest = memoryview(data)
    while rest:
        taken = stream.buffer.write(rest)
        rest = rest[taken:]
    stream.buffer.flush()


def _abandon(stream: TextIO) -> None:
    """Send what is left in the buffer nowhere: a flush at exit would fail on it once more."""
    try:
        descriptor = stream.fileno()
    except OSError:
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
