"""The tabs of the results, each made, with what it needs, when it is first looked at."""

from __future__ import annotations

from typing import Literal

from textual.containers import Vertical

from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.tui.panes.history.messages import Subject

TabName = Literal["body", "headers", "cookies", "timing", "history"]

TABS: tuple[tuple[TabName, str], ...] = (
    ("body", "Body"),
    ("headers", "Headers"),
    ("cookies", "Cookies"),
    ("timing", "Timing"),
    ("history", "History"),
)


class ResultsTab(Vertical):
    """What a tab can do; each shows another side of one exchange."""

    DEFAULT_CSS = """
    ResultsTab { height: 1fr; }
    """

    filter_text: str = ""
    """What the bodies of this request are filtered by; set before an exchange is shown."""

    def show_exchange(self, exchange: Exchange) -> None:
        """Show another exchange; called when the tab is looked at."""

    def show_nothing(self) -> None:
        """Show what there is without an exchange; called when the tab is looked at."""

    async def start_find(self) -> None:
        """Let one search in what is shown, where there is anything to search."""

    def take_focus(self) -> None:
        """Give the keys to the main thing in the tab."""


def make_tab(name: TabName, subject: Subject) -> ResultsTab:
    """Import and make a tab: the first frame shows none, and pays for none.

    `subject` is the request whose history is listed.
    """
    if name == "body":
        from endpoint_explorer.tui.panes.results.body import BodyTab

        return BodyTab()
    if name == "timing":
        from endpoint_explorer.tui.panes.results.timing import TimingTab

        return TimingTab()
    if name == "history":
        from endpoint_explorer.tui.panes.results.history import HistoryTab

        return HistoryTab(subject)
    if name == "cookies":
        from endpoint_explorer.tui.panes.results.cookies import CookiesTab

        return CookiesTab()
    from endpoint_explorer.tui.panes.results.fields import HeadersTab

    return HeadersTab()
