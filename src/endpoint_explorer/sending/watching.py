"""Telling the caller how a send goes, often enough for an eye and no more."""

from __future__ import annotations

from collections.abc import Callable

from endpoint_explorer.model.exchange import Phase, Progress
from endpoint_explorer.sending.attempt import now

INTERVAL = 1 / 30
"""Seconds between two reports within a phase."""


class Watch:
    """Reports phases at once, and counts of bytes at most `1 / INTERVAL` times a second."""

    def __init__(self, report: Callable[[Progress], None] | None) -> None:
        self._report = report
        self._progress = Progress("resolve")
        self._reported = 0.0

    def phase(self, phase: Phase) -> None:
        """Report the phase that starts now."""
        before = self._progress if phase in {"wait", "receive", "done"} else Progress(phase)
        self._update(Progress(phase, before.sent, before.received, before.expected, before.status))

    def sent(self, count: int) -> None:
        """Report how many bytes of the body went out so far."""
        self._update(Progress("send", count), is_urgent=False)

    def received(self, count: int, expected: int | None, status: int, *, last: bool) -> None:
        """Report how many bytes of the body came in so far."""
        is_first = not self._progress.received
        progress = Progress("receive", self._progress.sent, count, expected, status)
        self._update(progress, is_urgent=is_first or last)

    def _update(self, progress: Progress, *, is_urgent: bool = True) -> None:
        self._progress = progress
        if self._report and (is_urgent or now() - self._reported >= INTERVAL):
            self._reported = now()
            self._report(progress)
