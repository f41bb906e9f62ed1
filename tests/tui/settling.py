"""Waiting until an application has settled after a key, without the sleeps of Textual's own way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest
from textual import events
from textual._context import active_app
from textual.keys import _character_to_key
from textual.message_pump import MessagePump
from textual.pilot import Pilot

_LOOK = 0.004
"""Seconds between two looks; Textual takes 20 milliseconds, twice for each key."""

_BUSY = 0.001
"""Seconds of the processor, threads included, between two looks that are too much to be idle."""


_PATIENCE = 20.0
"""Seconds to wait while messages wait: a program that is given no processor only seems idle."""


async def settle(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Wait until no message waits and nothing works, the latter `max_sleep` seconds at most."""
    del min_sleep
    began = time.monotonic()
    while (waited := time.monotonic() - began) < _PATIENCE:
        used = time.process_time()
        await asyncio.sleep(_LOOK)
        is_busy = waited < max_sleep and time.process_time() - used >= _BUSY
        if not is_busy and not any(map(_is_waiting, _pumps())):
            return


async def type_quickly(pilot: Pilot[Any], text: str) -> None:
    """Type a text as fast as a terminal hands it on, and wait once."""
    driver = pilot.app._driver
    assert driver is not None
    for character in text:
        key = character if character.isalnum() else _character_to_key(character)
        event = events.Key(key, character)
        event.set_sender(pilot.app)
        driver.send_message(event)
    await pilot.pause()
    await pilot.pause()


def _pumps() -> Iterator[MessagePump]:
    app = active_app.get()
    yield app
    for screen in app.screen_stack:
        yield screen
        yield from screen.walk_children(with_self=False)


def _is_waiting(pump: MessagePump) -> bool:
    waiting: list[object] = [*pump._next_callbacks]
    return pump._message_queue.qsize() + len(waiting) > 0


@pytest.fixture
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the pilot wait for the application, and not for time to pass."""
    monkeypatch.setattr("textual.app.wait_for_idle", settle)
    monkeypatch.setattr("textual.pilot.wait_for_idle", settle)
