"""Making the strips of the lines in view, and of no others."""

from __future__ import annotations

from operator import itemgetter
from typing import get_args

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.document import Document, TextDocument, Token
from endpoint_explorer.tui.widgets.matches import Matches
from endpoint_explorer.tui.widgets.painting import FAR, Piece, cleaned, coloured, overlaid, to_strip
from endpoint_explorer.tui.widgets.row_list import RowList

LONG_LINE = 8192
"""Bytes above which a line is addressed by byte, not by cell, and never read as a whole."""


class LinePainter(RowList):
    """Draws a document from a column on: numbers, tokens, matches, and the selection.

    `column` is in cells, for lines longer than 8 KiB in bytes: nobody counts cells there.
    """

    COMPONENT_CLASSES = {
        "line-viewer--gutter",
        "line-viewer--match",
        "line-viewer--match-current",
        *(f"line-viewer--{token}" for token in get_args(Token)),
    }

    DEFAULT_CSS = """
    LinePainter {
        height: 1fr;
        & > .row-list--cursor, &:focus > .row-list--cursor {
            background: $foreground 7%;
            text-style: none;
        }
        & > .row-list--hover { background: transparent; }
        & > .line-viewer--gutter { color: $foreground 35%; }
        & > .line-viewer--match { background: $warning 30%; }
        & > .line-viewer--match-current { background: $warning; color: $background; }
        & > .line-viewer--key { color: $text-primary; }
        & > .line-viewer--string { color: $text-success; }
        & > .line-viewer--number { color: $text-warning; }
        & > .line-viewer--literal { color: $text-accent; text-style: italic; }
        & > .line-viewer--punctuation { color: $foreground 55%; }
        & > .line-viewer--tag { color: $text-primary; }
        & > .line-viewer--attribute { color: $text-accent; }
        & > .line-viewer--comment { color: $foreground 50%; text-style: italic; }
        & > .line-viewer--muted { color: $foreground 50%; }
        & > .line-viewer--heading { color: $text-primary; text-style: bold; }
        & > .line-viewer--strong { text-style: bold; }
        & > .line-viewer--emphasis { text-style: italic; }
        & > .line-viewer--link { color: $text-accent; text-style: underline; }
    }
    """

    def __init__(self, *, has_numbers: bool = True, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.document: Document = TextDocument(b"")
        self.column = 0
        self.has_numbers = has_numbers
        self.matches: Matches | None = None
        self._styles: dict[tuple[object, ...], Style] = {}

    @property
    def row_count(self) -> int:
        """The lines of the document."""
        return self.document.line_count

    @property
    def text_width(self) -> int:
        """The cells that text has beside the numbers."""
        return max(1, self.scrollable_content_region.width - self._gutter_width)

    @property
    def _gutter_width(self) -> int:
        return len(str(self.row_count)) + 2 if self.has_numbers else 0

    def render_line(self, y: int) -> Strip:
        """Return the line at `y` of the view as a strip."""
        line = y + self.scroll_offset.y
        row = ("row-list--cursor",) if line == self.cursor else ()
        base = self._style(*row)
        width = self.scrollable_content_region.width
        if line >= self.row_count:
            return Strip.blank(width, base)
        text = self._text_strip(line, row).extend_cell_length(self.text_width, base)
        if not self.has_numbers:
            return text
        number = f"{line + 1:>{self._gutter_width - 1}} "
        gutter = Segment(number, self._style(*row, "line-viewer--gutter"))
        return Strip.join([Strip([gutter], self._gutter_width), text])

    def _text_strip(self, line: int, row: tuple[str, ...]) -> Strip:
        """Return the columns of a line that are in view, marked for Textual's selection."""
        width = self.text_width
        offset, text, is_cut = self._visible_text(line)

        def style_of(token: Token) -> Style:
            return self._style(*row, f"line-viewer--{token}")

        spans = self.document.spans(line, text, offset)
        pieces = coloured(text, spans, self._style(*row), style_of)
        pieces = cleaned(self._with_matches(pieces, line, offset, 4 * len(text) + 1))
        strip = to_strip(self._with_selection(pieces, line, offset))
        left = 0 if is_cut else self.column
        skipped = len(strip.crop(0, left).text) if left else 0
        return strip.crop(left, left + width).apply_offsets(offset + skipped, line)

    def _visible_text(self, line: int) -> tuple[int, str, bool]:
        """Return text that holds what is in view, its offset, and whether its left was cut off."""
        first, last = self.document.span(line)
        width = self.text_width
        if last - first > LONG_LINE:
            stop = self.column + 4 * width
            return self.column, self.document.text(line, self.column, stop), True
        text = self.document.text(line)
        if text.isascii():
            text = text[: self.column + width]
        return 0, text, False

    def _with_matches(self, pieces: list[Piece], line: int, offset: int, size: int) -> list[Piece]:
        """Lay the colour of the matches over text of `size` bytes, cut off at an offset."""
        if self.matches is None or not len(self.matches):
            return pieces
        start = self.document.span(line)[0] + offset
        ranges = []
        for begin, end in self.matches.within(start - self.matches.query.reach, start + size):
            is_current = begin == self.matches.address
            style = self._style(
                "line-viewer--match-current" if is_current else "line-viewer--match"
            )
            for left, right in self.document.columns(line, begin, end, offset):
                ranges.append((left, right, style))
        return overlaid(pieces, sorted(ranges, key=itemgetter(0)))

    def _with_selection(self, pieces: list[Piece], line: int, offset: int) -> list[Piece]:
        """Lay the colour of the selection over clean text; a selection counts clean characters."""
        selection = self.text_selection
        span = None if selection is None else selection.get_span(line)
        if span is None:
            return pieces
        start, end = span
        style = self.screen.get_visual_style("screen--selection").rich_style
        stop = FAR if end == -1 else max(0, end - offset)
        return overlaid(pieces, [(max(0, start - offset), stop, style)])

    def extent(self, line: int) -> int:
        """Return the columns of a line: cells, or bytes when it is long."""
        first, last = self.document.span(line)
        return (
            last - first if last - first > LONG_LINE else cell_len(clean(self.document.text(line)))
        )

    def notify_style_update(self) -> None:
        """Forget the styles of another theme."""
        super().notify_style_update()
        self._styles.clear()

    def _style(self, *components: str) -> Style:
        key = (self.has_focus, *components)
        if key not in self._styles:
            visual = self.get_visual_style(*components) if components else self.visual_style
            self._styles[key] = visual.rich_style
        return self._styles[key]
