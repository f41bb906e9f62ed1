"""What an app's event loop and memory go through: for benchmarks that run the app themselves."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

BEAT = 0.002
"""Seconds between two beats of the heart."""


class Heart:
    """Beats on the event loop; `take` returns its longest pause since then, in milliseconds.

    Of a pause only that much counts as this process worked in it, so that other programs do not.
    """

    def __init__(self) -> None:
        self._longest = 0.0
        self._task = asyncio.create_task(self._beat())

    def take(self) -> float:
        longest, self._longest = self._longest, 0.0
        return longest * 1000

    def stop(self) -> None:
        self._task.cancel()

    async def _beat(self) -> None:
        before, worked_before = time.perf_counter(), time.process_time()
        while True:
            await asyncio.sleep(BEAT)
            now, worked = time.perf_counter(), time.process_time()
            pause = min(now - before - BEAT, worked - worked_before)
            self._longest = max(self._longest, pause)
            before, worked_before = now, worked


def reset_peak() -> int:
    """Let the kernel forget the peak of the resident memory; return what it is now, in bytes."""
    Path("/proc/self/clear_refs").write_text("5")
    return peak()


def peak() -> int:
    """Return the peak of the resident memory, in bytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024
