"""Long work in steps so short that no exchange waits for them."""

from __future__ import annotations

import time
from collections.abc import Callable

from endpoint_explorer.errors import Cancelled

GOAL = 0.016
"""Seconds that a step holds the lock for writing, about."""

MOST = 2_048
"""Exchanges, or pages, that one step may do."""


class Pace:
    """How much to do at a time, by how long it took before."""

    def __init__(self, amount: int) -> None:
        self.amount = amount

    def rest(self, taken: float) -> None:
        """Do more or less from now on, and leave the lock to others for as long as it was held.

        SQLite has no queue: who takes the lock again at once lets nobody in.
        """
        if taken > GOAL:
            self.amount = max(1, self.amount // 2)
        elif taken < GOAL / 2:
            self.amount = min(2 * self.amount, MOST)
        time.sleep(min(max(taken, GOAL / 4), 0.1))


def repeat(step: Callable[[int], int], amount: int, is_cancelled: Callable[[], bool]) -> None:
    """Do steps, each as much as takes not too long, until one has nothing to do.

    Raises Cancelled.
    """
    pace = Pace(amount)
    while True:
        if is_cancelled():
            raise Cancelled("putting the history in order was cancelled")
        begun = time.monotonic()
        if not step(pace.amount):
            return
        pace.rest(time.monotonic() - begun)
