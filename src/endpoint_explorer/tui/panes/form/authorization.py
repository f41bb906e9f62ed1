"""What the auth tab asks for where the auth is OAuth 2, and the line that asks for it."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.tui.widgets.line_button import LineButton


class AuthorizeRequested(Message):
    """A new token is to be had for the request."""


class TokenWanted(Message):
    """The auth is looked at, or is another one; the answer is `FormPane.set_token`."""


class AuthorizationLine(Widget):
    """A button, and how the token stands."""

    DEFAULT_CSS = """
    AuthorizationLine {
        layout: horizontal; height: 1; padding: 0 1; display: none;
        & > Static { width: 1fr; height: 1; padding: 0 2; color: $text-muted; }
        &.-shown { display: block; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._state = Static(id="token-state")

    def compose(self) -> ComposeResult:
        """Compose the button and the words beside it."""
        yield LineButton("Authorize", tooltip="f9 anywhere")
        yield self._state

    def show(self, text: str) -> None:
        """Say how the token stands; empty where that is not known."""
        self._state.update(
            Content(clean(text[:1].upper() + text[1:]) if text else "f9 authorizes.")
        )

    @on(LineButton.Pressed)
    def _pressed(self, event: LineButton.Pressed) -> None:
        event.stop()
        self.post_message(AuthorizeRequested())
