"""The method: a coloured word that opens a list, and takes any other word."""

from __future__ import annotations

from textual import events, on
from textual.actions import SkipAction
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.request import COMMON_METHODS
from endpoint_explorer.tui.widgets.badge import method_style
from endpoint_explorer.tui.widgets.completion import Completion
from endpoint_explorer.tui.widgets.suggestion_list import SuggestionList

MINIMUM_WIDTH = 7
MAXIMUM_WIDTH = 16


def method_choices(typed: str, current: str) -> list[str]:
    """Return the methods that fit what was typed, and last the typed text itself."""
    if not typed:
        return [*COMMON_METHODS, *([] if current in COMMON_METHODS else [current])]
    found = [method for method in COMMON_METHODS if method.startswith(typed.upper())]
    return found if typed in found else [*found, typed]


class MethodPicker(Widget, can_focus=True):
    """Shows the method; keys narrow the list of common ones or write another one."""

    ALLOW_SELECT = False

    BINDINGS = [
        Binding(
            "enter",
            "enter",
            "Choose",
            show=False,
            id="method.choose",
            tooltip="Open the list of methods, or take the one under the cursor",
        ),
        Binding(
            "space",
            "open",
            "Open",
            show=False,
            id="method.open",
            tooltip="Open the list of methods",
        ),
        Binding("up", "step(-1)", "Up", show=False, id="method.up", tooltip="The method above"),
        Binding(
            "down", "step(1)", "Down", show=False, id="method.down", tooltip="The method below"
        ),
        Binding(
            "backspace",
            "erase",
            "Erase",
            show=False,
            id="method.erase",
            tooltip="Erase the last letter",
        ),
        Binding(
            "escape",
            "close",
            "Close",
            show=False,
            id="method.close",
            tooltip="Keep the method as it was",
        ),
    ]

    DEFAULT_CSS = """
    MethodPicker {
        width: auto;
        height: 1;
        padding: 0 1;
        background: $boost;
        &:focus { background: $foreground 12%; }
    }
    """

    class Changed(Message):
        """The user chose a method; read it from `picker.value`."""

    def __init__(self) -> None:
        super().__init__()
        self.value = "GET"
        self._typed: str | None = None
        self._completion = Completion(self)

    def show(self, method: str) -> None:
        """Show a method."""
        self._typed = None
        self._completion.close()
        if method != self.value:
            self.value = method
            self.refresh(layout=True)

    def get_content_width(self, *_: object) -> int:
        """Return the width of the method and the sign that it opens."""
        return max(MINIMUM_WIDTH, min(len(clean(self.value)), MAXIMUM_WIDTH)) + 2

    def render(self) -> Content:
        """Draw the method, or what is being typed."""
        width = self.content_size.width
        if self._typed:
            cursor = Content.styled(" ", "$input-cursor-foreground on $input-cursor-background")
            return Content.assemble(clean(self._typed)[-(width - 1) :], cursor)
        method = Content.styled(clean(self.value), f"bold {method_style(self.value)}")
        method = method.truncate(width - 2, ellipsis=True)
        sign = Content.styled(" ▾", "$text-muted")
        return method.pad_right(width - 2 - method.cell_length) + sign

    def _narrow(self, typed: str) -> None:
        self._typed = typed
        choices = method_choices(typed, self.value)
        cursor = choices.index(self.value) if not typed else 0
        self._completion.show(choices, Offset(-1, 1), cursor=cursor)
        self.refresh()

    def _take(self, method: str) -> None:
        is_other = method != self.value
        self.show(method)
        self.refresh()
        if is_other:
            self.post_message(self.Changed())

    def open(self) -> None:
        """Open the list with the method under the cursor."""
        self._narrow("")

    def action_open(self) -> None:
        """Open the list."""
        self.open()

    def action_enter(self) -> None:
        """Take the method under the cursor, or open the list."""
        chosen = self._completion.chosen
        if chosen is None:
            self.open()
        else:
            self._take(chosen)

    def action_step(self, distance: int) -> None:
        """Move in the list, or open it."""
        if self._completion.is_open:
            self._completion.step(distance)
        elif distance > 0:
            self.open()
        else:
            raise SkipAction

    def action_erase(self) -> None:
        """Erase the last letter."""
        if self._typed:
            self._narrow(self._typed[:-1])

    def action_close(self) -> None:
        """Close the list and keep the method."""
        if self._typed is None:
            raise SkipAction
        self.show(self.value)
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """Narrow the list by what is typed."""
        character = event.character
        is_typed = event.is_printable and not event.key.startswith("alt+")
        if is_typed and character is not None and not character.isspace():
            event.stop()
            event.prevent_default()
            self._narrow((self._typed or "") + character)

    def on_paste(self, event: events.Paste) -> None:
        """Take pasted text as if it was typed."""
        event.stop()
        words = event.text.split()
        if words:
            self._narrow((self._typed or "") + words[0])

    def on_blur(self) -> None:
        """Take what was typed when the focus goes."""
        if self._typed:
            self._take(self._completion.chosen or self._typed)
        else:
            self.show(self.value)

    def on_click(self, event: events.Click) -> None:
        """Open the list."""
        event.stop()
        self.open()

    @on(SuggestionList.Picked)
    def _picked(self, event: SuggestionList.Picked) -> None:
        event.stop()
        self._take(event.text)
