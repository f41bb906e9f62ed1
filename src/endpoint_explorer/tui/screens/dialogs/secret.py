"""Asking for a secret: masked, and shown on demand."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Input, Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.tui.screens.dialogs.box import DialogBox, shown
from endpoint_explorer.tui.screens.modal import Modal
from endpoint_explorer.tui.widgets.filter_input import PRINTABLE
from endpoint_explorer.tui.widgets.line_input import OrderedInput


class SecretScreen(Modal[str | None]):
    """One secret; enter gives it, escape gives None."""

    BINDINGS = [
        Binding("escape", "cancel", "Cancel", id="secret.cancel", tooltip="Give no value"),
        Binding(
            "ctrl+r",
            "reveal",
            "Show or hide",
            priority=True,
            id="secret.reveal",
            tooltip="Show what is typed, or hide it again",
        ),
    ]

    DEFAULT_CSS = """
    SecretScreen {
        align: center middle;
        .secret--why { height: auto; max-height: 4; padding: 0 1; color: $text-muted; }
    }
    """

    def __init__(self, name: str, place: str, why: str) -> None:
        super().__init__()
        self._question = f"{name} · {place}"
        self._why = why

    def compose(self) -> ComposeResult:
        """Compose the masked input, and why it is asked for."""
        with DialogBox(self._question, "enter send · ^r show · esc cancel"):
            yield OrderedInput(password=True, restrict=PRINTABLE)
            yield Static(Content(shown(clean(self._why))), classes="secret--why", markup=False)

    @on(Input.Submitted)
    def accept(self, message: Input.Submitted) -> None:
        """Give the value; an empty one is none."""
        message.stop()
        if message.value:
            self.dismiss(message.value)

    def action_reveal(self) -> None:
        """Show what is typed, or hide it."""
        field = self.query_one(Input)
        field.password = not field.password
