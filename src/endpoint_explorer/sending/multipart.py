"""multipart/form-data (RFC 7578), with names escaped as browsers do (HTML, 4.10.21.8)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from itertools import groupby

import msgspec

from endpoint_explorer.errors import InvalidRequest
from endpoint_explorer.model.exchange import FilePart
from endpoint_explorer.sending.scope import Report
from endpoint_explorer.sending.urls import to_bytes

_BOUNDARY = re.compile(r';\s*boundary=(?:"([^"]+)"|([^\s;"]+))', re.IGNORECASE)
DERIVED = "----EndpointExplorer[0-9a-f]{32}"
"""What a boundary looks like that is made from the parts, as a regular expression."""

_ESCAPES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


class Part(msgspec.Struct, frozen=True):
    """A row of the form; `content` is its bytes or its file, `file_name` is empty for a text."""

    name: str
    content: bytes | FilePart
    file_name: str = ""
    content_type: str = ""


def encode(
    parts: tuple[Part, ...], *, header_type: str, own_type: str, report: Report
) -> tuple[tuple[bytes | FilePart, ...], str]:
    """Return the body in pieces and its content type.

    `header_type` is what a Content-Type row says, `own_type` what the body says. The boundary is
    the one that they name, else one made from the parts, so that the same form gives the same
    bytes each time.
    """
    named = _BOUNDARY.search(header_type or own_type)
    if header_type and not named:
        report(
            InvalidRequest(
                f"headers.Content-Type: {header_type} names no boundary for the multipart body",
                field="headers.Content-Type",
                hint="Take the row out: the right one is set as needed.",
            )
        )
    boundary = (named[1] or named[2]) if named else _make_boundary(parts)
    content_type = own_type or "multipart/form-data"
    if not named:
        content_type += f"; boundary={boundary}"
    return tuple(_merge(_pieces(parts, to_bytes(boundary)))), content_type


def _pieces(parts: tuple[Part, ...], boundary: bytes) -> Iterator[bytes | FilePart]:
    delimiter = b"--" + boundary
    for part in parts:
        yield delimiter + b"\r\n" + _head(part)
        yield part.content
        yield b"\r\n"
    yield delimiter + b"--\r\n"


def _head(part: Part) -> bytes:
    disposition = f'form-data; name="{part.name.translate(_ESCAPES)}"'
    if isinstance(part.content, FilePart) or part.file_name:
        disposition += f'; filename="{part.file_name.translate(_ESCAPES)}"'
    head = f"Content-Disposition: {disposition}\r\n"
    if part.content_type:
        head += f"Content-Type: {part.content_type}\r\n"
    return to_bytes(head + "\r\n")


def _make_boundary(parts: tuple[Part, ...]) -> str:
    """Derive a boundary from the parts; none of the texts holds it."""
    digest = hashlib.sha256()
    for part in parts:
        content = part.content
        if isinstance(content, FilePart):
            content = to_bytes(f"{content.path}:{content.size}")
        for value in (to_bytes(part.name), to_bytes(part.file_name), content):
            digest.update(b"%d:" % len(value) + value)
    texts = [part.content for part in parts if isinstance(part.content, bytes)]
    while True:
        boundary = f"----EndpointExplorer{digest.hexdigest()[:32]}"
        if not any(boundary.encode() in text for text in texts):
            return boundary
        digest.update(b"again")


def _merge(pieces: Iterable[bytes | FilePart]) -> Iterator[bytes | FilePart]:
    """Join neighbouring bytes."""
    for is_file, group in groupby(pieces, key=lambda piece: isinstance(piece, FilePart)):
        if is_file:
            yield from group
        else:
            yield b"".join(piece for piece in group if isinstance(piece, bytes))
