"""Which views a body has, the best first, and what each of them shows."""

from __future__ import annotations

import codecs

import msgspec

from endpoint_explorer.bodies.body import UNWATCHED, Body, Cancelled, Declined, Fault, Format, Watch
from endpoint_explorer.bodies.csv_table import CsvFormat
from endpoint_explorer.bodies.document import Document, TextDocument, no_highlight
from endpoint_explorer.bodies.form import FormFormat
from endpoint_explorer.bodies.hex import HexDocument
from endpoint_explorer.bodies.html_text import HtmlTextFormat
from endpoint_explorer.bodies.json_format import JsonFormat, JsonLinesFormat, jsonp_callback
from endpoint_explorer.bodies.kinds import describe, name_of_type
from endpoint_explorer.bodies.markdown import MarkdownFormat
from endpoint_explorer.bodies.markup import HtmlFormat, XmlFormat
from endpoint_explorer.bodies.media import CHUNK, to_utf8
from endpoint_explorer.bodies.msgpack import MessagePackFormat
from endpoint_explorer.bodies.multipart import MultipartFormat
from endpoint_explorer.bodies.pictures import IMAGE, is_picture
from endpoint_explorer.bodies.pieces import Lines
from endpoint_explorer.bodies.source import SOURCES

RAW = "Raw"
HEX = "Hex"

FORMATS: tuple[Format, ...] = (
    JsonLinesFormat(),
    JsonFormat(),
    XmlFormat(),
    HtmlFormat(),
    FormFormat(),
    MultipartFormat(),
    MarkdownFormat(),
    MessagePackFormat(),
    *SOURCES,
    CsvFormat(),
)

BESIDE: tuple[Format, ...] = (HtmlTextFormat(),)
"""Formats that show another side of a body, after its source."""

_UNTOLD = frozenset(
    {"", "text/plain", "application/octet-stream", "binary/octet-stream", "application/binary"}
)
"""Types that servers send for anything at all; what the bytes look like counts for more."""

_TEXTUAL = frozenset({"javascript", "ecmascript", "yaml", "toml", "graphql", "sql", "markdown"})
NEVER_AT_ONCE = frozenset({HtmlTextFormat.name, MarkdownFormat.name})
"""Views that import a library first, which takes longer than a frame."""

_OF_BYTES = frozenset({MessagePackFormat.name})
"""Formats whose source is no text."""

_RETOLD = frozenset({MarkdownFormat.name, MultipartFormat.name, CsvFormat.name})
"""Views to be read by people: whoever takes the text further wants the source."""

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
    """Say whether a body is data by its type, or its head cannot be text in its charset."""
    if not body.charset.is_text or name_of_type(body.media):
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


def kind_of(body: Body) -> str:
    """Return what a binary body is and its size, clean, or that it is JSONP; else empty."""
    if is_binary(body):
        return describe(body)
    is_call = body.data[-64:].rstrip(b"; \t\r\n").endswith(b")")
    callback = jsonp_callback(body.head) if is_call else ""
    return f"JSONP: JSON inside a call of {callback}, shown as it is" if callback else ""


def views(body: Body) -> tuple[str, ...]:
    """Return the names of the views that fit, the best first; raw and hex are always there."""
    if not body.charset.is_text:
        return (HEX, RAW)
    if is_picture(body) and (is_binary(body) or body.media.name.startswith("image/")):
        return (IMAGE, HEX, RAW)
    found = format_of(body)
    best = () if found is None or found.is_source else (found.name,)
    if is_binary(body) and (found is None or found.name in _OF_BYTES):
        return (*best, HEX, RAW)
    return (*best, RAW, *(beside.name for beside in _beside(body)), HEX)


def show(body: Body, view: str = "", watch: Watch = UNWATCHED) -> Shown:
    """Lay a body out in a view, the best one when none is named; this may take long.

    It holds the interpreter lock for a few milliseconds at a time, and raises `Cancelled`.

    When the body is not what it claims to be, it is shown raw, with a note that says where the
    fault is. An image, which no text shows, is shown as its bytes.
    """
    available = views(body)
    view = view if view in available else available[0]
    note = body.charset.note
    if view in {HEX, IMAGE}:
        return Shown(HexDocument(body.data), HEX, "" if body.charset.is_text else note)
    found = _of_view(body, view)
    if found is not None:
        laid_out = _rendered(found, body, watch)
        if not isinstance(laid_out, Fault):
            return Shown(laid_out, view, note)
        if isinstance(laid_out, Declined):
            note = f"{found.name}: {laid_out}"
        elif found.claims(body.media) and body.data:
            note = f"not valid {found.name}, shown raw: {laid_out}"
        if found.name in _OF_BYTES:
            return Shown(HexDocument(body.data), HEX, note.replace("shown raw", "shown as bytes"))
    return Shown(_source(body, len(body.data), watch), RAW, note)


def show_head(body: Body, view: str = "", limit: int = CHUNK) -> Shown:
    """Show the first screens at once: what stands until `show` is done.

    They are laid out where the format can do that, else the first `limit` bytes stand as they are.
    """
    available = views(body)
    view = view if view in available else available[0]
    if view in {HEX, IMAGE}:
        return Shown(HexDocument(body.data), HEX)
    found = _of_view(body, view)
    if found is not None:
        head = found.render_head(body)
        if head is not None:
            return Shown(head, view, body.charset.note, is_whole=False)
    return Shown(_source(body, limit), RAW, is_whole=limit >= len(body.data))


def _beside(body: Body) -> list[Format]:
    is_untold = body.media.name in _UNTOLD and not is_binary(body)
    return [
        candidate
        for candidate in BESIDE
        if candidate.claims(body.media) or (is_untold and candidate.recognises(body.head))
    ]


def _of_view(body: Body, view: str) -> Format | None:
    """Return the format that lays out a view, None for raw."""
    candidates = [format_of(body), *_beside(body)]
    return next((found for found in candidates if found is not None and found.name == view), None)


def _rendered(found: Format, body: Body, watch: Watch) -> Document | Fault:
    # Whatever a view does, the body can still be read.
    try:
        return found.render(body, watch)
    except Cancelled:
        raise
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"[:200]
        return Declined(f"failed, so the source is shown ({reason})")


def laid_out(body: Body) -> Document | None:
    """Return a body laid out in its own format, None where no format fits."""
    shown = show(body)
    return None if shown.view in {RAW, HEX, *_RETOLD} else shown.document


def indented(data: bytes, content_type: str = "") -> bytes:
    """Return a body laid out as UTF-8 text, or the very bytes where no format fits."""
    document = laid_out(Body.of(data, content_type))
    return data if document is None else document.read(0, document.size)


def _source(body: Body, limit: int, watch: Watch = UNWATCHED) -> Document:
    """Show the text with its BOM: raw means every character."""
    found = format_of(body)
    charset = msgspec.structs.replace(body.charset, bom=0)
    text = to_utf8(body.data[:limit], charset, watch.check)
    highlight = no_highlight if found is None else found.highlight
    return TextDocument(Lines.of(text, watch.check), highlight)
