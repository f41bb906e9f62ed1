"""The contents of the tabs, made when they are first shown."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widget import AwaitMount, Widget

from endpoint_explorer.model.request import Request
from endpoint_explorer.tui.panes.form.section import Inherited, Section
from endpoint_explorer.tui.panes.form.tabs import TabName, make_section


class Sections(Widget):
    """Shows one section; those that were shown before wait, up to date, behind it."""

    DEFAULT_CSS = """
    Sections { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.made: dict[TabName, Section] = {}
        self._request = Request()
        self._inherited = Inherited()
        self._mounting: AwaitMount | None = None

    def compose(self) -> ComposeResult:
        """Compose what was opened before there was anything to open it in."""
        yield from self.made.values()

    def open(self, name: TabName) -> None:
        """Show a section."""
        if name not in self.made:
            section = self.made[name] = make_section(name)
            section.load(self._request, self._inherited)
            if self.is_mounted:
                self._mounting = self.mount(section)
        for other, section in self.made.items():
            section.display = other == name

    async def ready(self) -> None:
        """Wait until what was opened is there, and can have the focus."""
        if self._mounting is not None:
            await self._mounting

    @property
    def entrance(self) -> Widget:
        """The part of the section in view that gets the keys first."""
        shown = next((section for section in self.made.values() if section.display), None)
        return self if shown is None else shown.entrance

    def load(self, request: Request, inherited: Inherited) -> None:
        """Show another request in every section."""
        self._request = request
        self._inherited = inherited
        for section in self.made.values():
            section.load(request, inherited)

    def show(self, request: Request) -> None:
        """Show what became of the request in every section."""
        self._request = request
        for section in self.made.values():
            section.show(request)

    def amend(self, request: Request) -> Request:
        """Return a request with what the user changed in the sections."""
        for section in self.made.values():
            request = section.amend(request)
        return request
