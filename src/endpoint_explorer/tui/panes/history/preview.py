"""The exchange under the cursor at a glance: what was asked, what came, and how its body begins."""

from __future__ import annotations

import time

import msgspec
from textual.content import Content
from textual.widget import Widget

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.document import Token
from endpoint_explorer.bodies.registry import kind_of, show, show_head
from endpoint_explorer.model.exchange import Exchange, Response
from endpoint_explorer.model.measure import format_size
from endpoint_explorer.tui.panes.results.amounts import moment
from endpoint_explorer.tui.panes.results.strip import exchange_parts
from endpoint_explorer.tui.widgets.badge import MUTED, method_content

LINES = 120
"""Lines of a body that are laid out: more than a screen shows."""

_WIDTH = 240
"""Bytes of a line that are looked at: wider than the preview."""

_SMALL = 32 * 1024
"""Bytes of a body that is laid out as a whole; of a larger one the beginning is."""

_STYLES: dict[Token, str] = {
    "key": "$text-primary",
    "string": "$text-success",
    "number": "$text-warning",
    "literal": "italic $text-accent",
    "punctuation": "$foreground 55%",
    "tag": "$text-primary",
    "attribute": "$text-accent",
    "comment": "italic $foreground 50%",
    "muted": "$foreground 50%",
    "heading": "bold $text-primary",
    "strong": "bold",
    "emphasis": "italic",
    "link": "underline $text-accent",
    "unknown": "$text-warning",
}


class Preview(msgspec.Struct, frozen=True):
    """The lines of a preview: what is said of an exchange, and the first ones of its body."""

    head: tuple[Content, ...]
    body: tuple[Content, ...] = ()


def preview_of(exchange: Exchange) -> Preview:
    """Lay the preview of an exchange out; some milliseconds, whatever the size of its body."""
    wire, response = exchange.wire, exchange.response
    head = [
        Content.assemble(
            method_content(wire.method, width=len(clean(wire.method)) + 1), clean(wire.url)
        ),
        Content("   ").join(exchange_parts(exchange)),
        Content.styled("   ".join(_circumstances(exchange)), MUTED),
    ]
    if exchange.failure is not None:
        head.append(Content.styled(clean(exchange.failure.message), "$text-error"))
    return Preview(tuple(head), tuple(_body_lines(response)) if response else ())


def _circumstances(exchange: Exchange) -> list[str]:
    said = [moment(exchange.started_at) if exchange.started_at else ""]
    said.append(clean(exchange.environment))
    said.append(clean(exchange.request.name) if exchange.request else "")
    return [text for text in said if text]


def _body_lines(response: Response) -> list[Content]:
    if response.omitted is not None:
        size = format_size(response.omitted.size)
        return [Content.styled(f"The body, {size}, was too large to keep.", MUTED)]
    if not response.body:
        return [Content.styled("The body is empty.", MUTED)]
    body = Body.of(response.body, response.header("content-type") or "")
    if kind := kind_of(body):
        return [Content.styled(clean(kind), MUTED)]
    is_small = len(body.data) <= _SMALL
    document = (show(body) if is_small else show_head(body, limit=LINES * _WIDTH)).document
    lines = []
    for line in range(min(document.line_count, LINES)):
        text = document.text(line, 0, _WIDTH)
        pieces: list[Content | tuple[str, str]] = []
        done = 0
        for start, end, token in document.spans(line, text):
            pieces += [Content(clean(text[done:start])), (clean(text[start:end]), _STYLES[token])]
            done = end
        lines.append(Content.assemble(*pieces, clean(text[done:])))
        if not line % 16:
            time.sleep(0)  # leaves the interpreter to the loop
    return lines


class ExchangePreview(Widget):
    """Draws a preview; what does not fit is left out."""

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    ExchangePreview { padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown = Preview(())
        self._note = Content("")

    def show(self, preview: Preview | None, note: str = "") -> None:
        """Show another preview, or none, and the note that the exchange has."""
        self._shown = preview or Preview(())
        self._note = Content.styled(clean(note), "italic $text-secondary")
        self.refresh()

    def render(self) -> Content:
        """Draw the lines that there is room for."""
        width, height = self.content_size
        body = self._shown.body
        note = (self._note,) if self._note.plain else ()
        gap = (Content(""),) if body else ()
        lines = (*self._shown.head, *note, *gap, *body)[:height]
        return Content("\n").join([_cut(line, width) for line in lines])


def _cut(line: Content, width: int) -> Content:
    return line.truncate(width, ellipsis=True) if line.cell_length > width else line
