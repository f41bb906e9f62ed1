"""The line in which one types which line to go to."""

from __future__ import annotations

import re

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from endpoint_explorer.tui.widgets.line_input import LineInput

_PLACE = re.compile(r"\s*(?:([+-]?)([\d,_]{1,18})|([\d]{1,3})\s*%|(\$))\s*")


def target_line(text: str, line: int, count: int) -> int | None:
    """Return the line meant, from 0, or None where the text means none.

    `120` is the line of that number, `+10` and `-5` count from `line`, `50%` is half way through
    the `count` lines, `$` the last. What is beyond an end is that end.
    """
    match = _PLACE.fullmatch(text)
    if match is None:
        return None
    sign, digits, share, _ = match.groups()
    if share is not None:
        wanted = int(share) * (count - 1) // 100
    elif digits is not None:
        number = re.sub("[,_]", "", digits)
        if not number:
            return None
        wanted = line + int(sign + number) if sign else int(number) - 1
    else:
        wanted = count - 1
    return max(0, min(wanted, count - 1))


class GoToBar(Horizontal):
    """A line number as it is typed; enter goes there, escape leaves things as they are."""

    BINDINGS = [
        Binding("escape", "close", "Stay here", id="go_to.close", tooltip="Stay where you are"),
    ]

    DEFAULT_CSS = """
    GoToBar {
        height: 1;
        background: $boost;
        & > #go-to-sign { width: 2; padding-left: 1; color: $text-accent; text-style: bold; }
        & > #go-to-line { width: 1fr; background: transparent; }
    }
    """

    class Chosen(Message):
        """A line was named; the text may mean nothing."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Closed(Message):
        """Nobody wants to go anywhere."""

    def compose(self) -> ComposeResult:
        """Lay out the sign and the input."""
        yield Static(":", id="go-to-sign", markup=False)
        yield LineInput(placeholder="120  +10  -5  50%  $", marks=lambda _: (), id="go-to-line")

    def take_keys(self) -> None:
        """Start typing anew."""
        line = self.query_one(LineInput)
        line.value = ""
        self.screen.set_focus(line)

    @on(Input.Changed)
    def _change(self, event: Input.Changed) -> None:
        event.stop()

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Chosen(event.value))

    def action_close(self) -> None:
        """Leave things as they are."""
        self.post_message(self.Closed())
