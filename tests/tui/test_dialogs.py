"""The three questions: each way to answer them, at both sizes, with any text."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from textual.app import App
from textual.binding import Binding
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Button, Input

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.tui.screens.dialogs import ChoiceScreen, ConfirmScreen, PromptScreen
from endpoint_explorer.tui.screens.dialogs.box import DialogBox
from endpoint_explorer.tui.screens.dialogs.choice import ChoiceList
from endpoint_explorer.tui.screens.help import HelpScreen

HOSTILE = ("[/x]", "[@click=app.quit]x[/]", "\x1b[31m\x1b]52;c;aGk=\x07", "\u202egnp", "n" * 300)
PATIENCE = 60.0
UNANSWERED = "unanswered"
CHOICES = [(str(number), f"folder {number}") for number in range(100)]


class Host(App[None]):
    """An empty application that keeps the answer."""

    # As that of the program: Textual's own comes before what has the focus.
    BINDINGS = [Binding("ctrl+q,ctrl+c", "quit")]

    answer: Any = UNANSWERED
    quits = 0

    async def action_quit(self) -> None:
        self.quits += 1


Asked = AbstractAsyncContextManager[Pilot[None]]


@asynccontextmanager
async def asked(
    screen: Screen[Any], size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Host, Pilot[None]]]:
    host = Host()
    async with host.run_test(size=size) as pilot:
        host.push_screen(screen, lambda answer: setattr(host, "answer", answer))
        await pilot.pause()
        yield host, pilot


def text_of(host: Host) -> str:
    """Return everything on screen."""
    width, height = host.size
    lines = host.screen._compositor.render_strips()
    assert len(lines) == height
    return "\n".join(line.text[:width] for line in lines)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition: a loaded machine may take its time."""
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends, "never true"
        await asyncio.sleep(0.001)


def needs_text(value: str) -> str | None:
    return None if value.strip() else "A name is needed."


async def test_a_prompt_gives_what_was_typed() -> None:
    async with asked(PromptScreen("New request", "", "Get a user")) as (host, pilot):
        await until(lambda: "Get a user" in text_of(host))
        await pilot.press(*"abc", "enter")
        await until(lambda: host.answer == "abc")


async def test_typing_replaces_the_value_of_a_prompt_and_escape_gives_nothing() -> None:
    async with asked(PromptScreen("Rename", "old name")) as (host, pilot):
        await pilot.press(*"new")
        assert host.screen.query_one(Input).value == "new"
        await pilot.press("escape")
        await until(lambda: host.answer is None)


async def test_a_prompt_says_what_is_wrong_as_it_is_typed_and_waits() -> None:
    async with asked(PromptScreen("Rename", "", validate=needs_text)) as (host, pilot):
        await until(lambda: "A name is needed." not in text_of(host))
        await pilot.press("enter")
        await until(lambda: "A name is needed." in text_of(host))
        await pilot.press("x")
        await until(lambda: "A name is needed." not in text_of(host))
        await pilot.press("backspace")
        await until(lambda: "A name is needed." in text_of(host))
        assert host.answer == UNANSWERED
        await pilot.press("y", "enter")
        await until(lambda: host.answer == "y")


async def test_control_characters_cannot_be_put_into_a_prompt() -> None:
    async with asked(PromptScreen("Rename", "a\x1bb")) as (host, pilot):
        field = host.screen.query_one(Input)
        assert field.value == "a␛b"
        field.selection = field.selection.cursor(0)
        field.insert("\x1b[31m", 0)
        field.insert("\u202e", 0)
        await pilot.pause()
        assert clean(field.value) == field.value


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (("y",), True),
        (("n",), False),
        (("escape",), False),
        (("enter",), True),
        (("left", "enter"), False),
        (("tab", "enter"), False),
        (("h", "l", "enter"), True),
    ],
)
async def test_a_confirmation_is_answered_by_keys(keys: tuple[str, ...], answer: bool) -> None:
    async with asked(ConfirmScreen("Overwrite?", "It changed.", "Overwrite", danger=False)) as (
        host,
        pilot,
    ):
        await pilot.press(*keys)
        await until(lambda: host.answer == answer)


@pytest.mark.parametrize(
    ("keys", "answer"), [(("enter",), False), (("y",), True), (("right", "enter"), True)]
)
async def test_enter_alone_does_nothing_dangerous(keys: tuple[str, ...], answer: bool) -> None:
    async with asked(ConfirmScreen("Delete?", "All of it.", "Delete", danger=True)) as (
        host,
        pilot,
    ):
        assert host.screen.query_one("#yes", Button).variant == "error"
        await pilot.press(*keys)
        await until(lambda: host.answer == answer)


@pytest.mark.parametrize(("button", "answer"), [("#yes", True), ("#no", False)])
async def test_a_confirmation_is_answered_by_the_mouse(button: str, answer: bool) -> None:
    async with asked(ConfirmScreen("Delete?", "All of it.", "Delete", danger=True)) as (
        host,
        pilot,
    ):
        await pilot.click(button)
        await until(lambda: host.answer == answer)


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
@pytest.mark.parametrize(
    ("make", "answer"),
    [
        (lambda: ConfirmScreen("Delete?", "", "Delete"), False),
        (lambda: ChoiceScreen("Where?", CHOICES, "0"), None),
        (lambda: HelpScreen(()), None),
    ],
)
async def test_who_quits_in_a_dialog_leaves_that_first(
    make: Callable[[], Screen[Any]], answer: object, key: str
) -> None:
    async with asked(make()) as (host, pilot):
        await pilot.press(key)
        assert host.answer is answer
        assert not host.quits


async def test_a_long_message_scrolls_and_leaves_the_buttons_in_view() -> None:
    message = "\n".join(f"line {number}" for number in range(100))
    async with asked(ConfirmScreen("Go on?", message, "Go on", danger=False)) as (host, pilot):
        await until(lambda: "line 0" in text_of(host))
        await until(lambda: "Go on" in text_of(host))
        await pilot.press(*"jjj")
        await until(lambda: "line 0\n" not in text_of(host))
        await until(lambda: "Cancel" in text_of(host))


async def test_the_current_choice_is_marked_and_enter_gives_it() -> None:
    async with asked(ChoiceScreen("Move to", CHOICES, "40")) as (host, pilot):
        (line,) = [line for line in text_of(host).splitlines() if "●" in line]
        assert "folder 40" in line
        await pilot.press("enter")
        await until(lambda: host.answer == "40")


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (("down", "enter"), "1"),
        (("down", "down", "up", "enter"), "1"),
        (("ctrl+n", "ctrl+n", "enter"), "2"),
        ((*"77", "enter"), "77"),
        ((*"FOLD", "space", *"99", "enter"), "99"),
        ((*"9", "down", "enter"), "19"),
        (("escape",), None),
        ((*"nothing", "enter"), UNANSWERED),
    ],
)
async def test_a_choice_is_found_by_typing_and_moving(
    keys: tuple[str, ...], answer: str | None
) -> None:
    async with asked(ChoiceScreen("Move to", CHOICES, None)) as (host, pilot):
        await pilot.press(*keys)
        await until(lambda: host.answer == answer)


async def test_nothing_found_is_said_and_the_box_stays_as_high() -> None:
    async with asked(ChoiceScreen("Move to", CHOICES, None)) as (host, pilot):
        before = host.screen.query_one(DialogBox).region
        await pilot.press(*"zzz")
        await until(lambda: "Nothing matches." in text_of(host))
        assert host.screen.query_one(DialogBox).region == before


async def test_a_choice_is_clicked() -> None:
    async with asked(ChoiceScreen("Move to", CHOICES, None)) as (host, pilot):
        await pilot.click(ChoiceList, offset=(6, 3))
        await until(lambda: host.answer == "3")


async def test_a_choice_of_nothing_can_be_left() -> None:
    async with asked(ChoiceScreen("Move to", [], None)) as (host, pilot):
        await pilot.press("enter", "down", "escape")
        await until(lambda: host.answer is None)


MAKERS: tuple[Callable[[str], Screen[Any]], ...] = (
    lambda text: PromptScreen(text, text, text, lambda _: text),
    lambda text: ConfirmScreen(text, text, text, danger=True),
    lambda text: ChoiceScreen(text, [(text, text), ("other", "other")], text),
)


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
@pytest.mark.parametrize("make", MAKERS)
async def test_any_text_is_shown_as_it_is_and_clips_nothing(
    make: Callable[[str], Screen[Any]], size: tuple[int, int]
) -> None:
    async with asked(make(HOSTILE[0]), size) as (host, pilot):
        for text in HOSTILE:
            host.switch_screen(make(text))
            await pilot.pause()
            shown = text_of(host)
            assert clean(shown, keep_newlines=True) == shown
            assert not text.startswith("[") or text in shown
            box = host.screen.query_one(DialogBox)
            assert host.screen.region.contains_region(box.region)
            for widget in box.query("Input, Button, ChoiceList").results():
                assert box.region.contains_region(widget.region)
            if text == HOSTILE[1]:
                for static in box.query(".prompt--fault, VerticalScroll Static"):
                    await pilot.click(static)
        assert host.quits == 0
