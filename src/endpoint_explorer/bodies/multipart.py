"""Multipart bodies (RFC 2046, 5.1): each part with its headers and what it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from endpoint_explorer.bodies.body import HEAD, Body, Fault, Watch
from endpoint_explorer.bodies.document import Document, Span
from endpoint_explorer.bodies.media import CHUNK, MediaType
from endpoint_explorer.bodies.prose import Piece, Prose

_MOST_PARTS = 2_000
_MOST_TEXT = 64 * 1024
"""Bytes of a part that are shown."""

_MOST_HEADERS = 16 * 1024
_TEXT_IN_ALL = 4 * 1024 * 1024
_HEADER = re.compile(r"([^:\s]+)(:)(.*)")


class Part(msgspec.Struct, frozen=True):
    """Where the headers and the content of a part stand in the body."""

    start: int
    content: int
    end: int
    is_closed: bool


class MultipartFormat:
    """`multipart/*`, a part below the other."""

    name = "Multipart"
    is_source = False

    def claims(self, media: MediaType) -> bool:
        """Accept every subtype: unknown ones are to be read as mixed."""
        return media.name.startswith("multipart/")

    def recognises(self, head: bytes) -> bool:
        """Never guess: the header names the boundary."""
        del head
        return False

    def highlight(self, text: str) -> Sequence[Span]:
        """Return boundaries and headers."""
        if text.startswith("--"):
            return [(0, len(text), "comment")]
        if match := re.match(r"(?i)content-[\w-]+(?=:)", text):
            return [(0, match.end(), "key")]
        return []

    def render_head(self, body: Body) -> Document | None:
        """Leave it to `render`."""
        del body
        return None

    def render(self, body: Body, watch: Watch) -> Document | Fault:
        """Show the parts; what is not text is only named."""
        boundary = body.media.parameters.get("boundary", "")
        if not boundary:
            return Fault("the Content-Type names no boundary")
        found = []
        for part in parts(body.data, boundary.encode("utf-8", "replace"), watch):
            found.append(part)
            if len(found) > _MOST_PARTS:
                break
        if not found:
            return Fault(f"there is no boundary {boundary[:80]!r}")
        return _shown(body.data, found)


def parts(data: bytes, boundary: bytes, watch: Watch) -> Iterator[Part]:
    """Yield the parts between boundaries; the last one ends with the body if nothing closes it."""
    marks = _marks(data, b"--" + boundary, watch)
    _, start, is_last = next(marks, (0, 0, True))
    while not is_last:
        end, following, is_last = next(marks, (len(data), len(data), True))
        yield Part(start, _content(data, start, end), end, is_closed=end < len(data))
        start = following


def _marks(data: bytes, delimiter: bytes, watch: Watch) -> Iterator[tuple[int, int, bool]]:
    """Yield where the text before a delimiter line ends, where the line ends, and if it is last."""
    line = re.compile(rb"(?:\A|\r?\n)%s(--)?[ \t]*(?=\r?\n|\Z)" % re.escape(delimiter))
    position = 0
    while position < len(data):
        watch.check()
        at = data.find(delimiter, position, position + CHUNK + len(delimiter))
        if at < 0:
            position += CHUNK
            continue
        before = at - (data[at - 1 : at] == b"\n") if at else 0
        before -= data[max(before - 1, 0) : before] == b"\r"
        match = line.match(data, before)
        position = at + len(delimiter) if match is None else match.end()
        if match is not None:
            yield before, match.end(), match[1] is not None


def _content(data: bytes, start: int, end: int) -> int:
    """Return where the content starts: behind the empty line that ends the headers."""
    empty = re.compile(rb"\r?\n\r?\n").search(data, start, min(end, start + _MOST_HEADERS))
    if empty is not None:
        return empty.end()
    first = re.compile(rb"\r?\n").match(data, start, end)
    return start if first is None else first.end()


def _shown(data: bytes, found: Sequence[Part]) -> Document:
    prose = Prose()
    left = _TEXT_IN_ALL
    is_cut = len(found) > _MOST_PARTS
    shown = found[:_MOST_PARTS]
    for number, part in enumerate(shown, start=1):
        prose.gap()
        total = f" of {len(shown)}" if not is_cut else ""
        prose.pieces([(f"── Part {number}{total} ", "heading"), ("─" * 60, "muted")])
        headers = data[part.start : part.content].decode("utf-8", "replace")
        media_type = _headers(prose, headers)
        limit = min(left, _MOST_TEXT)
        # Of a large part no more is copied than is looked at.
        content = data[part.content : min(part.end, part.content + max(limit, HEAD))]
        size = part.end - part.content
        left -= _content_lines(prose, Body.of(content, media_type), size, limit)
    if is_cut:
        prose.gap()
        prose.verbatim(f"(only the first {_MOST_PARTS:,} parts are shown)", "muted")
    elif not found[-1].is_closed:
        prose.gap()
        prose.verbatim("(the closing boundary is missing)", "muted")
    return prose.document()


def _headers(prose: Prose, text: str) -> str:
    """Show the headers of a part, and return its media type, the one of RFC 2046 if not given."""
    media_type = "text/plain"
    for line in text.splitlines():
        match = _HEADER.match(line)
        if match is None:
            if line.strip():
                prose.verbatim(line)
            continue
        if match[1].lower() == "content-type":
            media_type = match[3].strip()
        prose.pieces([(match[1], "key"), (match[2], "punctuation"), (match[3], None)])
    return media_type


def _content_lines(prose: Prose, body: Body, total: int, limit: int) -> int:
    """Show the start of a part of so many bytes, and return how many are shown."""
    from endpoint_explorer.bodies.registry import format_of, is_binary

    size = f"{total:,} {'byte' if total == 1 else 'bytes'}"
    prose.gap()
    if not total:
        prose.verbatim("(empty)", "muted")
        return 0
    if is_binary(body) or limit <= 0:
        prose.verbatim(f"{size} of {body.media.name or 'no type given'}", "muted")
        return 0
    kind = format_of(body)
    text = Body(body.data[:limit], body.media, body.charset).utf8().decode("utf-8", "replace")
    for line in text.removesuffix("\n").split("\n"):
        prose.pieces(_coloured(line.removesuffix("\r"), kind.highlight(line) if kind else ()))
    if total > limit:
        prose.verbatim(f"… the first {limit:,} bytes of {size}", "muted")
    return min(limit, total)


def _coloured(line: str, spans: Sequence[Span]) -> Iterator[Piece]:
    position = 0
    for start, end, token in spans:
        yield line[position:start], None
        yield line[start:end], token
        position = max(position, end)
    yield line[position:], None
