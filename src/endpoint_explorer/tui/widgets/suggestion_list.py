"""A small list of suggestions that hangs below the text they are for."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget

from endpoint_explorer.bodies.clean import clean

ROWS = 8
NOTE_WIDTH = 28
"""Cells of a note beyond which it is cut."""


class SuggestionList(Widget):
    """Suggestions over everything else; the widget that owns the text moves the cursor in it.

    `cursor` is the index of the chosen suggestion, -1 while none is chosen.
    """

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    SuggestionList {
        overlay: screen;
        constrain: inside inflect;
        position: absolute;
        display: none;
        width: auto;
        height: auto;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        background: $panel;
        color: $foreground;
    }
    """

    class Picked(Message):
        """A suggestion was clicked."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__()
        self.items: tuple[str, ...] = ()
        self._notes: tuple[tuple[str, ...], ...] = ()
        self.cursor = -1

    @property
    def is_open(self) -> bool:
        """Whether there is something to choose from."""
        return self.display and bool(self.items)

    @property
    def chosen(self) -> str | None:
        """The suggestion under the cursor."""
        return self.items[self.cursor] if self.is_open and self.cursor >= 0 else None

    def show(
        self,
        items: Sequence[str],
        offset: Offset,
        *,
        cursor: int = -1,
        notes: Sequence[tuple[str, ...]] = (),
    ) -> None:
        """Hang the list at an offset in its parent; without items it goes away.

        `notes` are texts to read behind each item, as many for each.
        """
        self.items = tuple(items)
        self._notes = tuple(notes)
        self.cursor = cursor
        self.styles.offset = (offset.x, offset.y)
        self.display = bool(self.items)
        self.refresh(layout=True)

    def close(self) -> None:
        """Take the list away."""
        self.items = self._notes = ()
        self.display = False

    def step(self, distance: int, *, lowest: int = -1) -> None:
        """Move the cursor, not above `lowest`; at -1 no suggestion is chosen."""
        self.cursor = max(lowest, min(self.cursor + distance, len(self.items) - 1))
        self.refresh()

    def _first_shown(self) -> int:
        return max(0, min(self.cursor - ROWS + 1, len(self.items) - ROWS))

    def render(self) -> Content:
        """Draw the part of the list around the cursor."""
        first = self._first_shown()
        columns = [self._column([clean(item) for item in self.items], "")]
        columns += [
            self._column([clean(text) for text in texts], "$foreground 60%", NOTE_WIDTH)
            for texts in zip(*self._notes, strict=True)
        ]
        lines = []
        for index, cells in enumerate(
            list(zip(*columns, strict=True))[first : first + ROWS], first
        ):
            line = Content.assemble(" ", Content("  ").join(cells), " ")
            if index == self.cursor:
                line = line.stylize("$block-cursor-foreground on $block-cursor-background")
            lines.append(line)
        return Content("\n").join(lines)

    def _column(self, texts: list[str], style: str, limit: int = 0) -> list[Content]:
        """Return texts of one width, cut at a limit if there is one."""
        cells = [Content.styled(text, style) for text in texts]
        width = max((cell.cell_length for cell in cells), default=0)
        width = min(width, limit) if limit else width
        return [cell.truncate(width, ellipsis=True, pad=True) for cell in cells]

    def on_click(self, event: events.Click) -> None:
        """Take the suggestion that was clicked."""
        event.stop()
        index = event.y + self._first_shown()
        if 0 <= index < len(self.items):
            self.post_message(self.Picked(self.items[index]))
