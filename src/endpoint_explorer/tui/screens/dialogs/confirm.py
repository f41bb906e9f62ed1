"""Asking for yes or no."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widgets import Button, Static
from textual.widgets.button import ButtonVariant

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.tui.screens.dialogs.box import DialogBox, shown
from endpoint_explorer.tui.screens.modal import Modal

CHROME = 10
"""Lines of the box that are no message, and of the screen around it."""


class ConfirmScreen(Modal[bool]):
    """Yes or no; escape is no. When it is dangerous, enter is no as well until one chooses."""

    BINDINGS = [
        Binding("y", "answer(True)", "Yes", id="confirm.yes", tooltip="Do it"),
        Binding("n,escape", "answer(False)", "No", id="confirm.no", tooltip="Leave it"),
        Binding(
            "left,h,right,l",
            "app.focus_next",
            "Other button",
            show=False,
            id="confirm.other",
            tooltip="Go to the other button",
        ),
        Binding(
            "down,j",
            "scroll(1)",
            "Down",
            show=False,
            id="confirm.down",
            tooltip="Read on in the message",
        ),
        Binding(
            "up,k",
            "scroll(-1)",
            "Up",
            show=False,
            id="confirm.up",
            tooltip="Read back in the message",
        ),
    ]

    DEFAULT_CSS = """
    ConfirmScreen {
        align: center middle;
        &.-danger DialogBox { border: round $error; }
        VerticalScroll { height: auto; scrollbar-size-vertical: 1; }
        VerticalScroll > Static { height: auto; }
        .confirm--buttons { height: auto; margin-top: 1; align-horizontal: right; }
        Button { margin-left: 2; min-width: 12; max-width: 60%; }
    }
    """

    def __init__(
        self, title: str, message: str, confirm_label: str = "OK", *, danger: bool = False
    ) -> None:
        super().__init__()
        self._question = title
        self._message = message
        self._label = confirm_label
        self._is_dangerous = danger
        self.set_class(danger, "-danger")

    def compose(self) -> ComposeResult:
        """Compose the message and the two buttons."""
        variant: ButtonVariant = "error" if self._is_dangerous else "primary"
        with DialogBox(self._question, "y yes · n no"):
            with VerticalScroll(can_focus=False):
                yield Static(Content(clean(self._message, keep_newlines=True)), markup=False)
            with Horizontal(classes="confirm--buttons"):
                yield Button(Content("Cancel"), id="no")
                yield Button(Content(shown(self._label)), variant=variant, id="yes")

    def on_mount(self) -> None:
        """Start on the answer that is safe to give without reading."""
        # At once: keys that were typed ahead go by it.
        self.set_focus(self.query_one("#no" if self._is_dangerous else "#yes", Button))

    def on_resize(self, event: Resize) -> None:
        """Leave room for the buttons: in a box of its content's height, CSS units do not."""
        self.query_one(VerticalScroll).styles.max_height = max(event.size.height - CHROME, 1)

    @on(Button.Pressed)
    def press(self, message: Button.Pressed) -> None:
        """Give the answer of a button."""
        message.stop()
        self.dismiss(message.button.id == "yes")

    def action_cancel(self) -> None:
        """Say no."""
        self.dismiss(False)

    def action_answer(self, is_yes: bool) -> None:
        """Give an answer."""
        self.dismiss(is_yes)

    def action_scroll(self, lines: int) -> None:
        """Scroll a long message."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)
