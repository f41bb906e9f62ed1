"""Noticing that the terminal has gone: its window was closed, or the connection to it broke."""

from __future__ import annotations

import contextlib
import os
import select
import threading
from collections.abc import Callable


def watch_terminal(descriptor: int, gone: Callable[[], None]) -> None:
    """Call `gone`, from a thread, when the terminal hangs up.

    A hang-up does not always come with a signal, and reading at the end of a terminal's input
    would then fail, or turn in a circle.
    """

    def watch() -> None:
        poller = select.poll()
        # Hang-ups and errors are reported unasked; input stays with who reads it.
        poller.register(descriptor, 0)
        poller.poll()
        silence()
        gone()

    threading.Thread(target=watch, name="hang-up", daemon=True).start()


def silence() -> None:
    """Lead what is written to a terminal that has gone to nowhere: writing to it fails."""
    nowhere = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
    for stream in (1, 2):
        if not _is_usable(stream):
            with contextlib.suppress(OSError):
                os.dup2(nowhere, stream)
    os.close(nowhere)


def _is_usable(stream: int) -> bool:
    """Say whether the other end is still there."""
    poller = select.poll()
    poller.register(stream, 0)
    return not poller.poll(0)


def end_soon(code: int, seconds: float) -> None:
    """End the process when it has not ended by itself by then.

    Without a terminal, whoever waits for it to take something waits for ever.
    """
    timer = threading.Timer(seconds, os._exit, (code,))
    timer.daemon = True
    timer.start()
