"""The whole application over a collection of its own, for tests of flows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from endpoint_explorer.explorer import Explorer
from endpoint_explorer.storage.history import History
from endpoint_explorer.tui.app import ExplorerApp
from endpoint_explorer.tui.screens.main import MainScreen

from .seeing import text_of
from .settling import quick_keys, type_quickly

__all__ = ["quick_keys"]

PATIENCE = 60.0
"""Seconds to wait for a condition: far above what a loaded machine needs."""


class Session:
    """A running application, and what a test does with it."""

    def __init__(self, app: ExplorerApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def main(self) -> MainScreen:
        """The main screen."""
        screen = self.app.screen_stack[0]
        assert isinstance(screen, MainScreen)
        return screen

    @property
    def text(self) -> str:
        """What is on the screen."""
        return text_of(self.app)

    async def press(self, *keys: str) -> None:
        """Press keys, and let their messages be handled."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def write(self, text: str) -> None:
        """Type text as one burst."""
        await type_quickly(self.pilot, text)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for a condition."""
        ends = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < ends, f"never true: {condition}\n{self.notes()}"
            await asyncio.sleep(0)
            await self.pilot.pause()

    async def until_asked(self, kind: type[Screen[Any]]) -> None:
        """Wait for a dialog that takes keys."""
        await self.until(lambda: isinstance(self.app.screen, kind) and self.app.focused)

    async def open(self, path: Path) -> None:
        """Open a saved request as a click in the sidebar does."""
        self.main.open_path(path)
        await self.until(lambda: self.main.current.path == path)

    def notes(self) -> str:
        """Return the notifications that were shown."""
        return "\n".join(str(note.message) for note in self.app._notifications)


Opener = Callable[..., AbstractAsyncContextManager[Session]]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return a folder with one collection of two requests."""
    root = tmp_path / "collections"
    shop = root / "shop"
    (shop / "users").mkdir(parents=True)
    (shop / "environments").mkdir()
    (shop / "collection.toml").write_text(
        'format = 1\nname = "Shop"\nbase_url = "http://127.0.0.1:9"\n\n'
        '[headers]\nAccept = "application/json"\n'
    )
    (shop / "environments" / "staging.toml").write_text(
        'name = "Staging"\n\n[variables]\nsize = "7"\n\n[secrets]\ntoken = "env:SHOP_TOKEN"\n'
    )
    (shop / "users" / "get-user.toml").write_text(
        '# the first request anybody sends\nid = "0001"\nname = "Get a user"\nmethod = "GET"\n'
        'url = "/v1/users/{id}"\n\n[path]\nid = "1"\n'
    )
    (shop / "list-products.toml").write_text(
        'id = "0002"\nname = "List products"\nmethod = "GET"\nurl = "/v1/products"\n\n'
        '[query]\nlimit = "{{size}}"\n'
    )
    return root


@pytest.fixture
def opener(workspace: Path, tmp_path: Path) -> Opener:
    """Return a function that runs the application over the workspace."""

    @asynccontextmanager
    async def run(
        *, size: tuple[int, int] = (160, 48), base_url: str = "", root: Path = workspace
    ) -> AsyncIterator[Session]:
        explorer = Explorer(history=History(tmp_path / "history.sqlite"))
        if base_url:
            explorer.set_session_variable(root / "shop", "base_url", base_url)
        app = ExplorerApp(explorer, root)
        async with app.run_test(size=size) as pilot:
            yield Session(app, pilot)
        explorer.close()

    return run
