"""The focus on its way from one widget to another that is not there yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakSet

from textual.screen import Screen
from textual.widget import Widget

_under_way: WeakSet[Screen[Any]] = WeakSet()


def hand_over(owner: Widget, take_focus: Callable[[], None]) -> None:
    """Give the focus up now, and have it taken once the owner is arranged anew.

    Whoever takes the focus meanwhile keeps it. Keys that come meanwhile wait (`tui/keys.py`).
    """
    screen = owner.screen
    screen.set_focus(None)
    _under_way.add(screen)

    def give() -> None:
        if screen.focused is None:
            take_focus()
        # Taking it is a message to the application: this one comes behind it.
        owner.app.call_later(_under_way.discard, screen)

    owner.call_after_refresh(give)


def is_handed_over(screen: Screen[Any]) -> bool:
    """Say whether the focus of a screen is on its way to somebody."""
    return screen.focused is None and screen in _under_way
