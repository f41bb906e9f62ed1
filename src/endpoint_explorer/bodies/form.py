"""Form-encoded bodies, one field a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote_plus

from endpoint_explorer.bodies.body import Body, Fault, Watch
from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.document import Document, Highlighter, Span, TextDocument
from endpoint_explorer.bodies.media import MediaType

_WIDEST_NAME = 32
_SOURCE = re.compile(r"([^=&]+)(=?)([^&]*)")


class FormFormat:
    """`application/x-www-form-urlencoded`, decoded."""

    name = "Form"
    is_source = False

    def claims(self, media: MediaType) -> bool:
        """Accept the one media type."""
        return media.name == "application/x-www-form-urlencoded"

    def recognises(self, head: bytes) -> bool:
        """Never guess: any word would do."""
        del head
        return False

    def highlight(self, text: str) -> Sequence[Span]:
        """Return the names and values of the source."""
        spans: list[Span] = []
        for match in _SOURCE.finditer(text):
            spans += [
                (match.start(1), match.end(1), "key"),
                (match.start(3), match.end(3), "string"),
            ]
        return spans

    def render_head(self, body: Body) -> Document | None:
        """Leave it to `render`."""
        del body
        return None

    def render(self, body: Body, watch: Watch) -> Document | Fault:
        """Show names beside values; a line end inside a value is shown as a sign."""
        del watch
        codec = body.charset.codec
        pairs = [
            tuple(clean(unquote_plus(part, codec, "replace")) for part in piece.split("=", 1))
            for piece in body.utf8().strip().decode("utf-8", "replace").split("&")
            if piece
        ]
        width = min(max((len(pair[0]) for pair in pairs), default=0), _WIDEST_NAME)
        lines = [f"{pair[0]:<{width}}  {''.join(pair[1:])}" for pair in pairs]
        return TextDocument("\n".join(lines).encode("utf-8", "replace"), _name_first(width))


def _name_first(width: int) -> Highlighter:
    def highlight(text: str) -> Sequence[Span]:
        end = width if text[width : width + 2] == "  " else max(text.find("  "), 0)
        return ((0, end, "key"),)

    return highlight
