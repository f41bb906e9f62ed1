"""A body as formats see it, and what they make of it."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Sequence
from time import perf_counter, sleep
from typing import Protocol

import msgspec

from endpoint_explorer.bodies.document import Document, Span
from endpoint_explorer.bodies.media import (
    Charset,
    MediaType,
    detect_charset,
    parse_media_type,
    to_utf8,
)
from endpoint_explorer.model.measure import format_size

_SLICE = 256 * 1024

HEAD = 4096
"""Bytes from the start that are looked at to tell what a body is."""


class Body(msgspec.Struct, frozen=True):
    """The bytes of a body after content decoding, with what they are said to be."""

    data: bytes
    media: MediaType = MediaType()
    charset: Charset = Charset()

    @classmethod
    def of(cls, data: bytes, content_type: str = "") -> Body:
        """Read what the Content-Type header says, the empty string where there is none."""
        media = parse_media_type(content_type)
        return cls(data, media, detect_charset(data[:HEAD], media))

    @property
    def head(self) -> bytes:
        """The first bytes as UTF-8, white space before them left out, for sniffing."""
        return to_utf8(self.data[:HEAD], self.charset).lstrip()

    def utf8(self) -> bytes:
        """Return the whole text as UTF-8 without its BOM."""
        return to_utf8(self.data, self.charset)


class Fault(msgspec.Struct, frozen=True):
    """Why a body is not what it claims to be; line and column count from 1."""

    reason: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """Say where, then what."""
        if self.line is None:
            return self.reason
        return f"line {self.line}, column {self.column}: {self.reason}"


class Declined(Fault, frozen=True):
    """Nothing is wrong with a body, but a view cannot be made of it."""

    @classmethod
    def too_large(cls, limit: int) -> Declined:
        """Say which limit, in bytes, a body is over."""
        return cls(f"larger than {format_size(limit)}, so the source is shown")


class Cancelled(Exception):
    """What was being laid out is not wanted any more."""


def _never() -> bool:
    return False


def _unpaused() -> None:
    """Keep the interpreter: nobody else waits for it."""


SPELL = 0.004
"""Seconds of work between two pauses: less than CPython's switch interval of 5 ms."""

PAUSE = 0.0002
"""Seconds that are given to others at a time; waking up again takes about as long."""


class Pauses:
    """Leaves the interpreter to other threads for a moment after each spell of work.

    A thread that only releases the interpreter lock has it back before another one wakes up.
    """

    def __init__(self) -> None:
        self._rested = perf_counter()

    def __call__(self) -> None:
        """Sleep, if the last sleep is a spell ago."""
        if perf_counter() - self._rested >= SPELL:
            sleep(PAUSE)
            self._rested = perf_counter()


def _unseen(document: Document, done: float) -> None:
    del document, done


class Watch(msgspec.Struct, frozen=True):
    """What whoever lays a body out in a thread reports to.

    `is_cancelled` is asked between slices of at most a few milliseconds; `grown` takes what is
    laid out so far, a beginning of the document to come, and the share of the body that it is.
    """

    is_cancelled: Callable[[], bool] = _never
    grown: Callable[[Document, float], None] = _unseen
    pause: Callable[[], None] = _unpaused
    """Called between slices, see `Pauses`."""

    def check(self) -> None:
        """Let others have the interpreter; raise `Cancelled` once nobody wants the result."""
        if self.is_cancelled():
            raise Cancelled
        self.pause()


UNWATCHED = Watch()
"""For whoever waits for the result, whatever it takes."""


class Format(Protocol):
    """A kind of body: how it is recognised, coloured and laid out."""

    name: str
    is_source: bool
    """Whether the source itself is the best view, so that nothing is laid out."""

    def claims(self, media: MediaType) -> bool:
        """Say whether a media type names this format."""

    def recognises(self, head: bytes) -> bool:
        """Say whether bytes look like this format, whatever they are said to be."""

    def highlight(self, text: str) -> Sequence[Span]:
        """Return the tokens of one line."""

    def render_head(self, body: Body) -> Document | None:
        """Lay out the first screens within milliseconds at any size, None where that cannot be."""

    def render(self, body: Body, watch: Watch) -> Document | Fault:
        """Lay a body out, or say why it is not what it claims to be; raises `Cancelled`."""


def locate(data: bytes, address: int, start: int = 0) -> tuple[int, int]:
    """Return the line and column, from 1, of an offset into UTF-8 that starts at `start`."""
    line = 1
    for first in range(start, address, _SLICE):
        line += data.count(b"\n", first, min(first + _SLICE, address))
    begin = data.rfind(b"\n", start, address) + 1 or start
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode
    column = 1
    for first in range(begin, address, _SLICE):
        stop = min(first + _SLICE, address)
        column += len(decode(data[first:stop], stop == address))
    return line, column
