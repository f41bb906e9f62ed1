"""Reading the keyboard: what a terminal sends need not be UTF-8."""

from __future__ import annotations

import codecs
from functools import partial

from textual.drivers import linux_driver


class TerminalDriver(linux_driver.LinuxDriver):
    """Textual's driver, which ends the program at a byte that is no UTF-8, and at exit code 0."""

    def run_input_thread(self) -> None:
        """Read U+FFFD where there is no character: Latin-1 can be pasted, and lines have noise."""
        forgiving = partial(codecs.getincrementaldecoder("utf-8"), errors="replace")
        # The name is looked up in the module when the thread starts, and used by nothing else.
        setattr(linux_driver, "getincrementaldecoder", lambda _encoding: forgiving)  # noqa: B010
        super().run_input_thread()

    def _run_input_thread(self) -> None:
        """Leave an error to the thread's hook: Textual's panic ends no send and records nothing."""
        self.run_input_thread()
