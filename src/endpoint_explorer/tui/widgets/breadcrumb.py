"""One line that says where in a document the cursor is."""

from __future__ import annotations

import re

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from endpoint_explorer.bodies.clean import clean

_SHOWN_AT_MOST = 2000
"""Characters of a path that are looked at; the end of it is what counts."""

_QUOTED = r"\['(?:[^'\\]|\\.)*'\]|\[\"(?:[^\"\\]|\\.)*\"\]"
_JSON_STEP = re.compile(rf"\$|\.\.?[^.\[]+|{_QUOTED}|\[[^\]]*\]?|.", re.DOTALL)
_XML_STEP = re.compile(r"/+[^/]*|[^/]+", re.DOTALL)


def steps_of(path: str) -> list[str]:
    """Cut a path at its steps: `$` `.items` `[3]`, or `/rss` `/item[3]`; joined they are it."""
    return (_JSON_STEP if path.startswith("$") else _XML_STEP).findall(path)


def fitting(steps: list[str], width: int) -> int:
    """Return how many steps must go on the left, for an ellipsis and the rest to fit."""
    total = sum(map(cell_len, steps))
    gone = 0
    while gone < len(steps) - 1 and total + (gone > 0) > width:
        total -= cell_len(steps[gone])
        gone += 1
    return gone


class Breadcrumb(Widget):
    """The steps of a path; a click on one asks for the line where it starts."""

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    Breadcrumb { height: 1; padding: 0 1; color: $text-muted; display: none; }
    Breadcrumb.-shown { display: block; }
    """

    class Chosen(Message):
        """The region so many levels further out is wanted, 0 for the line itself."""

        def __init__(self, levels: int) -> None:
            super().__init__()
            self.levels = levels

    def __init__(self) -> None:
        super().__init__()
        self._path = ""
        self._steps: list[str] = []

    def show(self, path: str) -> None:
        """Show where the cursor is."""
        if path != self._path:
            self._path = path
            self._steps = [clean(step) for step in steps_of(path[-_SHOWN_AT_MOST:])]
            self.refresh()

    def render(self) -> Content:
        """Return the steps, the last of them standing out."""
        gone = fitting(self._steps, self.size.width)
        parts: list[Content | str | tuple[str, str]] = [("…", "$foreground 40%")] if gone else []
        for index, step in enumerate(self._steps[gone:], gone + 1):
            is_last = index == len(self._steps)
            sign = len(step) - len(step.lstrip("./"))
            parts.append((step[:sign], "$foreground 40%"))
            parts.append((step[sign:], "$foreground" if is_last else "$foreground 60%"))
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Ask for the region whose step was clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        event.stop()
        gone = fitting(self._steps, self.size.width)
        right = 1 if gone else 0
        for index, step in enumerate(self._steps[gone:], gone):
            right += cell_len(step)
            if offset.x < right:
                self.post_message(self.Chosen(len(self._steps) - 1 - index))
                return
