"""The value under the cursor, whole: left and right."""

from __future__ import annotations

from itertools import islice

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.comparing.values import Value, is_large, lines_of, text_of
from endpoint_explorer.tui.screens.compare.rows import LONGEST, Item
from endpoint_explorer.tui.widgets.badge import MUTED

MOST_LINES = 200
"""Lines of a value that are shown; `history show` has all of it."""


class Detail(Container):
    """Both sides of one row, laid out."""

    def __init__(self) -> None:
        super().__init__(id="compare-detail")
        self._texts = (Static(markup=False), Static(markup=False))

    def compose(self) -> ComposeResult:
        """Compose the two sides."""
        for title, text in zip("−+", self._texts, strict=True):  # noqa: RUF001 - a minus
            with VerticalScroll(can_focus=False) as scroll:
                scroll.border_title = title
                yield text

    def show_item(self, item: Item | None) -> None:
        """Show another row's sides."""
        for text, content in zip(self._texts, _sides(item), strict=True):
            text.update(content)
        for scroll in self.query(VerticalScroll):
            scroll.scroll_home(animate=False)

    def scroll_by(self, lines: int) -> None:
        """Scroll both sides."""
        for scroll in self.query(VerticalScroll):
            scroll.scroll_relative(y=lines, animate=False)


def _sides(item: Item | None) -> tuple[Content, Content]:
    if item is None or item.kind == "gap":
        return Content(""), Content("")
    change = item.detail
    if change is None:
        _, left, right = item.source()
        return Content(clean(left)), Content(clean(right))
    return (
        _nothing() if change.kind == "added" else _value(change.left),
        _nothing() if change.kind == "removed" else _value(change.right),
    )


def _nothing() -> Content:
    return Content.styled("nothing", MUTED)


def _value(value: Value) -> Content:
    if is_large(value):
        return Content(clean(text_of(value, MOST_LINES * 40)))
    lines = [clean(line[: 4 * LONGEST]) for line in islice(lines_of(value), MOST_LINES + 1)]
    if len(lines) > MOST_LINES:
        lines[-1] = "…"
    return Content("\n".join(lines))
