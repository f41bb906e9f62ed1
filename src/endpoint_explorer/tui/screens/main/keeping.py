"""Keeping the history searchable and within its bounds, while nobody waits for anything."""

from __future__ import annotations

from textual import on
from textual.timer import Timer
from textual.worker import get_current_worker

from endpoint_explorer.tui.screens.main.settings import SettingsFlow

AT_FIRST = 20.0
"""Seconds after the start: what one opens the program for comes before."""

AFTER_SEND = 3.0
"""Seconds without another answer."""

EVERY = 600.0
"""Seconds between two looks while nothing is sent: exchanges grow old by themselves."""


class KeepingFlow(SettingsFlow):
    """Keeps order some time after the start and after sends, in a thread."""

    _keeping: Timer | None = None

    def start_keeping_history(self) -> None:
        """Keep order from now on."""
        self._keep_in(AT_FIRST)

    @on(SettingsFlow.Landed)
    def keep_after_send(self) -> None:
        """Wait for a pause between sends."""
        self._keep_in(AFTER_SEND)

    def _keep_in(self, seconds: float) -> None:
        if self._keeping is not None:
            self._keeping.stop()
        self._keeping = self.set_timer(seconds, self.keep_history)

    def keep_history(self) -> None:
        """Keep order now, unless something is on its way; and again later."""
        if any(opened.flight is not None for opened in self.workbench):
            self._keep_in(AFTER_SEND)
            return
        self.run_worker(self._keep, thread=True, group="keeping", exclusive=True)
        self._keep_in(EVERY)

    def _keep(self) -> None:
        from endpoint_explorer.explorer.keeping import keep_history

        worker = get_current_worker()
        keep_history(self.explorer, lambda: worker.is_cancelled)
