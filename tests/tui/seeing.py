"""What a test sees: the screen as text, once what was begun has come to its end."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.pilot import Pilot


def text_of(app: App[Any]) -> str:
    """Return what is on the screen, a line a row, without the blanks at the ends."""
    strips = app.screen._compositor.render_strips(app.screen.size)
    return "\n".join(strip.text.rstrip() for strip in strips)


async def work_done(pilot: Pilot[Any]) -> None:
    """Wait for the workers, and for those that what they found leads to."""
    is_working = True
    await pilot.pause()
    while is_working:
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        is_working = any(not worker.is_finished for worker in pilot.app.workers)
