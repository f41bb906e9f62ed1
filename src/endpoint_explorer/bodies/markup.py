"""Markup: XML re-indented where that changes nothing that counts, and HTML as its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from endpoint_explorer.bodies.body import Body, Fault, Watch
from endpoint_explorer.bodies.document import Document, Highlighter, Span, TextDocument
from endpoint_explorer.bodies.media import MediaType, to_utf8
from endpoint_explorer.bodies.pieces import PieceTable
from endpoint_explorer.bodies.xml_layout import HEAD, indent_head, lay_out_xml
from endpoint_explorer.bodies.xml_outline import XmlOutline
from endpoint_explorer.bodies.xml_scan import Layout

_INSIDE = re.compile(r"""([^\s=<>"'/]+)(?=\s*=)|("[^"]*"?|'[^']*'?)""")


class XmlFormat:
    """XML and everything that is said to be `+xml`."""

    name = "XML"
    is_source = False

    def claims(self, media: MediaType) -> bool:
        """Accept RFC 7303's types and `+xml`; XHTML is shown as what it is too."""
        return media.name in {"application/xml", "text/xml"} or media.suffix == "xml"

    def recognises(self, head: bytes) -> bool:
        """Accept an XML declaration, and nothing less."""
        return head.startswith(b"<?xml")

    def highlight(self, text: str) -> Sequence[Span]:
        """Return the tokens of one line."""
        return list(markup_spans(text))

    def render_head(self, body: Body) -> Document | None:
        """Lay out the first window."""
        head = indent_head(to_utf8(body.data[:HEAD], body.charset))
        return None if head is None else TextDocument(head, self.highlight)

    def render(self, body: Body, watch: Watch) -> Document | Fault:
        """Re-indent, or say why the document is not well formed."""
        beginning = _Beginning(watch, self.highlight)
        layout = lay_out_xml(body.utf8(), watch, beginning.show)
        if isinstance(layout, Fault):
            return layout
        table = PieceTable(layout.make)
        for piece in layout.pieces:
            table.add(piece.size, piece.newlines, ends_line=False)
        return TextDocument(table.lines(), self.highlight, XmlOutline(layout, table.newlines))


class _Beginning:
    """Shows what is laid out of XML while the rest is."""

    def __init__(self, watch: Watch, highlight: Highlighter) -> None:
        self._watch = watch
        self._highlight = highlight
        self._table: PieceTable | None = None

    def show(self, layout: Layout, done: float) -> None:
        """Add the pieces that have come, and hand on all of them."""
        pieces = layout.pieces
        if self._table is None:
            self._table = PieceTable(lambda number: layout.lay_out_alone(pieces[number]))
        for piece in pieces[len(self._table.starts) - 1 :]:
            self._table.add(piece.size, piece.newlines, ends_line=True)
        self._watch.grown(TextDocument(self._table.lines(), self._highlight), done)


class HtmlFormat:
    """HTML, shown as its source."""

    name = "HTML"
    is_source = True

    def claims(self, media: MediaType) -> bool:
        """Accept `text/html`."""
        return media.name == "text/html"

    def recognises(self, head: bytes) -> bool:
        """Accept a doctype or the root element."""
        return re.match(rb"(?i)<!doctype html|<html[\s>]", head) is not None

    def highlight(self, text: str) -> Sequence[Span]:
        """Return the tokens of one line."""
        return list(markup_spans(text))

    def render_head(self, body: Body) -> Document | None:
        """Leave it to `render`."""
        del body
        return None

    def render(self, body: Body, watch: Watch) -> Document | Fault:
        """Leave the source as it is: white space counts in HTML."""
        del watch
        return TextDocument(body.utf8(), self.highlight)


@cache
def _tokens() -> re.Pattern[str]:
    return re.compile(
        r"(?P<comment><!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z))"
        r"|(?P<tag><[!?/]?[\w:.-]+)(?P<inside>[^<>]*)(?P<end>>?)|(?P<entity>&#?\w+;)"
    )


def markup_spans(text: str) -> Iterator[Span]:
    """Yield the tokens of a line of markup; what started on an earlier line is plain."""
    for match in _tokens().finditer(text):
        if match["comment"] is not None:
            yield (match.start(), match.end(), "comment")
        elif match["entity"] is not None:
            yield (match.start(), match.end(), "literal")
        else:
            yield (match.start("tag"), match.end("tag"), "tag")
            end = match.end("tag")
            for part in _INSIDE.finditer(text, match.start("inside"), match.end("inside")):
                end = part.end()
                yield (part.start(), end, "attribute" if part[1] else "string")
            # A string that is not closed on this line has taken the slash already.
            slash = max(
                end, match.end("inside") - text.endswith(("/", "?"), 0, match.end("inside"))
            )
            if slash < match.end():
                yield (slash, match.end(), "tag")
