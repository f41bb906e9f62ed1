"""A button of one row, as wide as its label."""

from __future__ import annotations

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widget import Widget


class LineButton(Widget, can_focus=True):
    """A word that does something when it is pressed."""

    ALLOW_SELECT = False

    BINDINGS = [
        Binding("enter,space", "press", "Press", show=False, id="button.press", tooltip="Press"),
    ]

    DEFAULT_CSS = """
    LineButton {
        width: auto;
        height: 1;
        padding: 0 2;
        text-style: bold;
        color: $button-color-foreground;
        background: $primary;
        &:hover { background: $primary-darken-1; }
        &:focus { text-style: bold reverse; }
    }
    """

    class Pressed(Message):
        """The button was pressed."""

    def __init__(self, label: str, *, tooltip: str = "") -> None:
        super().__init__()
        self._label = label
        self.tooltip = tooltip or None

    def render(self) -> Content:
        """Draw the label."""
        return Content(self._label)

    def action_press(self) -> None:
        """Say that the button was pressed."""
        self.post_message(self.Pressed())

    def on_click(self, event: events.Click) -> None:
        """Press."""
        event.stop()
        self.action_press()
