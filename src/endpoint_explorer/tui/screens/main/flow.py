"""What every flow of the main screen stands on: the core, the state, and work off the loop."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from textual import on
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.worker import get_current_worker

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.errors import EndpointExplorerError
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.tui.panes.form import FormPane
from endpoint_explorer.tui.panes.results import ResultsPane
from endpoint_explorer.tui.panes.sidebar import Sidebar
from endpoint_explorer.tui.widgets.header_bar import HeaderBar
from endpoint_explorer.tui.workbench import OpenRequest, Workbench

T = TypeVar("T")
FailureHandler = Callable[[EndpointExplorerError], None]


class Flow(Screen[None]):
    """A part of the main screen's behaviour.

    Workers never touch a widget: `offload` runs a function in a thread and comes back with a
    message, whose handler calls `then` on the screen.
    """

    class Offloaded(Message):
        """Work in a thread has ended."""

        def __init__(self, conclude: Callable[[], None]) -> None:
            super().__init__()
            self.conclude = conclude

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

    def offload(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        *,
        failed: FailureHandler | None = None,
        group: str = "default",
        exclusive: bool = False,
    ) -> None:
        """Run `work` in a thread, then `then` with its result, or `failed` with its error.

        With `exclusive`, a later call of the same group makes this one's result void.
        """

        def run() -> None:
            worker = get_current_worker()
            try:
                conclude = partial(then, work())
            except EndpointExplorerError as error:
                conclude = partial(failed or self.report, error)
            if not worker.is_cancelled:
                self.post_message(self.Offloaded(conclude))

        self.run_worker(run, thread=True, group=group, exclusive=exclusive)

    @on(Offloaded)
    def conclude(self, message: Offloaded) -> None:
        """Take over what a thread brought back."""
        message.conclude()

    def report(self, error: EndpointExplorerError) -> None:
        """Show an error in the one place where errors are shown."""
        text = clean(error.message)
        if error.hint:
            text = f"{text}\n{clean(error.hint)}"
        self.tell(text, severity="error")

    def tell(self, text: str, *, severity: Any = "information") -> None:
        """Show a note that goes away by itself; text from outside is never markup."""
        self.notify(clean(text, keep_newlines=True), severity=severity, markup=False)

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
        header.environment = opened.context.environment.name if opened.context.environment else ""

    @staticmethod
    def content(text: str) -> Content:
        """Return text from outside as content: cleaned, and never markup."""
        return Content(clean(text, keep_newlines=True))
