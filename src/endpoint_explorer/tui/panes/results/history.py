"""The History tab: what was sent before, of the request at hand or of more."""

from __future__ import annotations

from textual.app import ComposeResult

from endpoint_explorer.tui.panes.history.messages import Subject
from endpoint_explorer.tui.panes.history.view import HistoryView
from endpoint_explorer.tui.panes.results.tabs import ResultsTab


class HistoryTab(ResultsTab):
    """The list of the history, as a tab."""

    def __init__(self, subject: Subject) -> None:
        super().__init__(id="results-history")
        self.view = HistoryView(subject)

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        yield self.view

    async def start_find(self) -> None:
        """Search in the history."""
        self.view.action_search()

    def take_focus(self) -> None:
        """Give the keys to the rows."""
        self.view.take_focus()
