"""The layout: which panes there is room for, and moving between them."""

from __future__ import annotations

from typing import Literal

from textual.events import DescendantFocus, Resize
from textual.widget import Widget

from endpoint_explorer.tui.panes.form import FormPane
from endpoint_explorer.tui.panes.results import ResultsPane
from endpoint_explorer.tui.panes.sidebar import Sidebar
from endpoint_explorer.tui.screens.main.cookies import CookiesFlow
from endpoint_explorer.tui.workbench import OpenRequest

PaneName = Literal["sidebar", "form", "results"]
PANES: tuple[PaneName, ...] = ("sidebar", "form", "results")

NARROW = 100
"""With fewer columns the sidebar takes turns with the rest."""
SHORT = 34
"""With fewer rows the form and the results take turns."""
WIDE = 180
"""With this many columns the form and the results stand side by side."""


class LayoutFlow(CookiesFlow):
    """Keeps one pane in view on a small terminal, and all of them on a large one."""

    DEFAULT_CLASSES = "-view-sidebar"

    _view: PaneName = "sidebar"
    _zoomed: PaneName | None = None
    _had_focus: Widget | None = None

    def on_resize(self, event: Resize) -> None:
        """Choose the arrangement for the size."""
        width, height = event.size
        is_narrow, is_short = width < NARROW, height < SHORT
        self.update_classes(
            {
                "-narrow": is_narrow,
                "-compact": is_short or is_narrow,
                "-stacked": is_short and width < WIDE,
                "-wide": width >= WIDE,
            }
        )
        self.show_pane(self._view)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Bring the pane that has the focus into view.

        Unless only the news is late: the focus came before the result was shown, or it has gone on.
        """
        self._frame_focus()
        had_focus, self._had_focus = self._had_focus, None
        if event.widget is had_focus or event.widget is not self.focused:
            return
        for name, kind in zip(PANES, (Sidebar, FormPane, ResultsPane), strict=True):
            is_inside = any(isinstance(node, kind) for node in event.widget.ancestors_with_self)
            # Inside the pane in view nothing changes, and to match all styles anew takes long.
            if is_inside and (name != self._view or self._zoomed not in {None, name}):
                self.show_pane(name)

    def on_descendant_blur(self) -> None:
        """Take the bright frame from a pane that has lost the focus."""
        self._frame_focus()

    def _frame_focus(self) -> None:
        # With :focus-within Textual matches all styles in a pane anew with every move inside it.
        for name in PANES:
            pane = self.pane(name)
            pane.set_class(pane.has_focus_within, "-focused")

    def show_pane(self, name: PaneName) -> None:
        """Make a pane the one that is in view where there is no room for all."""
        self._view = name
        # Textual applies the styles at once, if a class is another one; in them is what may have
        # the focus next.
        self.update_classes({f"-view-{pane}": pane == name for pane in PANES})
        self.form.set_class(name == "results" and self.has_class("-stacked"), "-collapsed")
        if self._zoomed is not None and self._zoomed != name:
            self._zoom(None)

    def show_result(self) -> None:
        """Show the result, also where the results pane had given way to the form's tabs."""
        super().show_result()
        if self.current.flight is None:
            return
        if self._view == "sidebar" and self.has_class("-narrow"):
            self.focus_pane("results")
        elif self._view == "form":
            self._had_focus = self.focused
            self.show_pane("results")

    def show_request(self, opened: OpenRequest) -> None:
        """Show a request; where the sidebar has the whole screen it makes way."""
        super().show_request(opened)
        if self._view == "sidebar" and self.has_class("-narrow"):
            self.focus_pane("form")

    def pane(self, name: PaneName) -> Widget:
        """Return a pane by name."""
        return {"sidebar": self.sidebar, "form": self.form, "results": self.results}[name]

    def focus_pane(self, name: PaneName) -> None:
        """Show a pane and focus the first thing in it."""
        if name == "sidebar":
            self.remove_class("-no-sidebar")
        self.show_pane(name)
        if name == "form":
            self.form.focus_url()
            return
        # The keys that come before the pane has the focus are for nobody: not for the URL.
        self.set_focus(None)
        if name == "results":
            self.results.call_after_refresh(self.results.focus_content)
        else:
            self.call_after_refresh(self._focus_inside, self.sidebar)

    def _focus_inside(self, pane: Widget) -> None:
        inside = [widget for widget in self.focus_chain if pane in widget.ancestors_with_self]
        if inside:
            self.set_focus(inside[0])

    def action_focus_pane(self, name: PaneName) -> None:
        """Go to a pane."""
        self.focus_pane(name)

    def action_next_pane(self, step: int = 1) -> None:
        """Go to the next pane, or the one before with -1."""
        nodes = self.focused.ancestors_with_self if self.focused is not None else ()
        inside = [name for name in PANES if self.pane(name) in nodes]
        at = PANES.index(inside[0] if inside else self._view)
        self.focus_pane(PANES[(at + step) % len(PANES)])

    def action_toggle_sidebar(self) -> None:
        """Show and focus the sidebar, or hide it."""
        if self.has_class("-narrow"):
            self.focus_pane("form" if self._view == "sidebar" else "sidebar")
            return
        is_hidden = not self.has_class("-no-sidebar")
        self.set_class(is_hidden, "-no-sidebar")
        self.focus_pane("form" if is_hidden else "sidebar")

    def action_zoom(self) -> None:
        """Give the whole screen to the pane in view, or take it back."""
        self._zoom(None if self._zoomed else self._view)

    def _zoom(self, name: PaneName | None) -> None:
        self._zoomed = name
        self.update_classes({f"-zoom-{pane}": pane == name for pane in PANES})
