"""The main screen: its parts, its keys, and leaving it."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from contextlib import suppress
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal
from textual.errors import NoWidget
from textual.events import Event, MouseDown
from textual.geometry import Offset

from endpoint_explorer.tui.panes.form import FormPane
from endpoint_explorer.tui.panes.results import ResultsPane
from endpoint_explorer.tui.panes.sidebar import Sidebar
from endpoint_explorer.tui.screens.main.bindings import BINDINGS
from endpoint_explorer.tui.screens.main.variables import VariablesFlow
from endpoint_explorer.tui.widgets.header_bar import EnvironmentBadge, HeaderBar
from endpoint_explorer.tui.widgets.key_footer import KeyFooter
from endpoint_explorer.tui.workbench import OpenRequest

WRITING = 0.05
"""Seconds until what is prewarmed takes the interpreter from the thread that writes the frame."""


class MainScreen(VariablesFlow):
    """Sidebar, form and results, and the keys that work everywhere."""

    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    def compose(self) -> ComposeResult:
        """Compose the header, the three panes and the footer."""
        yield HeaderBar()
        with Horizontal(id="body"):
            yield Sidebar()
            with Container(id="work"):
                yield FormPane()
                yield ResultsPane()
        yield KeyFooter()

    def on_mount(self) -> None:
        """Fill the panes: names only, the files are read when they are seen."""
        self.load_roots()
        self.fill_form()
        self.results.show_empty()
        self._focus_inside(self.sidebar)
        self.call_after_refresh(_collect_from_now_on)
        self.call_after_refresh(self.start_keeping_drafts)
        self.call_after_refresh(self.start_watching_settings)
        self.call_after_refresh(self.start_keeping_history)
        self.call_after_refresh(self.set_timer, WRITING, self.prewarm)

    def _forward_event(self, event: Event) -> None:
        """Leave out a press on what has just been taken away and is still drawn: it has no parent.

        Textual asks the parent where a selection begins.
        """
        if isinstance(event, MouseDown):
            with suppress(NoWidget):
                widget, _ = self.get_widget_at(event.x, event.y)
                if widget is not self and widget.parent is None:
                    return
        super()._forward_event(event)

    @on(EnvironmentBadge.Pressed)
    def environment_pressed(self) -> None:
        """Ask which environment to send with."""
        self.action_choose_environment()

    def action_focus_url(self) -> None:
        """Go to the URL."""
        self.show_pane("form")
        self.form.focus_url()

    def action_focus_method(self) -> None:
        """Choose the method."""
        self.show_pane("form")
        self.form.focus_method()

    def action_show_history(self) -> None:
        """Go to the history."""
        self._go("results history")

    def action_escape(self) -> None:
        """Cancel what is under way: a save, or else the request."""
        if not self.stop_saving():
            self.cancel_current()

    def action_help(self) -> None:
        """Show every key that works here."""
        from endpoint_explorer.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.active_bindings.values()))

    def action_jump(self) -> None:
        """Label the places on the screen, and go where the next key says."""
        from endpoint_explorer.tui.screens.jump import JumpScreen

        def chosen(target: str | None) -> None:
            if target is not None:
                self._go(target)

        self.app.push_screen(JumpScreen(self._jump_targets()), chosen)

    def _jump_targets(self) -> Iterable[tuple[str, Offset]]:
        """Yield where one can jump to, with its place on the screen."""
        if self.sidebar.region:
            yield "sidebar", self.sidebar.region.offset + Offset(1, 1)
        for pane in (self.form, self.results):
            name = "form" if pane is self.form else "results"
            if pane.region and self.region.contains_region(pane.region):
                yield from ((f"{name} {place}", offset) for place, offset in pane.places)

    def _go(self, target: str) -> None:
        """Go to a jump target."""
        pane, _, place = target.partition(" ")
        if place == "url":
            self.action_focus_url()
        elif place == "method":
            self.action_focus_method()
        elif pane == "form":
            self.show_pane("form")
            self.form.focus_tab(place)
        elif pane == "results":
            self.results.show_tab(place)
            self.focus_pane("results")
        else:
            self.focus_pane("sidebar")

    def action_quit(self) -> None:
        """Leave; unsaved edits are asked about first."""
        self.take_edits()
        unsaved = self.workbench.unsaved()
        if not unsaved:
            self._leave()
            return
        from endpoint_explorer.tui.screens.dialogs import ChoiceScreen

        def chosen(answer: str | None) -> None:
            if answer == "save":
                self._save_all(list(unsaved))
            elif answer == "discard":
                self._leave()

        names = ", ".join(opened.title for opened in unsaved[:3])
        more = f" and {len(unsaved) - 3} more" if len(unsaved) > 3 else ""
        choices = [
            ("save", "Save all and quit"),
            ("discard", "Quit without saving"),
            ("stay", "Stay"),
        ]
        self.app.push_screen(ChoiceScreen(f"Unsaved: {names}{more}", choices, "save"), chosen)

    def _save_all(self, unsaved: list[OpenRequest]) -> None:
        """Save one after the other; a save that fails or is escaped keeps the program open."""
        if not unsaved:
            self._leave()
            return
        first, *rest = unsaved
        self.save(first, lambda: self._save_all(rest))

    def _leave(self) -> None:
        self.drop_drafts()
        self.cancel_all()
        self.app.exit(0)


def _collect_from_now_on() -> None:
    """Turn the garbage collector on, which `launch` turned off, and keep it off what exists.

    That lives as long as the program: a full collection that visits all of it again stalls the loop
    for 30 to 50 ms.
    """
    gc.freeze()
    gc.enable()
