"""Asking for one of several."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.events import Resize
from textual.widgets import Input

from endpoint_explorer.tui.screens.dialogs.box import DialogBox, shown
from endpoint_explorer.tui.screens.modal import Modal
from endpoint_explorer.tui.widgets.filter_input import FilterInput
from endpoint_explorer.tui.widgets.row_list import RowList

CHROME = 9
"""Lines of the box that are no choice, and of the screen around it."""

Choice = tuple[str, str]
"""The value that is given, and the label that is shown."""


class ChoiceList(RowList, can_focus=False):
    """The choices that the filter leaves, the current one marked."""

    def __init__(self, choices: Sequence[Choice], current: str | None) -> None:
        super().__init__()
        self._choices = choices
        self._found = choices
        self._current = current

    def on_mount(self) -> None:
        """Start on the current choice."""
        values = [value for value, _ in self._choices]
        self.rows_changed(values.index(self._current) if self._current in values else 0)

    def filter(self, query: str) -> None:
        """Leave the choices whose labels hold every word."""
        words = query.casefold().split()
        self._found = [
            choice
            for choice in self._choices
            if all(word in choice[1].casefold() for word in words)
        ]
        self.rows_changed(0)

    def fit(self, screen_height: int) -> None:
        """Be as high as all choices, or as the screen leaves room; filtering changes nothing."""
        self.styles.height = max(min(len(self._choices), screen_height - CHROME), 1)

    def value_at(self, index: int) -> str | None:
        """Return the value at an index."""
        return self._found[index][0] if 0 <= index < len(self._found) else None

    @property
    def row_count(self) -> int:
        """How many choices are left."""
        return len(self._found)

    def row_content(self, index: int, width: int) -> Content:
        """Return a label, with the mark of the current choice."""
        value, label = self._found[index]
        mark = Content.styled(" ● ", "$text-accent") if value == self._current else Content("   ")
        return Content.assemble(mark, shown(label)).truncate(width, ellipsis=True)

    def empty_lines(self, width: int) -> list[Content]:
        """Say that nothing is left."""
        return [Content.styled("   Nothing matches.", "$foreground 60%").truncate(width)]


class ChoiceScreen(Modal[str | None]):
    """One of several choices, found by typing; gives its value, and None on escape."""

    BINDINGS = [
        Binding("escape", "cancel", "Cancel", id="choice.cancel", tooltip="Close without a choice"),
        Binding(
            "ctrl+n",
            "move(1)",
            "Next",
            show=False,
            priority=True,
            id="choice.next",
            tooltip="Next choice",
        ),
        Binding(
            "ctrl+p",
            "move(-1)",
            "Previous",
            show=False,
            priority=True,
            id="choice.previous",
            tooltip="Previous choice",
        ),
    ]

    DEFAULT_CSS = """
    ChoiceScreen {
        align: center middle;
        FilterInput { margin-bottom: 1; }
    }
    """

    def __init__(self, title: str, choices: Sequence[Choice], current: str | None = None) -> None:
        super().__init__()
        self._question = title
        self._list = ChoiceList(choices, current)
        self._list.add_class("-active")

    def compose(self) -> ComposeResult:
        """Compose the filter and the list."""
        with DialogBox(self._question, "enter choose · esc cancel"):
            yield FilterInput(self._list, "type to filter")
            yield self._list

    def on_resize(self, event: Resize) -> None:
        """Fit the list to the screen."""
        self._list.fit(event.size.height)

    @on(Input.Changed)
    def narrow(self, message: Input.Changed) -> None:
        """Leave what holds the words."""
        message.stop()
        self._list.filter(message.value)

    @on(Input.Submitted)
    def accept(self, message: Input.Submitted) -> None:
        """Give the choice under the cursor, if there is one."""
        message.stop()
        self._choose(self._list.cursor)

    @on(RowList.Selected)
    def accept_clicked(self, message: RowList.Selected) -> None:
        """Give the choice that was clicked."""
        message.stop()
        self._choose(message.index)

    def action_move(self, rows: int) -> None:
        """Move by a number of choices."""
        self._list.action_move(rows)

    def _choose(self, index: int) -> None:
        value = self._list.value_at(index)
        if value is not None:
            self.dismiss(value)
