"""Making the strips of the lines in view, and of no others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import itemgetter
from typing import get_args

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.document import Token
from endpoint_explorer.tui.widgets.line_cuts import Cut, WrappedLine, addressed, bytes_before
from endpoint_explorer.tui.widgets.line_rows import LineRows
from endpoint_explorer.tui.widgets.matches import Matches
from endpoint_explorer.tui.widgets.painting import FAR, Piece, cleaned, coloured, overlaid, to_strip
from endpoint_explorer.tui.widgets.wrapping import LONG_LINE, long_row, row_starts

OPEN, FOLDED, CONTINUED = "▾", "▸", "↳"

_MOST_BYTES = 4
"""Bytes of a character: that many for every cell are enough to fill a row."""

_LINES_KEPT = 64
"""Wrapped lines whose tokens and rows are kept: as many as a screen shows."""


class LinePainter(LineRows):
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
        & > .line-viewer--unknown { color: $text-warning; }
    }
    """

    def __init__(self, *, has_numbers: bool = True, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(has_numbers=has_numbers, id=id)
        self.column = 0
        self.matches: Matches | None = None
        self._styles: dict[tuple[object, ...], Style] = {}
        self._lines: dict[int, WrappedLine] = {}
        self._is_painting = False

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint; only the mouse asks for places in the text, a line at a time, and they cost."""
        self._is_painting = True
        try:
            return super().render_lines(crop)
        finally:
            self._is_painting = False

    def render_line(self, y: int) -> Strip:
        """Return the line at `y` of the view as a strip."""
        place = y + self.scroll_offset.y
        row = ("row-list--cursor",) if place == self.cursor else ()
        base = self._style(*row)
        if place >= self.row_count:
            return Strip.blank(self.scrollable_content_region.width, base)
        line, part = self.arrangement.rows.at(place)
        text = self._text_strip(line, part, row)
        text = text.crop(0, self.text_width).extend_cell_length(self.text_width, base)
        if not self.gutter_width:
            return text
        gutter = Segment(self._gutter(line, part), self._style(*row, "line-viewer--gutter"))
        return Strip.join([Strip([gutter], self.gutter_width), text])

    def _gutter(self, line: int, part: int) -> str:
        """Return the number of a line and whether it can be folded, or a mark below it."""
        width = self.gutter_width - 2 * self.has_folds
        number = CONTINUED if part else f"{line + 1}"
        text = f"{number:>{width - 1}} " if self.has_numbers else ""
        if not self.has_folds:
            return text
        outline = self.document.outline
        sign = " "
        if not part and outline is not None and outline.opens(line):
            sign = OPEN if self.arrangement.folds.last_of(line) is None else FOLDED
        return f"{text}{sign} "

    def _text_strip(self, line: int, part: int, row: tuple[str, ...]) -> Strip:
        """Return the columns of a row that are in view, marked for Textual's selection."""
        cut = self._cut(line, part)

        def style_of(token: Token) -> Style:
            return self._style(*row, f"line-viewer--{token}")

        pieces = coloured(cut.text, cut.spans, self._style(*row), style_of)
        pieces = self._with_matches(pieces, line, cut)
        if cut.is_long:
            pieces = self._with_selection(pieces, line, partial(bytes_before, cut.text, cut.place))
            strip = addressed(pieces, cut.place, None if self._is_painting else line)
        else:
            pieces = self._with_selection(cleaned(pieces), line, lambda x: x - cut.place)
            strip = to_strip(pieces)
            if not self._is_painting:
                strip = strip.apply_offsets(cut.place, line)
        if cut.is_last and self.arrangement.folds.last_of(line) is not None:
            strip = Strip.join([strip, self.fold_strip(line, style_of)])
        return strip.crop(cut.left, cut.left + self.text_width) if cut.left else strip

    def fold_strip(self, line: int, style_of: Callable[[Token], Style]) -> Strip:
        """Return what stands in the place of the lines that a folded line hides."""
        del line, style_of
        return Strip([])

    def _cut(self, line: int, part: int) -> Cut:
        """Return the text of a row, and little more, with its tokens."""
        document, wraps = self.document, self.arrangement.wraps
        first, last = document.span(line)
        if last - first > LONG_LINE:
            if wraps.width and line in wraps.long:
                offset, text = long_row(document, wraps, line, part)
            else:
                offset = self.column
                text = document.text(line, offset, offset + 4 * self.text_width)
            is_last = offset + len(text) >= last - first
            spans = document.spans(line, text, offset)
            return Cut(text, spans, offset, 0, offset, 0, is_last, True)
        if wraps.width and (part or self.arrangement.rows.parts(line) > 1):
            return self._wrapped_line(line).cut(part)
        if self.column and not wraps.width:
            return self._wrapped_line(line).cut_at(self.column, self.text_width)
        most = _MOST_BYTES * self.text_width
        text = document.text(line, 0, most)
        is_last = last - first <= most
        if text.isascii() and text.isprintable() and len(text) > self.text_width:
            text, is_last = text[: self.text_width], False
        return Cut(text, document.spans(line, text), 0, 0, 0, 0, is_last, False)

    def _wrapped_line(self, line: int) -> WrappedLine:
        """Return a line of which parts are shown, from memory while it is in view."""
        found, width = self._lines.get(line), self.arrangement.wraps.width
        if found is None or found.width != width:
            text = self.document.text(line)
            spans = self.document.spans(line, text)
            found = WrappedLine(text, spans, row_starts(text, width) if width else (0,), width)
            while len(self._lines) >= _LINES_KEPT:
                del self._lines[next(iter(self._lines))]
            self._lines[line] = found
        return found

    def _with_matches(self, pieces: list[Piece], line: int, cut: Cut) -> list[Piece]:
        """Lay the colour of the matches over the text of a row."""
        if self.matches is None or not len(self.matches):
            return pieces
        start = self.document.span(line)[0] + cut.offset
        stop = start + 4 * (cut.shift + len(cut.text)) + 1
        reach = self.matches.query.reach
        ranges = []
        for begin, end in self.matches.within(start - reach, stop):
            is_current = begin == self.matches.address
            style = self._style(
                "line-viewer--match-current" if is_current else "line-viewer--match"
            )
            for left, right in self.document.columns(line, begin, end, cut.offset):
                if right > cut.shift:
                    ranges.append((max(0, left - cut.shift), right - cut.shift, style))
        return overlaid(pieces, sorted(ranges, key=itemgetter(0)))

    def _with_selection(
        self, pieces: list[Piece], line: int, column: Callable[[int], int]
    ) -> list[Piece]:
        """Lay the colour of the selection over text; `column` tells where a place in it is."""
        selection = self.text_selection
        span = None if selection is None else selection.get_span(line)
        if span is None:
            return pieces
        start, end = span
        # Its background alone: the colour that the style names for text is that of no token.
        style = Style(bgcolor=self.screen.get_visual_style("screen--selection").rich_style.bgcolor)
        stop = FAR if end in {-1, FAR} else max(0, column(end))
        return overlaid(pieces, [(max(0, column(start)), stop, style)])

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

    def forget_lines(self) -> None:
        """Forget the lines of another document."""
        self._lines.clear()

    def _style(self, *components: str) -> Style:
        key = (self.has_focus, *components)
        if key not in self._styles:
            visual = self.get_visual_style(*components) if components else self.visual_style
            self._styles[key] = visual.rich_style
        return self._styles[key]
