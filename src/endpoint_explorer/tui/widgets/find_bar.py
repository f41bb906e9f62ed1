"""The line in which one types what to find."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from endpoint_explorer.tui.widgets.line_input import LineInput


class FindBar(Horizontal):
    """A query as it is typed; enter goes back to the text, escape ends the search."""

    BINDINGS = [
        Binding("escape", "close", "End search", id="find.close", tooltip="End the search"),
        Binding(
            "down", "step(1)", "Next", show=False, id="find.down", tooltip="Go to the next match"
        ),
        Binding(
            "up", "step(-1)", "Previous", show=False, id="find.up", tooltip="Go to the match before"
        ),
    ]

    DEFAULT_CSS = """
    FindBar {
        height: 1;
        background: $boost;
        & > #find-sign { width: 2; padding-left: 1; color: $text-accent; text-style: bold; }
        & > #find-query { width: 1fr; background: transparent; }
        & > #find-count { width: auto; padding: 0 1; color: $text-muted; }
    }
    """

    class Changed(Message):
        """The query is another one."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Stepped(Message):
        """Another match is wanted: 1 for the next, -1 for the one before."""

        def __init__(self, distance: int) -> None:
            super().__init__()
            self.distance = distance

    class Submitted(Message):
        """The query stays, and the keys go back to the text."""

    class Closed(Message):
        """The search is over."""

    def compose(self) -> ComposeResult:
        """Lay out the sign, the query and the count."""
        yield Static("/", id="find-sign", markup=False)
        yield LineInput(placeholder="find", marks=lambda _: (), id="find-query")
        yield Static("", id="find-count", markup=False)

    def take_keys(self) -> None:
        """Start typing, over the query of before."""
        query = self.query_one(LineInput)
        query.focus()
        query.select_all()

    def show_count(self, text: str) -> None:
        """Say how many matches there are."""
        self.query_one("#find-count", Static).update(Content(text))

    @on(Input.Changed)
    def _change(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(event.value))

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted())

    def action_step(self, distance: int) -> None:
        """Go to another match while typing."""
        self.post_message(self.Stepped(distance))

    def action_close(self) -> None:
        """End the search."""
        self.post_message(self.Closed())
