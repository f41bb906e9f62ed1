"""The screen that compares, over two exchanges and a history of its own."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from textual.app import App
from textual.pilot import Pilot

from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.exchange import Exchange, Headers, Response, Timings, WireRequest
from endpoint_explorer.model.request import Request
from endpoint_explorer.storage.history import History
from endpoint_explorer.tui.screens.compare import CompareScreen

from ..seeing import text_of

PATIENCE = 60.0


def answered(number: int, body: Any, *headers: tuple[str, str], **changes: Any) -> Exchange:
    """Return an exchange with a body, of JSON unless it is bytes."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    media = "text/plain" if isinstance(body, bytes) else "application/json"
    fields: Headers = (("Content-Type", media), *headers)
    exchange = Exchange(
        id=number,
        started_at=1_700_000_000.0 + number,
        environment="staging",
        wire=WireRequest(method="GET", url="http://a/users"),
        response=Response(status=200, reason="OK", headers=fields, body=data),
        timings=Timings(total=10.0 + number),
        request=Request(id="r1"),
    )
    return msgspec.structs.replace(exchange, **changes)


class Comparing:
    """The running screen, and what a test does with it."""

    def __init__(self, pilot: Pilot[None], screen: CompareScreen, explorer: Explorer) -> None:
        self.pilot = pilot
        self.screen = screen
        self.explorer = explorer

    async def press(self, *keys: str) -> None:
        """Press keys, and let their messages be handled."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for a condition."""
        ends = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < ends, f"never true: {condition}\n{self.text()}"
            await asyncio.sleep(0)
            await self.pilot.pause()

    def rows(self, width: int = 150) -> list[str]:
        """Return the rows as they stand in the list, without what pads them."""
        shown = self.screen.list
        return [
            " ".join(shown.row_content(at, width).plain.split()) for at in range(shown.row_count)
        ]

    def text(self) -> str:
        """Return the whole screen."""
        return text_of(self.pilot.app)

    def at(self) -> str:
        """Return the row under the cursor."""
        return self.rows()[self.screen.list.cursor]


Opener = Callable[..., AbstractAsyncContextManager[Comparing]]


@pytest.fixture
def comparing(tmp_path: Path) -> Opener:
    """Return a function that compares two exchanges on the screen."""

    @asynccontextmanager
    async def run(
        left: Exchange, right: Exchange, *, size: tuple[int, int] = (150, 40)
    ) -> AsyncIterator[Comparing]:
        explorer = Explorer(history=History(tmp_path / "history.sqlite"))
        app: App[None] = App()
        async with app.run_test(size=size) as pilot:
            screen = CompareScreen(explorer, left, right)
            await app.push_screen(screen)
            session = Comparing(pilot, screen, explorer)
            await session.until(lambda: "Comparing" not in screen.list.empty.plain)
            yield session
        explorer.close()

    return run
