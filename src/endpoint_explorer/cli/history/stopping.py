"""Ctrl+c while the history is at work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from endpoint_explorer.cli.delivery import stopped_by_ctrl_c


class _Stop:
    """Remembers that it was asked to stop."""

    def __init__(self) -> None:
        self.is_asked = False

    def cancel(self) -> None:
        """Stop."""
        self.is_asked = True


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Lend what says whether ctrl+c was pressed; pressed twice, it ends the program at once."""
    stop = _Stop()
    with stopped_by_ctrl_c(stop):
        yield lambda: stop.is_asked
