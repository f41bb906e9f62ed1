"""A body on its way into a file: as it was sent, or as it is shown, part by part."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

import msgspec

from endpoint_explorer.bodies.body import UNWATCHED, Body, Watch
from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.document import Document
from endpoint_explorer.bodies.media import CHUNK
from endpoint_explorer.bodies.registry import HEX, RAW, Shown, show

_LINES = 4096
"""Lines of a hex dump that are made at a time."""

_SOURCES = frozenset({RAW, "JSON", "JSON lines", "XML"})
"""Views whose text is still of the type that the body has."""


class Export(msgspec.Struct, frozen=True):
    """A body, what is shown of it, and how its file may be called.

    `filtered` is what stands in the place of the whole view, None where nothing does.
    """

    body: Body
    shown: Shown
    name: str
    extension: str
    filtered: Document | None = None

    @property
    def is_as_sent(self) -> bool:
        """Whether what is shown are the very bytes that were sent."""
        charset = self.body.charset
        return (
            self.filtered is None
            and self.shown.view == RAW
            and charset.codec == "utf-8"
            and not charset.bom
        )

    @property
    def shown_extension(self) -> str:
        """The extension for what is shown: a table or a dump is plain text."""
        return self.extension if self.shown.view in _SOURCES else ".txt"

    @property
    def shown_name(self) -> str:
        """The name for what is shown."""
        if self.shown_extension == self.extension:
            return self.name
        return self.name.removesuffix(self.extension) + self.shown_extension

    def sent(self) -> Iterator[bytes]:
        """Yield the decoded body."""
        data = self.body.data
        for start in range(0, len(data), CHUNK):
            yield data[start : start + CHUNK]

    def as_shown(self, watch: Watch = UNWATCHED) -> Iterator[bytes]:
        """Yield what is shown as UTF-8; this lays the body out first where that is not done.

        Raises `Cancelled`.
        """
        shown = self.shown if self.shown.is_whole else show(self.body, self.shown.view, watch)
        document = self.filtered or shown.document
        if self.filtered is None and shown.view == HEX:
            for first in range(0, document.line_count, _LINES):
                lines = range(first, min(first + _LINES, document.line_count))
                yield "".join(f"{document.text(line)}\n" for line in lines).encode()
            return
        for start in range(0, document.size, CHUNK):
            yield document.read(start, start + CHUNK)

    def pages(self) -> Iterator[bytes]:
        """Yield what is shown, clean: a pager may hand control characters to the terminal."""
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        held = ""
        for part in self.as_shown():
            text = held + decode(part)
            # A CR may be half of a line end.
            held = "\r" if text.endswith("\r") else ""
            yield clean(text[: len(text) - len(held)], keep_newlines=True).encode()
        yield clean(held + decode(b"", True), keep_newlines=True).encode()
