"""Markdown as text to read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from endpoint_explorer.bodies.body import Body, Declined, Fault, Watch
from endpoint_explorer.bodies.document import Document, Span, Token
from endpoint_explorer.bodies.media import MediaType
from endpoint_explorer.bodies.prose import Prose

if TYPE_CHECKING:
    from markdown_it.token import Token as Mark

LIMIT = 200_000
"""Bytes above which the source is shown: parsing takes seconds a megabyte."""

_TYPES = frozenset({"text/markdown", "text/x-markdown", "application/markdown"})
_SOURCE = re.compile(
    r"(?P<heading>^\s{0,3}#{1,6}\s.*)|(?P<string>`[^`]{1,200}`|^\s*(?:```|~~~).*)"
    r"|(?P<link>\[[^\]\n]{0,200}\]\([^)\s]{0,300}\)|<https?://[^<>\s]{1,300}>)|(?P<strong>\*\*[^*\n]{1,200}\*\*)"
    r"|(?P<punctuation>^\s*(?:[-*+]|\d+[.)])\s|^\s*>)"
)
_INLINE: dict[str, Token] = {"strong": "strong", "em": "emphasis", "link": "link", "s": "muted"}


class MarkdownFormat:
    """Markdown (RFC 7763), as CommonMark with tables has it."""

    name = "Markdown"
    is_source = False

    def claims(self, media: MediaType) -> bool:
        """Accept its type, and the names it had before."""
        return media.name in _TYPES

    def recognises(self, head: bytes) -> bool:
        """Never guess: all text is Markdown."""
        del head
        return False

    def highlight(self, text: str) -> Sequence[Span]:
        """Return the marks of one line of source."""
        return [
            (match.start(), match.end(), _token(match.lastgroup))
            for match in _SOURCE.finditer(text)
        ]

    def render_head(self, body: Body) -> Document | None:
        """Leave it to `render`."""
        del body
        return None

    def render(self, body: Body, watch: Watch) -> Document | Fault:
        """Lay the text out; HTML in it is shown as it stands."""
        del watch
        if len(body.data) > LIMIT:
            return Declined.too_large(LIMIT)
        from markdown_it import MarkdownIt

        parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
        reader = _Reader()
        for mark in parser.parse(body.utf8().decode("utf-8", "replace")):
            reader.take(mark)
        return reader.prose.document()


def _token(name: str | None) -> Token:
    known: dict[str | None, Token] = {
        "heading": "heading",
        "string": "string",
        "link": "link",
        "strong": "strong",
    }
    return known.get(name, "punctuation")


class _Reader:
    """Turns the flat list of block marks into prose."""

    def __init__(self) -> None:
        self.prose = Prose()
        self._numbers: list[int | None] = []
        self._heading: Token | None = None
        self._rows: list[list[str]] | None = None

    def take(self, mark: Mark) -> None:
        kind = mark.type
        if kind in {"fence", "code_block", "html_block"}:
            self._code(mark)
        elif kind == "hr":
            self.prose.rule()
        elif kind == "inline":
            self._inline(mark)
        elif kind in {"table_open", "table_close", "tr_open"}:
            self._table(kind)
        elif mark.nesting > 0:
            self._open(mark)
        elif mark.nesting < 0:
            self._close(mark)

    def _open(self, mark: Mark) -> None:
        kind = mark.type
        if kind == "heading_open":
            self.prose.gap()
            self._heading = "heading"
            self.prose.say(f"{mark.markup} " if mark.markup.startswith("#") else "", "muted")
        elif kind == "paragraph_open" and not mark.hidden:
            self._gap_outside_lists()
        elif kind == "blockquote_open":
            self._gap_outside_lists()
            self.prose.indent("│ ", token="muted")  # noqa: S106 - the colour of text
        elif kind in {"bullet_list_open", "ordered_list_open"}:
            self._gap_outside_lists()
            start = int(mark.attrGet("start") or 1)
            self._numbers.append(None if kind == "bullet_list_open" else start)
        elif kind == "list_item_open":
            self._open_item()

    def _open_item(self) -> None:
        number = self._numbers[-1]
        if number is None:
            self.prose.indent("  ", marker="•")
        else:
            self._numbers[-1] = number + 1
            self.prose.indent("    ", marker=f"{number:>2}.")

    def _close(self, mark: Mark) -> None:
        kind = mark.type
        self.prose.end_line()
        if kind == "heading_close":
            self._heading = None
            self.prose.gap()
        elif kind in {"list_item_close", "blockquote_close"}:
            self.prose.dedent()
        elif kind in {"bullet_list_close", "ordered_list_close"}:
            self._numbers.pop()
        if not self._numbers:
            self.prose.gap()

    def _gap_outside_lists(self) -> None:
        if self._numbers:
            self.prose.end_line()
        else:
            self.prose.gap()

    def _code(self, mark: Mark) -> None:
        self.prose.gap()
        self.prose.indent("    ")
        self.prose.verbatim(mark.content.rstrip("\n"), "string")
        self.prose.dedent()
        self.prose.gap()

    def _table(self, kind: str) -> None:
        if kind == "table_open":
            self.prose.gap()
            self._rows = []
        elif kind == "tr_open" and self._rows is not None:
            self._rows.append([])
        elif kind == "table_close" and self._rows is not None:
            self.prose.table(self._rows, headers=1)
            self._rows = None
            self.prose.gap()

    def _inline(self, mark: Mark) -> None:
        if self._rows is not None:
            self._rows[-1].append(_plain(mark))
            return
        open_marks: list[tuple[str, Token | None]] = [("", self._heading)]
        for child in mark.children or ():
            kind = child.type
            if kind in {"softbreak", "text", "html_inline"}:
                self.prose.say(child.content or " ", open_marks[-1][1])
            elif kind == "hardbreak":
                self.prose.end_line()
            elif kind == "code_inline":
                self.prose.say(child.content, "string")
            elif kind == "image":
                self.prose.say(f"[image: {child.content}]", "muted")
            elif child.nesting > 0:
                token = self._heading or _INLINE.get(kind.removesuffix("_open"))
                open_marks.append((str(child.attrGet("href") or ""), token))
            else:
                address = open_marks.pop()[0]
                if address and not address.startswith("#") and child.info != "auto":
                    self.prose.say(f" <{address}>", "muted")


def _plain(mark: Mark) -> str:
    return "".join(
        child.content or " " * (child.type == "softbreak") for child in mark.children or ()
    )
