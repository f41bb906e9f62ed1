"""JSON and its kin, re-indented without a change to any digit, key or escape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import cast

import msgspec

from endpoint_explorer.bodies.body import Body, Fault, Watch, locate
from endpoint_explorer.bodies.document import Document, Span, TextDocument, Token
from endpoint_explorer.bodies.media import MediaType

INDENT = 2
_PIECE = 256 * 1024
_NEITHER_STRUCTURE_NOR_QUOTE = bytes(b for b in range(256) if b not in b'[]{},"')
_STEP = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
_BYTE = re.compile(r" \(byte (\d+)\)$")


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
        """Leave it to `render`."""
        del body
        return None

    def render(self, body: Body, watch: Watch) -> Document | Fault:
        """Re-indent; an empty body is a fault like any other that is no JSON."""
        del watch
        formatted = indent_json(body.utf8())
        return formatted if isinstance(formatted, Fault) else TextDocument(formatted, json_spans)


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
        """Leave it to `render`."""
        del body
        return None

    def render(self, body: Body, watch: Watch) -> Document | Fault:
        """Re-indent each text."""
        del watch
        pieces = []
        for number, line in enumerate(body.utf8().split(b"\n"), start=1):
            text = line.strip(b"\x1e \t\r")
            if text:
                formatted = indent_json(text)
                if isinstance(formatted, Fault):
                    return Fault(formatted.reason, number, formatted.column)
                pieces.append(formatted)
        return TextDocument(b"\n".join(pieces), json_spans)


def indent_json(data: bytes) -> bytes | Fault:
    """Put each member and element of a JSON text on its own line; `data` is UTF-8 without BOM.

    Only white space between tokens is touched.
    """
    if _indented_size(data) > 64 * 1024 * 1024 + 12 * len(data):
        return Fault("nested so deeply that laying it out would take many times its size")
    laid_out = _format(data)
    if isinstance(laid_out, Fault) and _SURROGATE.search(data):
        return _format_with_surrogates(data)
    return laid_out


def _format(data: bytes) -> bytes | Fault:
    try:
        return msgspec.json.format(data, indent=INDENT)
    except RecursionError:
        return Fault("nested too deeply to be laid out")
    except msgspec.DecodeError as error:
        return _fault(data, str(error))


def _format_with_surrogates(data: bytes) -> bytes | Fault:
    """Format where there may be lone surrogates, such as `\\ud83d`.

    RFC 8259 (8.2) allows them, msgspec does not: they give way to escapes of the same length, and
    come back afterwards, in their order.
    """
    escapes = [match[0] for match in _ESCAPE.finditer(data) if match[1]]
    softened = _ESCAPE.sub(lambda m: b"\\u0020" if m[1] and _SURROGATE.match(m[0]) else m[0], data)
    laid_out = _format(softened)
    if isinstance(laid_out, Fault):
        return laid_out
    originals = iter(escapes)
    return _ESCAPE.sub(lambda m: next(originals) if m[1] else m[0], laid_out)


def _fault(data: bytes, message: str) -> Fault:
    found = _BYTE.search(message)
    if found is None:
        return Fault("ends before it is complete", *locate(data, len(data)))
    reason = message[: found.start()].removeprefix("JSON is malformed: ")
    address = int(found[1])
    if reason == "trailing characters":
        address -= 1  # msgspec counts from one here
    elif reason == "invalid character" and data[address : address + 1] >= b" ":
        # Of a broken `true`, the place is where the word begins.
        word = data[max(address - 5, 0) : address]
        address -= len(word) - len(word.rstrip(b"abcdefghijklmnopqrstuvwxyz"))
    return Fault(reason, *locate(data, address))


def _indented_size(data: bytes) -> int:
    """Estimate from above how many bytes indentation adds.

    A small body can be hostile: a thousand brackets and then commas give each comma two thousand
    spaces.
    """
    total = depth = 0
    is_inside = False
    for piece in _pieces(data):
        structure, is_inside = _structure(piece, is_inside)
        brackets = structure.translate(None, b",")
        deepest = max(accumulate(map(_STEP.__getitem__, brackets), initial=depth))
        total += len(structure) * INDENT * max(deepest, 0)
        depth += sum(map(_STEP.__getitem__, brackets))
    return total


def _structure(piece: bytes, is_inside: bool) -> tuple[bytes, bool]:
    """Return the brackets and commas outside strings, and whether the piece ends inside one.

    Two quotes with nothing structural between them cancel out, whichever of them opens.
    """
    unescaped = piece
    if b"\\" in piece:
        unescaped = piece.replace(b"\\\\", b"").replace(b'\\"', b"")
    quoted = unescaped.translate(None, _NEITHER_STRUCTURE_NOR_QUOTE).replace(b'""', b"")
    parts = quoted.split(b'"')
    return b"".join(parts[is_inside::2]), is_inside ^ (len(parts) % 2 == 0)


def _pieces(data: bytes) -> Iterator[bytes]:
    """Cut where no escape is cut in two."""
    start = 0
    while start < len(data):
        stop = start + _PIECE
        while data[stop - 1 : stop] == b"\\":
            stop += 1
        yield data[start:stop]
        start = stop


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
