"""A row of choices, one of which is taken: tabs, types of body, kinds of auth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Offset, Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

MARK = "•"


class ChoiceBar(Widget, can_focus=True):
    """Labels in one row; left and right, or a click, take another one.

    `choices` are pairs of value and label. With `has_marks` a dot can stand behind a label.
    """

    ALLOW_SELECT = False

    BINDINGS = [
        Binding(
            "left,h",
            "step(-1)",
            "Previous",
            show=False,
            id="choice.previous",
            tooltip="Take the choice to the left",
        ),
        Binding(
            "right,l",
            "step(1)",
            "Next",
            show=False,
            id="choice.next",
            tooltip="Take the choice to the right",
        ),
        Binding(
            "home",
            "edge(0)",
            "First",
            show=False,
            id="choice.first",
            tooltip="Take the first choice",
        ),
        Binding(
            "end", "edge(-1)", "Last", show=False, id="choice.last", tooltip="Take the last choice"
        ),
    ]

    DEFAULT_CSS = """
    ChoiceBar { height: 1; width: auto; max-width: 100%; color: $text-muted; }
    """

    value: reactive[str] = reactive("", init=False)
    marked: reactive[frozenset[str]] = reactive(frozenset(), layout=False)

    class Changed(Message):
        """The user took another choice."""

        def __init__(self, bar: ChoiceBar, value: str) -> None:
            super().__init__()
            self.bar = bar
            self.value = value

        @property
        def control(self) -> ChoiceBar:
            """The bar, for selectors."""
            return self.bar

    def __init__(
        self,
        choices: Sequence[tuple[str, str]],
        value: str,
        *,
        has_marks: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        super().__init__(id=id)
        self.choices = tuple(choices)
        self._mark_width = 1 if has_marks else 0
        self._lead = 1
        self._gap = 1
        self._scrolled = 0
        self.set_reactive(ChoiceBar.value, value)

    def _spans(self) -> Iterator[tuple[int, int, str, str]]:
        """Yield where each choice starts and ends, from the bar's left, its value and its label."""
        yield from self._spans_from(-self._scrolled)

    def _spans_from(self, start: int) -> Iterator[tuple[int, int, str, str]]:
        start += 1 - self._lead
        for value, label in self.choices:
            end = start + self._lead + len(label) + self._mark_width + self._gap
            yield start, end, value, label
            start = end

    @property
    def places(self) -> tuple[tuple[str, Offset], ...]:
        """Where each choice stands on the screen."""
        return tuple(
            (value, self.content_region.offset + Offset(start, 0))
            for start, end, value, _ in self._spans()
            if start >= 0 and end <= max(self.content_size.width, self._width - self._scrolled)
        )

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Return the width of all choices, which move together where there is little room."""
        del viewport
        self._lead = self._gap = 1
        if self._width > container.width:
            self._gap = 0
        if self._width > container.width and self._mark_width:
            self._lead = 0  # The place of the dot is what is left between two labels.
        return self._width

    @property
    def _width(self) -> int:
        around = self._lead + self._mark_width + self._gap
        return 1 - self._lead + sum(len(label) + around for _, label in self.choices)

    def render(self) -> Content:
        """Draw the labels, the taken one set off and in view; dots stand for what is beyond."""
        self._scrolled = self._needed_scroll()
        content = Content.assemble(
            " " * (1 - self._lead),
            *(self._label(value, label) for _, _, value, label in self._spans_from(0)),
        )
        width = self.content_size.width
        if not width or self._width <= width:
            return content
        before = "…" if self._scrolled else ""
        after = "…" if self._scrolled + width < self._width else ""
        inner = content[self._scrolled + len(before) : self._scrolled + width - len(after)]
        return Content.assemble(before, inner, after)

    def _needed_scroll(self) -> int:
        """Return how many cells on the left are out of view, as few as show the taken choice."""
        width = self.content_size.width
        if not width or self._width <= width:
            return 0
        margin = 1
        for start, end, value, _ in self._spans_from(0):
            if value == self.value:
                least = end + margin - width
                scrolled = max(least, min(self._scrolled, start - margin))
                return max(0, min(scrolled, self._width - width))
        return 0

    def _label(self, value: str, label: str) -> Content:
        mark = MARK if value in self.marked else " " * self._mark_width
        style = "" if value != self.value else "bold $foreground underline"
        content = Content.assemble(
            " " * self._lead, (label, style), (mark, "$text-accent"), " " * self._gap
        )
        if value == self.value and self.has_focus:
            return content.stylize(
                "$block-cursor-foreground on $block-cursor-background not underline"
            )
        return content

    def take(self, value: str) -> None:
        """Take a choice as the user does."""
        if value != self.value:
            self.value = value
            self.post_message(self.Changed(self, value))

    def action_step(self, distance: int) -> None:
        """Take the choice so many places on, stopping at the ends."""
        values = [value for value, _ in self.choices]
        if self.value not in values:
            self.action_edge(0 if distance > 0 else -1)
            return
        index = values.index(self.value) + distance
        self.take(values[max(0, min(index, len(values) - 1))])

    def action_edge(self, index: int) -> None:
        """Take the first or the last choice."""
        self.take(self.choices[index][0])

    def on_focus(self) -> None:
        """Show that the keys come here."""
        self.refresh()

    def on_blur(self) -> None:
        """Show that the keys go elsewhere."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Take the choice that was clicked."""
        event.stop()
        for start, end, value, _ in self._spans():
            if start <= event.x - self.gutter.left < end:
                self.take(value)
