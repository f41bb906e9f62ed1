"""The focus on its way from one widget to another that is not there yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from textual.screen import Screen
from textual.widget import Widget

_under_way: WeakKeyDictionary[Screen[Any], Widget] = WeakKeyDictionary()


def hand_over(owner: Widget, take_focus: Callable[[], None], *, holder: Widget) -> None:
    """Have the focus taken once the owner is arranged anew; only `holder` keeps it until then.

    Whoever else has it gives it up now, and may be hidden. Whoever takes it meanwhile keeps it.
    Keys that come meanwhile wait (`tui/keys.py`).
    """
    screen = owner.screen
    if screen.focused is not holder:
        # Not of the holder: each move of the focus arranges and paints the screen anew.
        screen.set_focus(None)
    _under_way[screen] = holder

    def give() -> None:
        if screen.focused in {None, holder}:
            take_focus()
        # Taking it is a message to the application: this one comes behind it.
        owner.app.call_later(_under_way.pop, screen, None)

    owner.call_after_refresh(give)


def is_handed_over(screen: Screen[Any]) -> bool:
    """Say whether the focus of a screen is on its way to somebody."""
    return screen in _under_way and screen.focused in {None, _under_way[screen]}
