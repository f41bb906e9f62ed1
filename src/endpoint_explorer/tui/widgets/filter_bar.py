"""The line in which one types what to take out of a body."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events, on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import Input, Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.tui.widgets.completion import Completion
from endpoint_explorer.tui.widgets.line_input import LineInput
from endpoint_explorer.tui.widgets.suggestion_list import ROWS, SuggestionList


class FilterBar(Horizontal):
    """An expression as it is typed, with suggestions; enter goes to the text, escape ends it."""

    BINDINGS = [
        Binding(
            "escape", "close", "Whole body", id="body_filter.close", tooltip="Show the whole body"
        ),
        Binding(
            "tab",
            "complete",
            "Complete",
            show=False,
            id="body_filter.complete",
            tooltip="Take the suggestion that is marked, or else the first one",
        ),
        Binding(
            "down",
            "step(1)",
            "Next",
            show=False,
            id="body_filter.down",
            tooltip="Mark the next suggestion",
        ),
        Binding(
            "up",
            "step(-1)",
            "Previous",
            show=False,
            id="body_filter.up",
            tooltip="Mark the suggestion before",
        ),
    ]

    DEFAULT_CSS = """
    FilterBar {
        height: 1;
        background: $boost;
        & > #filter-sign { width: auto; padding: 0 1; color: $text-accent; text-style: bold; }
        & > #filter-text { width: 1fr; background: transparent; padding: 0; }
        & > #filter-note {
            width: auto; max-width: 60%; height: 1; color: $text-muted;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
        & > #filter-count { width: auto; padding: 0 1; color: $text-muted; }
        &.-wrong > #filter-note { color: $text-warning; }
    }
    """

    class Changed(Message):
        """The expression is another one."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Submitted(Message):
        """The expression stays, and the keys go to the text."""

    class Closed(Message):
        """The whole body is wanted again."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = Static("", id="filter-sign", markup=False)
        self._input = LineInput(marks=lambda _: (), id="filter-text")
        self._note = Static("", id="filter-note", markup=False)
        self._count = Static("", id="filter-count", markup=False)
        self._completion = Completion(self)
        self._expressions: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """Lay out the language, the expression, what is wrong with it, and the count."""
        yield self._sign
        yield self._input
        yield self._note
        yield self._count

    @property
    def text(self) -> str:
        """The expression as it stands."""
        return self._input.value

    def show(self, language: str, text: str, placeholder: str) -> None:
        """Show an expression in a language, without saying that it changed."""
        self._sign.update(Content(language))
        self._input.placeholder = placeholder
        self._input.show(text)
        self._completion.close()
        self.show_count("")

    def take_keys(self) -> None:
        """Start typing at the end of the expression."""
        self.screen.set_focus(self._input)
        self._input.cursor_position = len(self._input.value)

    def show_count(self, text: str) -> None:
        """Say how many matches there are; nothing is wrong then."""
        self._show_note("", is_wrong=False)
        self._count.update(Content(clean(text)))

    def show_fault(self, reason: str, *, is_wrong: bool) -> None:
        """Say what is wrong, or only missing; the count of the last good expression stays."""
        self._show_note(reason, is_wrong=is_wrong)

    def show_busy(self, text: str) -> None:
        """Say that it takes a while."""
        self._show_note(text, is_wrong=False)

    def _show_note(self, text: str, *, is_wrong: bool) -> None:
        self.set_class(is_wrong, "-wrong")
        self._note.update(Content(clean(text)))

    def suggest(self, found: Sequence[tuple[str, str]]) -> None:
        """Show names that may come next, each with the expression it makes."""
        at_end = self._input.cursor_position == len(self._input.value)
        self._expressions = dict(found) if self._input.has_focus and at_end else {}
        cell = self._input.cursor_screen_offset.x - self.region.x
        # Above the bar: there is no room below it.
        above = Offset(max(cell - 1, 0), -min(len(self._expressions), ROWS))
        self._completion.show(list(self._expressions), above)

    @on(Input.Changed)
    def _change(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(event.value))

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        if self._completion.chosen is not None:
            self._take(self._completion.chosen)
            return
        self._completion.close()
        self.post_message(self.Submitted())

    @on(SuggestionList.Picked)
    def _picked(self, event: SuggestionList.Picked) -> None:
        event.stop()
        self._take(event.text)
        self._input.focus()

    def _take(self, name: str) -> None:
        """Put a suggestion into the expression; what follows is suggested then."""
        self._completion.close()
        self._input.value = self._expressions.get(name, self._input.value)
        self._input.cursor_position = len(self._input.value)

    def action_complete(self) -> None:
        """Take the suggestion that is marked, or else the first one."""
        if not self._completion.is_open:
            raise SkipAction
        self._take(self._completion.chosen or next(iter(self._expressions)))

    def action_step(self, distance: int) -> None:
        """Mark another suggestion."""
        self._completion.step(distance)

    def action_close(self) -> None:
        """Take the mark from the suggestions, or else end the filter."""
        if self._completion.chosen is not None:
            self._completion.close()
            return
        self._completion.close()
        self.post_message(self.Closed())

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Take the suggestions away when the keys go elsewhere."""
        del event
        self._completion.close()
