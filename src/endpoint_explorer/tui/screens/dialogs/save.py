"""Asking where a body is to be saved, and how."""

from __future__ import annotations

from typing import NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Input, Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.tui.screens.dialogs.box import DialogBox, shown
from endpoint_explorer.tui.screens.modal import Modal
from endpoint_explorer.tui.widgets.choice_bar import ChoiceBar
from endpoint_explorer.tui.widgets.filter_input import PRINTABLE
from endpoint_explorer.tui.widgets.line_input import OrderedInput


class Destination(NamedTuple):
    """A path as it was typed, and whether what is shown goes there, not what was sent."""

    path: str
    as_shown: bool


class SaveScreen(Modal[Destination | None]):
    """A path, and a choice of two contents; gives None on escape.

    `sent` and `shown` are the proposed paths for the two; without the second there is no choice.
    """

    BINDINGS = [
        Binding("escape", "cancel", "Cancel", id="save.cancel", tooltip="Close without saving"),
        Binding(
            "ctrl+t",
            "switch",
            "As sent, as shown",
            priority=True,
            id="save.content",
            tooltip="Save the body as it was sent, or as it is shown",
        ),
    ]

    DEFAULT_CSS = """
    SaveScreen {
        align: center middle;
        DialogBox { width: 84; }
        ChoiceBar { margin: 0 1; }
        .save--note { height: auto; padding: 0 1; margin-top: 1; color: $text-muted; }
    }
    """

    def __init__(self, sent: str, shown_path: str | None, note: str = "") -> None:
        super().__init__()
        self._proposed = {"sent": clean(sent), "shown": clean(shown_path or sent)}
        self._has_choice = shown_path is not None
        self._note = shown(note)
        self._choice = ChoiceBar((("sent", "As sent"), ("shown", "As shown")), "sent")
        self._choice.can_focus = False

    def compose(self) -> ComposeResult:
        """Compose the path, and the choice where there is one."""
        keys = "enter save · ctrl+t as sent/shown · esc cancel"
        with DialogBox("Save the body", keys if self._has_choice else "enter save · esc cancel"):
            yield OrderedInput(self._proposed["sent"], restrict=PRINTABLE, select_on_focus=False)
            if self._has_choice:
                yield self._choice
            yield Static(Content(self._note), classes="save--note", markup=False)

    def on_mount(self) -> None:
        """Put the cursor to the end of the path."""
        self.query_one(Input).cursor_position = len(self._proposed["sent"])

    @on(Input.Submitted)
    def accept(self, message: Input.Submitted) -> None:
        """Give the path, unless there is none."""
        message.stop()
        if message.value.strip():
            self.dismiss(Destination(message.value.strip(), self._choice.value == "shown"))

    @on(ChoiceBar.Changed)
    def take_choice(self, message: ChoiceBar.Changed) -> None:
        """Propose the path for the other content, unless another was typed."""
        message.stop()
        self._take(message.value)

    def action_switch(self) -> None:
        """Take the other content."""
        if self._has_choice:
            self._choice.value = "sent" if self._choice.value == "shown" else "shown"
            self._take(self._choice.value)

    def _take(self, content: str) -> None:
        path = self.query_one(Input)
        other = "sent" if content == "shown" else "shown"
        if path.value == self._proposed[other]:
            path.value = self._proposed[content]
            path.cursor_position = len(path.value)
