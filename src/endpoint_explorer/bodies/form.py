"""Form-encoded bodies, one field a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote_plus

from endpoint_explorer.bodies.body import Body, Declined, Fault, Watch
from endpoint_explorer.bodies.cells import cell_width, fit
from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.document import Document, Span
from endpoint_explorer.bodies.media import MediaType
from endpoint_explorer.bodies.prose import Prose

LIMIT = 1_000_000
"""Bytes above which the source is shown: forms are small, and each field becomes an object."""

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
        if len(body.data) > LIMIT:
            return Declined.too_large(LIMIT)
        codec = body.charset.codec
        pairs = [
            tuple(clean(unquote_plus(part, codec, "replace")) for part in piece.split("=", 1))
            for piece in body.utf8().strip().decode("utf-8", "replace").split("&")
            if piece
        ]
        width = min(max((cell_width(pair[0]) for pair in pairs), default=0), _WIDEST_NAME)
        prose = Prose()
        for name, *rest in pairs:
            shown = name if cell_width(name) > width else fit(name, max(width, 1))
            prose.pieces([(shown, "key"), ("  ", None), ("".join(rest), None)])
        return prose.document()
