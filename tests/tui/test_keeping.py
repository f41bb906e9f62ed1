"""The history is kept in order while nobody waits: some time after the start, and after sends."""

from __future__ import annotations

import threading
import time
from functools import partial
from pathlib import Path

import pytest

from endpoint_explorer.model.exchange import Exchange, Response, WireRequest
from endpoint_explorer.storage.history import History
from endpoint_explorer.storage.settings import settings_path
from endpoint_explorer.tui.screens.main import keeping
from endpoint_explorer.tui.workbench import Flight

from .conftest import Opener, Session


@pytest.fixture(autouse=True)
def one_is_kept() -> None:
    path = settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[history]\ncount = 1\n")


def record(path: Path, count: int) -> None:
    history = History(path)
    for number in range(count):
        wire = WireRequest(method="GET", url=f"http://h/{number}")
        history.record(Exchange(wire=wire, response=Response(status=200), started_at=time.time()))
    history.close()


def is_result(session: Session, number: int) -> bool:
    return getattr(session.main.current.result, "id", None) == number


def left(session: Session) -> tuple[int, int]:
    stats = session.main.explorer.history.stats()
    return stats.exchanges, stats.indexed


async def test_some_time_after_the_start(
    opener: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "AT_FIRST", 0.01)
    record(tmp_path / "history.sqlite", 5)
    async with opener() as session:
        await session.until(lambda: left(session) == (1, 1))


async def test_after_a_send(
    opener: Opener, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "AFTER_SEND", 0.01)
    async with opener() as session:
        await session.open(workspace / "shop" / "users" / "get-user.toml")
        for number in (1, 2):
            await session.press("ctrl+j")
            await session.until(partial(is_result, session, number))
            await session.until(lambda: left(session) == (1, 1))


async def test_not_while_something_is_on_its_way(
    opener: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "AFTER_SEND", 0.01)
    record(tmp_path / "history.sqlite", 2)
    async with opener() as session:
        started: list[str] = []
        monkeypatch.setattr(
            "endpoint_explorer.explorer.keeping.keep_history",
            lambda *_: started.append(threading.current_thread().name),
        )
        session.main.current.flight = Flight("GET", "http://h/", 0.0)
        session.main.keep_history()
        waiting = session.main._keeping
        await session.until(lambda: session.main._keeping is not waiting)
        assert not started
        session.main.current.flight = None
        await session.until(lambda: started)
        assert started[0] != threading.main_thread().name
