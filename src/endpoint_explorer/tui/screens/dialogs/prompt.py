"""Asking for a line of text."""

from __future__ import annotations

from collections.abc import Callable

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


class PromptScreen(Modal[str | None]):
    """One line of text; enter gives it, escape gives None.

    `validate` says what is wrong with a text, None when nothing is: it is asked as the text is
    typed, and enter gives only a text that is right.
    """

    BINDINGS = [
        Binding("escape", "cancel", "Cancel", id="prompt.cancel", tooltip="Close without a change"),
    ]

    DEFAULT_CSS = """
    PromptScreen {
        align: center middle;
        .prompt--fault {
            height: auto;
            min-height: 1;
            max-height: 4;
            padding: 0 1;
            color: $text-error;
        }
    }
    """

    def __init__(
        self,
        title: str,
        value: str = "",
        placeholder: str = "",
        validate: Callable[[str], str | None] | None = None,
    ) -> None:
        super().__init__()
        self._question = title
        self._value = clean(value)
        self._placeholder = shown(placeholder)
        self._find_fault = validate

    def compose(self) -> ComposeResult:
        """Compose the input, and the line for what is wrong with it."""
        with DialogBox(self._question, "enter accept · esc cancel"):
            yield OrderedInput(self._value, placeholder=self._placeholder, restrict=PRINTABLE)
            yield Static(classes="prompt--fault", markup=False)

    @on(Input.Changed)
    def check_value(self, message: Input.Changed) -> None:
        """Say what is wrong; an untouched input is not complained about."""
        message.stop()
        if message.value != self._value:
            self._value = message.value
            self._is_right(message.value)

    @on(Input.Submitted)
    def accept(self, message: Input.Submitted) -> None:
        """Give the text when it is right."""
        message.stop()
        if self._is_right(message.value):
            self.dismiss(message.value)

    def _is_right(self, value: str) -> bool:
        fault = (self._find_fault(value) if self._find_fault else None) or ""
        self.query_one(".prompt--fault", Static).update(Content(shown(fault)))
        return not fault
