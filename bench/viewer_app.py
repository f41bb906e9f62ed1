"""The app as `bench.viewer` runs it: it sends by itself, and writes down what went on in it."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from bench.heart import Heart, peak, reset_peak
from bench.terminal import PATIENCE

if TYPE_CHECKING:
    from endpoint_explorer.tui.app import ExplorerApp


class Marks(msgspec.Struct):
    """What the app reports: moments by the monotonic clock, milliseconds, bytes."""

    last_byte: float
    whole: float
    stall: float
    grown: int


def run_app(url: str, report_path: str) -> int:
    """Run the app; it sends the small body and the large one by itself, and reports."""
    from endpoint_explorer.explorer import Explorer
    from endpoint_explorer.tui.app import ExplorerApp

    root = Path(report_path).parent / "collections"
    collection = root / "bench"
    collection.mkdir(parents=True)
    (collection / "collection.toml").write_text('format = 1\nname = "bench"\n')
    for number in (1, 2):
        (collection / f"{number}.toml").write_text(
            f'id = "{number}"\nname = "request {number}"\nmethod = "GET"\nurl = "{url}/{number}"\n'
            "\n[options]\nmax_body = 0\nmax_decoded = 0\n"
        )
    last_bytes = note_last_bytes()

    app = ExplorerApp(Explorer(), root)

    async def drive(_pilot: object) -> None:
        marks = await send_both(app, collection, last_bytes)
        waiting = Path(report_path).with_suffix(".new")
        waiting.write_bytes(msgspec.json.encode(marks))
        waiting.rename(report_path)
        await asyncio.sleep(PATIENCE)

    app.run(auto_pilot=drive)
    if app.failure is not None:
        raise app.failure
    return 0


def note_last_bytes() -> list[float]:
    """Have the moments noted at which the last bytes of bodies came in."""
    from endpoint_explorer.sending.sender import Sender

    moments: list[float] = []
    read = Sender._read

    def noting(self: Sender, *arguments: object) -> object:
        result = read(self, *arguments)  # type: ignore[arg-type]  # whatever it was given
        if self._attempt.remote_address:  # warming up has none
            moments.append(self._attempt.last_byte or 0.0)
        return result

    Sender._read = noting  # type: ignore[method-assign, assignment]  # only here is it asked for
    return moments


async def send_both(app: ExplorerApp, collection: Path, last_bytes: list[float]) -> Marks:
    from endpoint_explorer.tui.panes.results.body import BodyTab
    from endpoint_explorer.tui.screens.main import MainScreen

    main = app.screen_stack[0]
    assert isinstance(main, MainScreen)

    async def send(number: int) -> None:
        main.open_path(collection / f"{number}.toml")
        await until(lambda: main.current.path == collection / f"{number}.toml")
        main.action_send()
        await until(lambda: len(last_bytes) == number)

    def is_whole(number: int) -> bool:
        result = main.current.result
        tabs = main.results.query(BodyTab)
        if not tabs or result is None or main.current.flight is not None:
            return False
        tab = tabs.first()
        marker = f"marker-{number}".encode()
        return marker in tab.body.data[:100] and tab.shown is not None and tab.shown.is_whole

    await send(1)
    await until(lambda: is_whole(1))
    await asyncio.sleep(0.5)
    before = reset_peak()
    heart = Heart()
    await send(2)
    await until(lambda: is_whole(2))
    whole = time.monotonic()
    stall = heart.take()
    await asyncio.sleep(0.3)
    heart.stop()
    main.results.query_one(BodyTab).take_focus()
    return Marks(last_bytes[1], whole, stall, peak() - before)


async def until(condition: Callable[[], object]) -> None:
    ends = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > ends:
            raise SystemExit("the app never got there")
        await asyncio.sleep(0.002)


if __name__ == "__main__":
    sys.exit(run_app(*sys.argv[1:]))
