"""Help: every key that works where one was, and the words that the program uses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from endpoint_explorer.tui.screens.modal import Modal

WORDS = (
    ("collection", "a folder of saved requests against one API"),
    ("endpoint", "a method on a route: GET /users/{id}"),
    ("route", "the pattern of a path; {id} and :id are its parameters"),
    ("environment", "a named set of variables: local, staging, production"),
    ("draft", "edits that are not saved yet, marked by a dot"),
    ("exchange", "a request that was sent, and what came of it"),
)


WIDE = 120
"""Columns of a terminal that has room for the names beside the keys."""


class HelpScreen(Modal[None]):
    """The keys of the focused pane, then those that work everywhere."""

    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        VerticalScroll {
            width: auto; min-width: 84; max-width: 96%; height: auto; max-height: 92%;
            background: $surface; border: round $accent; padding: 1 2;
        }
        Static { width: auto; max-width: 100%; height: auto; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f1", "dismiss", "Close", id="help.close", tooltip="Close the help"),
        Binding("j", "scroll('down')", "Down", show=False, id="help.down", tooltip="Scroll down"),
        Binding("k", "scroll('up')", "Up", show=False, id="help.up", tooltip="Scroll up"),
    ]

    def __init__(self, bindings: Iterable[ActiveBinding]) -> None:
        super().__init__()
        self._active = tuple(bindings)

    def compose(self) -> ComposeResult:
        """Compose the text."""
        with VerticalScroll() as scroll:
            scroll.border_title = "Help"
            scroll.border_subtitle = "esc closes"
            yield Static(self._text())

    def action_scroll(self, direction: str) -> None:
        """Scroll by a line."""
        scroll = self.query_one(VerticalScroll)
        if direction == "down":
            scroll.scroll_down()
        else:
            scroll.scroll_up()

    def _text(self) -> Content:
        """Return the whole help as one text."""
        everywhere: dict[str, tuple[list[str], str, str]] = {}
        here: dict[str, tuple[list[str], str, str]] = {}
        for active in self._active:
            binding = active.binding
            says = binding.tooltip or active.tooltip or binding.description
            if not says or binding.system:
                continue
            group = everywhere if binding.priority else here
            keys, *_ = group.setdefault(binding.action, ([], says, binding.id or ""))
            # The footer shows one key of a binding; here all of them are wanted.
            keys.append(self.app.get_key_display(replace(binding, key_display=None)))
        has_room = self.app.size.width >= WIDE
        lines = [Content.styled("Where you are", "bold $text-accent")]
        lines += [
            _row(" ".join(keys), says, name if has_room else "")
            for keys, says, name in here.values()
        ]
        lines += [Content(""), Content.styled("Everywhere", "bold $text-accent")]
        lines += [
            _row(" ".join(keys), says, name if has_room else "")
            for keys, says, name in everywhere.values()
        ]
        lines += [Content(""), Content.styled("Words", "bold $text-accent")]
        lines += [_row(word, meaning) for word, meaning in WORDS]
        return Content("\n").join(lines)


def _row(key: str, says: str, name: str = "") -> Content:
    """Return a line; the name is the one that a keymap in the settings knows a key by."""
    if not name:
        return Content.assemble((f"  {key:<22} ", "bold"), says)
    return Content.assemble((f"  {key:<22} ", "bold"), f"{says:<54}  ", (name, "dim"))
