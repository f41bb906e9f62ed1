"""HTML as text to read: headings, paragraphs, lists, links with their addresses, tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from endpoint_explorer.bodies.body import Body, Declined, Fault, Watch
from endpoint_explorer.bodies.document import Document, Span, Token
from endpoint_explorer.bodies.markup import markup_spans
from endpoint_explorer.bodies.media import MediaType
from endpoint_explorer.bodies.prose import Prose

if TYPE_CHECKING:
    from lxml.etree import _Element

LIMIT = 1_000_000
"""Bytes above which no text is made: a tree takes many times its source."""

_ENDS = re.compile(rb"(?i)</(?:html|body)\s*>")
"""What stops the parser; servers write warnings behind it, which a browser shows."""

_SKIPPED = frozenset(
    (
        *("script", "style", "template", "noscript", "iframe", "object", "svg", "math", "canvas"),
        *("audio", "video", "map", "select", "textarea", "datalist"),
    )
)
_LINES = frozenset(
    (
        *("div", "section", "article", "header", "footer", "main", "nav", "aside", "address"),
        *("form", "fieldset", "figure", "figcaption", "details", "summary", "dl", "dt", "body"),
        *("html", "head", "legend", "center", "tr", "caption"),
    )
)
_PARAGRAPHS = frozenset(
    (
        *("p", "h1", "h2", "h3", "h4", "h5", "h6", "title", "table", "ul", "ol", "dl"),
        *("blockquote", "pre"),
    )
)
_TOKENS: dict[str, Token] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "title", "th"), "heading"),
    **dict.fromkeys(("b", "strong", "dt"), "strong"),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), "emphasis"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "string"),
    "a": "link",
}


class HtmlTextFormat:
    """What HTML says, beside its source."""

    name = "Text"
    is_source = False

    def claims(self, media: MediaType) -> bool:
        """Accept HTML in both its syntaxes."""
        return media.name in {"text/html", "application/xhtml+xml"}

    def recognises(self, head: bytes) -> bool:
        """Accept a doctype or the root element."""
        return re.match(rb"(?i)<!doctype html|<html[\s>]", head) is not None

    def highlight(self, text: str) -> Sequence[Span]:
        """Return the tokens of one line of source."""
        return list(markup_spans(text))

    def render_head(self, body: Body) -> Document | None:
        """Leave it to `render`."""
        del body
        return None

    def render(self, body: Body, watch: Watch) -> Document | Fault:
        """Make text of all that is meant to be read; nothing is fetched."""
        del watch
        if len(body.data) > LIMIT:
            return Declined.too_large(LIMIT)
        from lxml import etree

        parser = etree.HTMLParser(
            encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True
        )
        try:
            root = etree.fromstring(_ENDS.sub(b"", body.utf8()), parser)
        except (etree.LxmlError, ValueError) as error:
            return Fault(str(error))
        if any("depth" in entry.message for entry in parser.error_log):
            return Declined("nested so deeply that a part would be lost, so the source is shown")
        reader = _Reader()
        if root is not None:
            reader.read(root)
        return reader.prose.document()


class _Reader:
    """Walks a tree without recursion: a page may nest as deeply as it likes."""

    def __init__(self) -> None:
        self.prose = Prose()
        self._tokens: list[Token] = []
        self._numbers: list[int | None] = []
        self._table: _Table | None = None
        self._kept = 0

    def read(self, root: _Element) -> None:
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, node in walk:
            if event == "start":
                if node.tag in _SKIPPED or "hidden" in node.attrib:
                    walk.skip_subtree()
                else:
                    self._start(node)
                    self._text(node.text)
                continue
            if event == "end" and node.tag not in _SKIPPED and "hidden" not in node.attrib:
                self._end(node)
            if node is not root:
                self._text(node.tail)

    def _text(self, text: str | None) -> None:
        if not text:
            return
        if self._table is not None:
            self._table.say(text)
        elif self._kept:
            self.prose.verbatim(text.strip("\n"), "string")
        else:
            self.prose.say(text, self._tokens[-1] if self._tokens else None)

    def _start(self, node: _Element) -> None:
        tag = node.tag
        if tag in _TOKENS:
            self._tokens.append(_TOKENS[tag])
        if tag == "img":
            self._image(node)
        elif self._table is not None:
            self._table.start(tag)
        elif (begin := _STARTS.get(tag)) is not None:
            begin(self, node)
        elif tag in _PARAGRAPHS:
            self.prose.gap()
        elif tag in _LINES:
            self.prose.end_line()

    def _end(self, node: _Element) -> None:
        tag = node.tag
        if tag in _TOKENS:
            self._tokens.pop()
        if self._table is not None:
            self._end_in_table(tag)
            return
        if tag == "a":
            self._address(node.get("href", ""), "".join(map(str, node.itertext())))
        if tag in {"ul", "ol"}:
            self._numbers.pop()
        if tag in {"li", "blockquote", "dd"}:
            self.prose.dedent()
        if tag == "pre":
            self._kept -= 1
        if tag in _PARAGRAPHS and not (tag in {"ul", "ol"} and self._numbers):
            self.prose.gap()
        elif tag in _LINES:
            self.prose.end_line()

    def _end_in_table(self, tag: str) -> None:
        if tag == "table" and self._table is not None:
            rows, headers = self._table.rows, self._table.headers
            self._table = None
            self.prose.table(rows, headers=headers)
            self.prose.gap()

    def _address(self, address: str, text: str) -> None:
        address = address.strip()
        if address and not address.startswith(("#", "javascript:")) and address != text.strip():
            self.prose.say(f" <{address}>", "muted")

    def _image(self, node: _Element) -> None:
        if said := node.get("alt", "").strip():
            text = f"[image: {said}]"
            if self._table is not None:
                self._table.say(text)
            else:
                self.prose.say(text, "muted")

    def _begin_list(self, node: _Element) -> None:
        if self._numbers:
            self.prose.end_line()
        else:
            self.prose.gap()
        self._numbers.append(1 if node.tag == "ol" else None)

    def _begin_item(self, _: _Element) -> None:
        number = self._numbers[-1] if self._numbers else None
        if number is None:
            self.prose.indent("  ", marker="•")
        else:
            self._numbers[-1] = number + 1
            self.prose.indent("    ", marker=f"{number:>2}.")

    def _begin_quotation(self, _: _Element) -> None:
        self.prose.gap()
        self.prose.indent("│ ", token="muted")  # noqa: S106 - the colour of text

    def _begin_definition(self, _: _Element) -> None:
        self.prose.indent("    ")

    def _break(self, _: _Element) -> None:
        if not self._kept:
            self.prose.end_line()

    def _rule(self, _: _Element) -> None:
        self.prose.rule()

    def _begin_kept(self, _: _Element) -> None:
        self.prose.gap()
        self._kept += 1

    def _begin_table(self, node: _Element) -> None:
        self.prose.gap()
        # A table in a table lays a page out; its cells hold paragraphs, and are read one by one.
        if node.find(".//table") is None and node.find(".//tr") is not None:
            self._table = _Table()


_STARTS: dict[str, Callable[[_Reader, _Element], None]] = {
    "ul": _Reader._begin_list,  # noqa: SLF001 - the table of the class itself
    "ol": _Reader._begin_list,  # noqa: SLF001
    "li": _Reader._begin_item,  # noqa: SLF001
    "blockquote": _Reader._begin_quotation,  # noqa: SLF001
    "dd": _Reader._begin_definition,  # noqa: SLF001
    "br": _Reader._break,  # noqa: SLF001
    "hr": _Reader._rule,  # noqa: SLF001
    "pre": _Reader._begin_kept,  # noqa: SLF001
    "table": _Reader._begin_table,  # noqa: SLF001
}


class _Table:
    """The cells of one table, as text."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.headers = 0
        self._is_heading = False

    def start(self, tag: str) -> None:
        if tag == "tr":
            self.rows.append([])
            self._is_heading = True
        elif tag in {"td", "th"} and self.rows:
            self.rows[-1].append("")
            self._is_heading = self._is_heading and tag == "th"
            if len(self.rows) == 1:
                self.headers = int(self._is_heading)
        else:
            self.say(" ")

    def say(self, text: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += text
