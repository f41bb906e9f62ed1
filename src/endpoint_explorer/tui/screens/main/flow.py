"""What every flow of the main screen stands on: the core, the state, and the panes."""

from __future__ import annotations

from pathlib import Path

from textual.content import Content
from textual.screen import Screen

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.tui.panes.form import FormPane
from endpoint_explorer.tui.panes.results import ResultsPane
from endpoint_explorer.tui.panes.sidebar import Sidebar
from endpoint_explorer.tui.screens.offloading import FailureHandler, Offloading
from endpoint_explorer.tui.widgets.header_bar import HeaderBar
from endpoint_explorer.tui.workbench import OpenRequest, Workbench

__all__ = ["FailureHandler", "Flow"]


class Flow(Offloading, Screen[None]):
    """A part of the main screen's behaviour."""

    def __init__(self, explorer: Explorer, root: Path) -> None:
        super().__init__()
        self.explorer = explorer
        self.root = root
        self.workbench = Workbench(root, explorer.settings)
        self.environments: dict[Path, str] = {}

    @property
    def sidebar(self) -> Sidebar:
        """The sidebar."""
        return self.query_one(Sidebar)

    @property
    def form(self) -> FormPane:
        """The form pane."""
        return self.query_one(FormPane)

    @property
    def results(self) -> ResultsPane:
        """The results pane."""
        return self.query_one(ResultsPane)

    @property
    def current(self) -> OpenRequest:
        """The request in the form."""
        return self.workbench.current

    def update_header(self) -> None:
        """Show the open request and its environment at the top."""
        header = self.query_one(HeaderBar)
        opened = self.current
        trail: tuple[str, ...] = ()
        if opened.path is not None and opened.path.is_relative_to(self.root):
            trail = opened.path.relative_to(self.root).parts[:-1]
        header.place = (*trail, opened.title)
        header.is_changed = opened.is_changed
        header.is_unverified = opened.context.whole_network.verify is False
        environment = opened.context.environment
        header.environment = (environment.title or environment.name) if environment else ""
        header.is_production = environment is not None and environment.production

    @staticmethod
    def content(text: str) -> Content:
        """Return text from outside as content: cleaned, and never markup."""
        return Content(clean(text, keep_newlines=True))
