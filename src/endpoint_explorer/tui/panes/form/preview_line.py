"""The line below the URL: exactly what would be sent, or what stands in the way."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.exchange import Preview

ELLIPSIS = "…"
TAIL = 0.4
"""Of a URL that is too long this part is kept at its end, where requests differ."""


def shorten(text: str, width: int) -> str:
    """Cut the middle out of a text that is wider than a number of cells."""
    if cell_len(text) <= width:
        return text
    room = max(0, width - 1)
    tail = int(room * TAIL)
    return _fitting(text, room - tail) + ELLIPSIS + _fitting(text[::-1], tail)[::-1]


def _fitting(text: str, width: int) -> str:
    """Return as much of the beginning of a text as fits into a number of cells."""
    end = used = 0
    while end < len(text) and (used := used + cell_len(text[end])) <= width:
        end += 1
    return text[:end]


class PreviewLine(Widget):
    """One line: the URL, or the first problem with the field it is in, and the URL behind it."""

    DEFAULT_CSS = """
    PreviewLine { height: 1; padding: 0 1; color: $text-muted; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._preview = Preview("", "")

    def show(self, preview: Preview) -> None:
        """Show a preview."""
        if preview != self._preview:
            self._preview = preview
            self.refresh()

    def render(self) -> Content:
        """Draw the line for the width there is."""
        width = self.content_size.width
        url = clean(self._preview.url)
        if not self._preview.problems:
            return Content(shorten(f"→ {url}", width) if url else "")
        field, reason = self._preview.problems[0]
        # A reason that names its field already need not have it twice.
        text = reason if reason.startswith(f"{field}:") else f"{field}: {reason}"
        more = len(self._preview.problems) - 1
        problem = shorten(f"! {clean(text)}" + (f" (and {more} more)" if more else ""), width)
        room = width - cell_len(problem) - 3
        rest = f"   {shorten(url, room)}" if url and room > width // 4 else ""
        return Content.assemble((problem, "$text-warning"), rest)
