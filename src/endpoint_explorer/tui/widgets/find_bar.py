"""The line in which one types what to find."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.find import Query
from endpoint_explorer.tui.widgets.line_input import LineInput


class RegexSign(Static):
    """The sign `.*`, bright while the query is a regular expression; a click changes that."""

    ALLOW_SELECT = False

    class Pressed(Message):
        """The sign was clicked."""

    def __init__(self) -> None:
        super().__init__(".*", id="find-regex", markup=False)
        self.tooltip = "Regular expression (alt+r)"

    def on_click(self, event: events.Click) -> None:
        """Ask for the other kind of query."""
        event.stop()
        self.post_message(self.Pressed())


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
        Binding(
            "alt+r",
            "toggle_regex",
            "Regex",
            id="find.regex",
            tooltip="Take the query as a regular expression, or as plain text again",
        ),
    ]

    DEFAULT_CSS = """
    FindBar {
        height: 1;
        background: $boost;
        & > #find-sign { width: 2; padding-left: 1; color: $text-accent; text-style: bold; }
        & > #find-query { width: 1fr; background: transparent; }
        & > #find-note { width: auto; max-width: 60%; height: 1; color: $text-muted; }
        & > #find-count { width: auto; padding: 0 1; color: $text-muted; }
        & > #find-regex { width: 4; padding: 0 1; color: $foreground 35%; }
        & > #find-regex:hover { color: $foreground; }
        &.-regex > #find-regex { color: $background; background: $accent; text-style: bold; }
        &.-wrong > #find-note { color: $text-warning; }
    }
    """

    class Changed(Message):
        """The query is another one."""

        def __init__(self, query: Query) -> None:
            super().__init__()
            self.query = query

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
        """Lay out the sign, the query, the note, the count and the kind of query."""
        yield Static("/", id="find-sign", markup=False)
        yield LineInput(placeholder="find", marks=lambda _: (), id="find-query")
        yield Static("", id="find-note", markup=False)
        yield Static("", id="find-count", markup=False)
        yield RegexSign()

    @property
    def is_regex(self) -> bool:
        """Whether the query is a regular expression."""
        return self.has_class("-regex")

    def take_keys(self) -> None:
        """Start typing, over the query of before."""
        query = self.query_one(LineInput)
        self.screen.set_focus(query)
        query.select_all()

    def show_count(self, text: str, note: str = "") -> None:
        """Say how many matches there are, and what else there is to say."""
        self._show_note(note, is_wrong=False)
        self.query_one("#find-count", Static).update(Content(text))

    def show_fault(self, reason: str) -> None:
        """Say why the query is no regular expression; the count of the last good one stays."""
        self._show_note(reason, is_wrong=True)

    def _show_note(self, text: str, *, is_wrong: bool) -> None:
        self.set_class(is_wrong, "-wrong")
        self.query_one("#find-note", Static).update(Content(clean(text)))

    @on(Input.Changed)
    def _change(self, event: Input.Changed) -> None:
        event.stop()
        self._say_changed()

    @property
    def wanted(self) -> Query:
        """What is to be found, also where the news of the last letter is still on its way."""
        return Query(self.query_one(LineInput).value, self.is_regex)

    def _say_changed(self) -> None:
        self.post_message(self.Changed(self.wanted))

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted())

    @on(RegexSign.Pressed)
    def _sign_pressed(self, event: RegexSign.Pressed) -> None:
        event.stop()
        self.action_toggle_regex()

    def action_toggle_regex(self) -> None:
        """Take the query as a regular expression, or as plain text again."""
        self.toggle_class("-regex")
        self._say_changed()

    def action_step(self, distance: int) -> None:
        """Go to another match while typing."""
        self.post_message(self.Stepped(distance))

    def action_close(self) -> None:
        """End the search."""
        self.post_message(self.Closed())
