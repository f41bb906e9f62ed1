"""The history on the whole screen."""

from __future__ import annotations

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.tui.panes.history.messages import HistoryMessages, Subject, ViewState
from endpoint_explorer.tui.panes.history.view import HistoryView
from endpoint_explorer.tui.screens.history.changing import HistoryChanging
from endpoint_explorer.tui.widgets.badge import MUTED
from endpoint_explorer.tui.widgets.key_footer import KeyFooter


class Left(msgspec.Struct, frozen=True):
    """How the screen was left: what was looked at, and what is to be done, if anything."""

    state: ViewState
    wanted: Message | None = None


class HistoryScreen(HistoryChanging, Screen[Left]):
    """Everything that was sent, to search, to group and to compare."""

    BINDINGS = [
        Binding("escape", "leave", "Back", id="history.leave", tooltip="Leave the history"),
        Binding("f1", "help", "Help", show=False, priority=True, id="history.help", tooltip="Keys"),
    ]

    DEFAULT_CSS = """
    HistoryScreen {
        layout: vertical;
        background: $background;
        .history--head { height: 1; background: $panel; padding: 0 1; }
    }
    """

    def __init__(
        self,
        explorer: Explorer,
        subject: Subject,
        state: ViewState,
        *,
        title: str = "",
        answer: Exchange | None = None,
    ) -> None:
        super().__init__()
        self.explorer = explorer
        self._answer = answer
        self._about = title
        self._view = HistoryView(subject, state, has_screen=True)

    def compose(self) -> ComposeResult:
        """Compose the head, the list and the footer."""
        head = Content.assemble(("History", "bold"), (f"  {clean(self._about)}", MUTED))
        yield Static(head, classes="history--head", markup=False)
        yield self._view
        yield KeyFooter()

    def on_mount(self) -> None:
        """Start in the rows."""
        self._view.list.focus()

    @property
    def history_view(self) -> HistoryView:
        """The list."""
        return self._view

    def answer_at_hand(self) -> Exchange | None:
        """Return the answer that the main screen shows."""
        return self._answer

    @on(HistoryMessages.Opened)
    @on(HistoryMessages.LoadRequested)
    @on(HistoryMessages.ReplayRequested)
    def leave_for(self, message: Message) -> None:
        """Leave to have something done on the main screen."""
        message.stop()
        self._leave(message)

    def action_leave(self) -> None:
        """Leave."""
        self._leave(None)

    def _leave(self, wanted: Message | None) -> None:
        # More keys of the same burst may be waiting, or have opened a dialog, which would be closed
        # instead: a screen below one is current, too, but not active.
        if self.is_active:
            self.dismiss(Left(self._view.state, wanted))

    def action_help(self) -> None:
        """Show every key that works here."""
        from endpoint_explorer.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.active_bindings.values()))
