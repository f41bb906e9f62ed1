"""The form pane in an application of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Static

from endpoint_explorer.model.request import Field, Request
from endpoint_explorer.tui.panes.form import FormPane
from endpoint_explorer.tui.panes.form.authorization import AuthorizeRequested
from endpoint_explorer.tui.widgets.copying import CopyRequested

from ..settling import type_quickly

PATIENCE = 60.0
"""Seconds to wait for a condition: far above what a loaded machine needs."""


class FormApp(App[None]):
    """Shows a form, and keeps what it says."""

    CSS = "FormPane { height: 1fr; } #other { height: 1; }"

    def __init__(self, *, is_compact: bool) -> None:
        super().__init__()
        self.is_compact = is_compact
        self.edits: list[Request] = []
        self.messages: list[Message] = []

    def compose(self) -> ComposeResult:
        yield FormPane()
        yield Static(id="other")

    def on_mount(self) -> None:
        self.screen.set_class(self.is_compact, "-compact")

    def on_form_pane_edited(self, message: FormPane.Edited) -> None:
        self.edits.append(message.request)

    def on_form_pane_send_requested(self, message: FormPane.SendRequested) -> None:
        self.messages.append(message)

    def on_form_pane_cancel_requested(self, message: FormPane.CancelRequested) -> None:
        self.messages.append(message)

    def on_form_pane_message_wanted(self, message: FormPane.MessageWanted) -> None:
        self.messages.append(message)

    def on_copy_requested(self, message: CopyRequested) -> None:
        self.messages.append(message)

    def on_authorize_requested(self, message: AuthorizeRequested) -> None:
        self.messages.append(message)

    def on_form_pane_editor_requested(self, message: FormPane.EditorRequested) -> None:
        self.messages.append(message)


class Stage:
    """A running form, and what a test does with it."""

    def __init__(self, app: FormApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def form(self) -> FormPane:
        return self.app.query_one(FormPane)

    async def load(
        self,
        request: Request,
        tab: str = "",
        *,
        headers: tuple[tuple[Field, str], ...] = (),
        auth: str = "",
    ) -> None:
        """Load a request, and show a tab with the focus in it."""
        self.form.load(request, inherited_headers=headers, inherited_auth=auth)
        if tab:
            await self.show(tab)
        await self.pilot.pause()

    async def show(self, tab: str) -> None:
        """Go into a tab, as with the arrow keys on the bar of tabs."""
        self.form.show_tab(tab)
        await self.pilot.pause()
        await self.form._focus_content()
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        await type_quickly(self.pilot, text)

    async def until(self, condition: Callable[[], object]) -> None:
        ends = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < ends, f"never true\n{self.text}"
            await asyncio.sleep(0)
            await self.pilot.pause()

    @property
    def lines(self) -> list[str]:
        """What is on the screen."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip) for strip in strips]

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.lines)

    def line(self, part: str) -> str:
        """Return the line of the screen that holds a text."""
        found = [line for line in self.lines if part in line]
        assert found, f"{part!r} is not in\n{self.text}"
        return found[0]


Opener = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture
def stage() -> Opener:
    """Return a function that runs a form."""

    @asynccontextmanager
    async def run(
        *, size: tuple[int, int] = (100, 24), is_compact: bool = False
    ) -> AsyncIterator[Stage]:
        app = FormApp(is_compact=is_compact)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield Stage(app, pilot)

    return run
