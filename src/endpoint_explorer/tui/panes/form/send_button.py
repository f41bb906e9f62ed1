"""The button that sends, and cancels what is under way."""

from __future__ import annotations

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class SendButton(Widget, can_focus=True):
    """A button of one row."""

    ALLOW_SELECT = False

    BINDINGS = [
        Binding(
            "enter,space",
            "press",
            "Press",
            show=False,
            id="send_button.press",
            tooltip="Send the request, or cancel the one under way",
        ),
    ]

    DEFAULT_CSS = """
    SendButton {
        width: 10;
        height: 1;
        content-align: center middle;
        text-style: bold;
        color: $button-color-foreground;
        background: $primary;
        &:hover { background: $primary-darken-1; }
        &:focus { text-style: bold reverse; }
        &.-sending { background: $warning; }
        &.-sending:hover { background: $warning-darken-1; }
    }
    """

    is_sending: reactive[bool] = reactive(False)

    class Pressed(Message):
        """The button was pressed, while nothing was being sent or while something was."""

        def __init__(self, *, is_sending: bool) -> None:
            super().__init__()
            self.is_sending = is_sending

    def watch_is_sending(self, is_sending: bool) -> None:
        """Look like what pressing does."""
        self.set_class(is_sending, "-sending")

    def render(self) -> Content:
        """Draw the label."""
        return Content("Cancel" if self.is_sending else "Send")

    def action_press(self) -> None:
        """Say that the button was pressed."""
        self.post_message(self.Pressed(is_sending=self.is_sending))

    def on_click(self, event: events.Click) -> None:
        """Press."""
        event.stop()
        self.action_press()
