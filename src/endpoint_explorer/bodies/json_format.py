"""JSON and its kin, re-indented without a change to any digit, key or escape."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import cast

from endpoint_explorer.bodies.body import UNWATCHED, Body, Fault, Watch, locate
from endpoint_explorer.bodies.document import Document, Span, TextDocument, Token
from endpoint_explorer.bodies.json_cut import (
    DEEPEST,
    last_comma,
    masked,
    nesting_of,
    whole_escapes,
)
from endpoint_explorer.bodies.json_frames import Place
from endpoint_explorer.bodies.json_layout import JsonFault, closing_size, format_text
from endpoint_explorer.bodies.json_outline import JsonOutline
from endpoint_explorer.bodies.json_text import FIRST, JsonText
from endpoint_explorer.bodies.media import MediaType, to_utf8

_JSONP = re.compile(
    rb"(?:/\*\*/\s*+)?(?:typeof [\w$.]{1,80} === 'function' && )?([\w$.]{1,80})\(\s*[\[{]"
)


class JsonFormat:
    """One JSON text (RFC 8259)."""

    name = "JSON"
    is_source = False

    def claims(self, media: MediaType) -> bool:
        """Accept `application/json`, its older names, and every `+json`."""
        kind = media.name.rpartition("/")[2]
        return kind in {"json", "x-json"} or media.suffix == "json"

    def recognises(self, head: bytes) -> bool:
        """Accept what starts as an object or array does."""
        return (
            re.match(rb'\{\s*(?:["}]|$)|\[\s*(?:["\[\]{\d-]|true|false|null|$)', head) is not None
        )

    def highlight(self, text: str) -> Sequence[Span]:
        """Return the tokens of one line: JSON has none that span lines."""
        return json_spans(text)

    def render_head(self, body: Body) -> Document | None:
        """Lay out the first section, or the start of a long string."""
        data = _as_it_is(body)
        return None if data is None else _head(data, body.charset.bom)

    def render(self, body: Body, watch: Watch) -> Document | Fault:
        """Re-indent; an empty body is a fault like any other that is no JSON."""
        return _laid_out(body, watch, has_records=False)


class JsonLinesFormat:
    """One JSON text a line (NDJSON, JSON Lines), or after a record separator (RFC 7464)."""

    name = "JSON lines"
    is_source = False

    def claims(self, media: MediaType) -> bool:
        """Accept the names in use; only `json-seq` is registered."""
        kind = media.name.rpartition("/")[2].removeprefix("x-")
        return kind in {"ndjson", "jsonl", "jsonlines", "json-seq"} or media.suffix == "json-seq"

    def recognises(self, head: bytes) -> bool:
        """Never guess: one line of it is JSON."""
        del head
        return False

    def highlight(self, text: str) -> Sequence[Span]:
        """Return the tokens of one line."""
        return json_spans(text)

    def render_head(self, body: Body) -> Document | None:
        """Lay out the first lines, unless the very first one is long."""
        data = _as_it_is(body)
        if data is None or b"\n" not in data[:FIRST]:
            return None
        return _first_section(JsonText(data, body.charset.bom, has_records=True))

    def render(self, body: Body, watch: Watch) -> Document | Fault:
        """Re-indent each text."""
        return _laid_out(body, watch, has_records=True)


def jsonp_callback(head: bytes) -> str:
    """Return the function that JSON is wrapped in a call of, as `callback({...})`, else empty."""
    match = _JSONP.match(head)
    return "" if match is None else match[1].decode("ascii")


def indent_json(data: bytes) -> bytes | Fault:
    """Put each member and element of a JSON text on its own line; `data` is UTF-8 without BOM.

    Only white space between tokens is touched.
    """
    document = JsonFormat().render(Body(data), UNWATCHED)
    return document if isinstance(document, Fault) else document.read(0, document.size)


def _as_it_is(body: Body) -> bytes | None:
    return body.data if body.charset.codec == "utf-8" else None


def _laid_out(body: Body, watch: Watch, *, has_records: bool) -> Document | Fault:
    data = _as_it_is(body)
    start = body.charset.bom
    if data is None:
        data, start = to_utf8(body.data, body.charset, watch.check), 0
    text = JsonText(data, start, has_records=has_records)
    try:
        for reached in text.lay_out(watch.check):
            watch.check()
            watch.grown(_document(text), reached / len(data))
    except JsonFault as fault:
        if fault.address is None:
            return Fault(fault.reason)
        return Fault(fault.reason, *locate(data, fault.address, start))
    return _document(text)


def _document(text: JsonText) -> Document:
    lines = text.lines()
    return TextDocument(lines, json_spans, JsonOutline(text, lines.line_count))


def _head(data: bytes, start: int) -> Document | None:
    window = data[start : start + FIRST]
    comma, opening = last_comma(masked(window))
    if comma >= 0:
        return _first_section(JsonText(data, start))
    if opening < 0:
        return None
    string = window[: whole_escapes(window, opening + 1, len(window))] + b'"'
    nesting = nesting_of(string)
    place = None if nesting is None else Place().after(nesting.rest, 0)
    if place is None or place[0].depth > DEEPEST:
        return None
    closers = b"".join(frame.closer for frame in place[0].frames())
    try:
        text = format_text(string + closers)
    except JsonFault:
        return None
    return TextDocument(text[: len(text) - closing_size(len(closers)) - 1], json_spans)


def _first_section(text: JsonText) -> Document | None:
    try:
        next(text.lay_out(), None)
    except JsonFault:
        return None
    return _document(text)


@cache
def _tokens() -> re.Pattern[str]:
    return re.compile(
        r'(?P<key>"(?:[^"\\]|\\.)*+"(?=\s*:))|(?P<string>"(?:[^"\\]|\\.)*+"?)'
        r"|(?P<number>-?\d[\d.eE+-]*)|(?P<literal>\b(?:true|false|null)\b)"
        r"|(?P<punctuation>[\[\]{}:,]+)"
    )


def json_spans(text: str) -> Sequence[Span]:
    """Return the tokens of a line of JSON, or of as much of a line as is given."""
    return [
        (match.start(), match.end(), cast(Token, match.lastgroup))
        for match in _tokens().finditer(text)
    ]
