"""Which views a body has, the best first, and what each of them shows."""

from __future__ import annotations

import codecs

import msgspec

from endpoint_explorer.bodies.body import UNWATCHED, Body, Fault, Format, Watch
from endpoint_explorer.bodies.document import Document, TextDocument, no_highlight
from endpoint_explorer.bodies.form import FormFormat
from endpoint_explorer.bodies.hex import HexDocument
from endpoint_explorer.bodies.json_format import JsonFormat, JsonLinesFormat
from endpoint_explorer.bodies.markup import HtmlFormat, XmlFormat
from endpoint_explorer.bodies.media import CHUNK, to_utf8

RAW = "Raw"
HEX = "Hex"

FORMATS: tuple[Format, ...] = (
    JsonLinesFormat(),
    JsonFormat(),
    XmlFormat(),
    HtmlFormat(),
    FormFormat(),
)

_UNTOLD = frozenset(
    {"", "text/plain", "application/octet-stream", "binary/octet-stream", "application/binary"}
)
"""Types that servers send for anything at all; what the bytes look like counts for more."""

_TEXTUAL = frozenset({"javascript", "ecmascript", "yaml", "toml", "graphql", "sql", "markdown"})
_CONTROLS = bytes(b for b in range(0x20) if b not in b"\t\n\r\f\b\x1b\x1e")


class Shown(msgspec.Struct, frozen=True):
    """A document, the view that it is of, and why it is not the view that was asked for."""

    document: Document
    view: str
    note: str = ""
    is_whole: bool = True


def format_of(body: Body) -> Format | None:
    """Return the format that a body is said to have, or looks like when nothing useful is said."""
    for candidate in FORMATS:
        if candidate.claims(body.media):
            return candidate
    if body.media.name not in _UNTOLD or is_binary(body):
        return None
    head = body.head
    return next((candidate for candidate in FORMATS if candidate.recognises(head)), None)


def is_binary(body: Body) -> bool:
    """Say whether the head of a body cannot be text in its charset."""
    if not body.charset.is_text:
        return True
    head = body.head
    if len(head.translate(None, _CONTROLS)) < len(head):
        return True
    kind, _, subtype = body.media.name.partition("/")
    if kind == "text" or subtype.rpartition("-")[2] in _TEXTUAL or body.charset.codec != "utf-8":
        return False
    # The last character may be cut in half: an incremental decoder waits for its rest.
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(head)
    return text.count("\ufffd") > len(head) // 16


def views(body: Body) -> tuple[str, ...]:
    """Return the names of the views that fit, the best first; raw and hex are always there."""
    if not body.charset.is_text:
        return (HEX, RAW)
    found = format_of(body)
    if found is not None and not found.is_source:
        return (found.name, RAW, HEX)
    return (HEX, RAW) if found is None and is_binary(body) else (RAW, HEX)


def show(body: Body, view: str = "", watch: Watch = UNWATCHED) -> Shown:
    """Lay a body out in a view, the best one when none is named; this may take long.

    It holds the interpreter lock for a few milliseconds at a time, and raises `Cancelled`.

    When the body is not what it claims to be, it is shown raw, with a note that says where the
    fault is.
    """
    available = views(body)
    view = view if view in available else available[0]
    note = body.charset.note
    if view == HEX:
        return Shown(HexDocument(body.data), HEX, "" if body.charset.is_text else note)
    found = format_of(body)
    if view != RAW and found is not None:
        laid_out = found.render(body, watch)
        if not isinstance(laid_out, Fault):
            return Shown(laid_out, view, note)
        if found.claims(body.media) and body.data:
            note = f"not valid {found.name}, shown raw: {laid_out}"
    return Shown(_source(body, len(body.data)), RAW, note)


def show_head(body: Body, view: str = "", limit: int = CHUNK) -> Shown:
    """Show the first screens at once: what stands until `show` is done.

    They are laid out where the format can do that, else the first `limit` bytes stand as they are.
    """
    available = views(body)
    view = view if view in available else available[0]
    if view == HEX:
        return Shown(HexDocument(body.data), HEX)
    found = format_of(body)
    if view != RAW and found is not None:
        head = found.render_head(body)
        if head is not None:
            return Shown(head, view, body.charset.note, is_whole=False)
    return Shown(_source(body, limit), RAW, is_whole=limit >= len(body.data))


def indented(data: bytes, content_type: str = "") -> bytes:
    """Return a body laid out as UTF-8 text, or the very bytes where no format fits."""
    shown = show(Body.of(data, content_type))
    return data if shown.view in {RAW, HEX} else shown.document.read(0, shown.document.size)


def _source(body: Body, limit: int) -> Document:
    """Show the text with its BOM: raw means every character."""
    found = format_of(body)
    charset = msgspec.structs.replace(body.charset, bom=0)
    text = to_utf8(body.data[:limit], charset)
    return TextDocument(text, no_highlight if found is None else found.highlight)
