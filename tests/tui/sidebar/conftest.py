"""A host that answers the sidebar from two mappings, and notes what it was asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.message import Message
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.widgets import Input

from endpoint_explorer.model.collection import Entry, Summary
from endpoint_explorer.tui.panes.sidebar import Sidebar

M = TypeVar("M", bound=Message)

PATIENCE = 60.0
"""Seconds to wait: far above what a loaded machine needs."""

ROOT = Path("/work/apis")
DEMO = ROOT / "demo"
USERS = DEMO / "users"


def request(path: Path) -> Entry:
    return Entry(path, "request")


def folder(path: Path) -> Entry:
    return Entry(path, "folder")


ROOTS = (Entry(DEMO, "collection"), Entry(ROOT / "tavus", "collection"))

FOLDERS: dict[Path, tuple[Entry, ...]] = {
    DEMO: (folder(USERS), folder(DEMO / "empty"), request(DEMO / "health.toml")),
    USERS: tuple(request(USERS / f"{verb}-user.toml") for verb in ("create", "delete", "get")),
    DEMO / "empty": (),
    ROOT / "tavus": (request(ROOT / "tavus" / "replica.toml"),),
}

SUMMARIES: dict[Path, Summary] = {
    DEMO: Summary("Demo API"),
    USERS / "create-user.toml": Summary("Create a user", "POST", "/v1/users"),
    USERS / "delete-user.toml": Summary("Delete a user", "DELETE", "/v1/users/{id}"),
    USERS / "get-user.toml": Summary("Get a user", "GET", "/v1/users/{id}"),
    DEMO / "health.toml": Summary("Health", "GET", "/status/200"),
    ROOT / "tavus" / "replica.toml": Summary("A replica", "GET", "/v2/replicas/{id}"),
}


class Host(App[None]):
    """The sidebar alone; `heard` are its messages."""

    def __init__(
        self,
        roots: tuple[Entry, ...],
        folders: Mapping[Path, tuple[Entry, ...]],
        summaries: Mapping[Path, Summary],
    ) -> None:
        super().__init__()
        self.roots = roots
        self.folders = folders
        self.summaries = summaries
        self.heard: list[Message] = []
        self.quits = 0

    def compose(self) -> ComposeResult:
        yield Sidebar()

    def on_mount(self) -> None:
        self.sidebar.set_roots(self.roots, self.roots[0].path if self.roots else None)
        self.sidebar.entries.focus()

    @property
    def sidebar(self) -> Sidebar:
        return self.query_one(Sidebar)

    @property
    def lines(self) -> list[str]:
        """The text of every line of the list on screen that is not blank."""
        entries = self.sidebar.entries
        strips = [entries.render_line(y).text.rstrip() for y in range(entries.size.height)]
        return [line for line in strips if line]

    @property
    def at(self) -> Path | None:
        """The path under the cursor."""
        return self.sidebar.row.entry.path if self.sidebar.row else None

    def all_heard(self, kind: type[M]) -> list[M]:
        """Every message of a kind so far."""
        return [message for message in self.heard if isinstance(message, kind)]

    async def action_quit(self) -> None:
        self.quits += 1

    @on(Sidebar.ChildrenWanted)
    def give_children(self, message: Sidebar.ChildrenWanted) -> None:
        self.heard.append(message)
        if message.folder in self.folders:
            self.sidebar.set_children(message.folder, self.folders[message.folder])

    @on(Sidebar.SummariesWanted)
    def give_summaries(self, message: Sidebar.SummariesWanted) -> None:
        self.heard.append(message)
        paths = [entry.path for entry in message.entries]
        self.sidebar.set_summaries(
            {path: self.summaries[path] for path in paths if path in self.summaries}
        )

    @on(Sidebar.FilterIndexWanted)
    def give_index(self, message: Sidebar.FilterIndexWanted) -> None:
        self.heard.append(message)
        self.sidebar.set_filter_index(
            {path: found for path, found in self.summaries.items() if path.suffix == ".toml"}
        )

    @on(Sidebar.RequestOpened)
    def open_request(self, message: Sidebar.RequestOpened) -> None:
        self.heard.append(message)
        self.sidebar.set_current(message.path)

    @on(Sidebar.ProblemOpened)
    @on(Sidebar.NewRequestRequested)
    @on(Sidebar.NewFolderRequested)
    @on(Sidebar.NewCollectionRequested)
    @on(Sidebar.RenameRequested)
    @on(Sidebar.DuplicateRequested)
    @on(Sidebar.MoveRequested)
    @on(Sidebar.DeleteRequested)
    @on(Sidebar.RestoreRequested)
    def note(self, message: Message) -> None:
        self.heard.append(message)


class Stage:
    """A running host, and what a test does with it."""

    def __init__(self, host: Host, pilot: Pilot[None]) -> None:
        self.host = host
        self.sidebar = host.sidebar
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys; return when everything that follows has happened."""
        await self.pilot.press(*keys)
        await self.settle()

    async def settle(self) -> None:
        """Wait until no message, callback, repaint or worker is left.

        `pilot.pause` looks at how busy the processor is, which a loaded machine makes a lie.
        """
        ends = time.monotonic() + PATIENCE
        rounds_at_rest = 0
        while rounds_at_rest < 3:
            assert time.monotonic() < ends, "never at rest"
            rounds_at_rest = rounds_at_rest + 1 if self._is_at_rest() else 0
            await asyncio.sleep(0.001)

    def _is_at_rest(self) -> bool:
        screen = self.host.screen
        pumps: list[MessagePump] = [self.host, screen, *screen.walk_children()]
        return (
            not any(pump._message_queue.qsize() for pump in pumps)
            and not any(pump._next_callbacks for pump in pumps)
            and not any((screen._callbacks, screen._dirty_widgets, screen._layout_required))
            and not any(worker.is_running for worker in self.host.workers)
        )

    async def find(self, text: str) -> None:
        """Open the filter and put a text into it."""
        await self.press("slash")
        self.sidebar.query_one(Input).value = text
        await self.settle()

    async def go_to(self, path: Path) -> None:
        """Put the cursor on an entry, loading what is above it."""
        self.sidebar.reveal(path)
        await self.settle()


Opener = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture
def opened() -> Opener:
    """Open the sidebar over collections: by default a small one with everything in it."""

    @asynccontextmanager
    async def open_sidebar(
        *,
        roots: tuple[Entry, ...] = ROOTS,
        folders: Mapping[Path, tuple[Entry, ...]] = FOLDERS,
        summaries: Mapping[Path, Summary] = SUMMARIES,
        size: tuple[int, int] = (80, 24),
    ) -> AsyncIterator[Stage]:
        host = Host(roots, folders, summaries)
        async with host.run_test(size=size) as pilot:
            stage = Stage(host, pilot)
            await stage.settle()
            yield stage

    return open_sidebar
