"""Keys that are typed faster than a screen opens."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest
from textual.binding import Binding
from textual.events import Key
from textual.screen import Screen
from textual.widget import Widget

from endpoint_explorer.tui.keys import KeysInOrder
from endpoint_explorer.tui.screens.dialogs import ChoiceScreen, ConfirmScreen, PromptScreen
from endpoint_explorer.tui.screens.modal import Modal

PATIENCE = 15.0
UNANSWERED = "unanswered"


class Below(Screen[None]):
    BINDINGS = [Binding("o", "open", "Open")]

    def __init__(self, dialog: Modal[bool] | Modal[str | None]) -> None:
        super().__init__()
        self._dialog = dialog
        self.answer: object = UNANSWERED

    def action_open(self) -> None:
        self.app.push_screen(self._dialog, self.take)

    def take(self, answer: object) -> None:
        self.answer = answer


class Host(KeysInOrder):
    def __init__(self, below: Below) -> None:
        super().__init__()
        self._below = below

    def get_default_screen(self) -> Below:
        return self._below


class SlowlyComposed(ConfirmScreen):
    """A question whose buttons are there only once they may be."""

    def __init__(self) -> None:
        super().__init__("Delete?", "It is gone for good.")
        self.may_compose = asyncio.Event()

    async def mount_composed_widgets(self, widgets: list[Widget]) -> None:
        await self.may_compose.wait()
        await super().mount_composed_widgets(widgets)


async def until(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends, "never true"
        await asyncio.sleep(0.001)


@pytest.mark.parametrize(
    ("dialog", "keys", "answer"),
    [
        (lambda: ConfirmScreen("Delete?", "It is gone for good."), "jky", True),
        (lambda: ConfirmScreen("Delete?", "It is gone for good.", danger=True), "jhn", False),
        (lambda: ConfirmScreen("Delete?", "It is gone for good."), "\x1b", False),
        (lambda: PromptScreen("Name"), "abc\r", "abc"),
        (lambda: PromptScreen("Name"), "\x1b", None),
        (lambda: ChoiceScreen("Which?", [("1", "one"), ("2", "two")]), "two\r", "2"),
        (lambda: ChoiceScreen("Which?", [("1", "one"), ("2", "two")]), "\x1b", None),
    ],
)
async def test_keys_wait_for_the_dialog_that_a_key_before_them_opens(
    dialog: Callable[[], Modal[bool] | Modal[str | None]], keys: str, answer: object
) -> None:
    below = Below(dialog())
    host = Host(below)
    named = {"\x1b": "escape", "\r": "enter"}
    async with host.run_test():
        for character in "o" + keys:
            host.post_message(Key(named.get(character, character), character))
        await until(lambda: below.answer != UNANSWERED)
        assert below.answer == answer
        assert host.screen is below


@pytest.mark.parametrize(
    ("keys", "answer"), [(("j", "k", "y"), True), (("escape",), False), (("tab", "enter"), False)]
)
async def test_keys_wait_until_a_dialog_has_its_widgets(
    keys: tuple[str, ...], answer: bool
) -> None:
    dialog = SlowlyComposed()
    below = Below(dialog)
    host = Host(below)
    async with host.run_test():
        # From neither loop that keys go through: both go on while the dialog composes.
        host.push_screen(dialog, below.take)
        for key in keys:
            # Given to what had the focus before, as a burst is, and now on its way back.
            below._forward_event(Key(key, None))
        for _ in range(300):
            await asyncio.sleep(0)
        assert host.screen is dialog
        dialog.may_compose.set()
        await until(lambda: below.answer != UNANSWERED)
        assert below.answer is answer
