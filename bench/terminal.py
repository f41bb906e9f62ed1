"""A program in a pseudo-terminal, and the clock that reads what it shows."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import termios
import time

PRESSES = 5
QUIET = 0.06
"""Seconds without output after which a repaint is over."""

PATIENCE = 120.0


class Terminal:
    """A program in a pseudo-terminal of 160 by 48."""

    def __init__(self, arguments: list[str], home: str) -> None:
        self._pid, self._master = pty.fork()
        if self._pid == 0:
            os.environ.update(
                TERM="xterm-256color", COLORTERM="truecolor", ENDPOINT_EXPLORER_HOME=home
            )
            os.execv(arguments[0], arguments)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", 48, 160, 0, 0))
        self._seen = b""

    def read(self, seconds: float) -> bytes:
        """Return what comes within some time, the first of it; empty when nothing does."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return b""
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:
            raise SystemExit(f"the app ended: {self._seen[-2000:]!r}") from None
        self._seen = (self._seen + data)[-100_000:]
        return data

    def wait_for(self, marker: bytes) -> float:
        """Return the moment at which a text is on the terminal."""
        ends = time.monotonic() + PATIENCE
        while marker not in self._seen:
            self.read(1)
            if time.monotonic() > ends:
                raise SystemExit(f"{marker!r} was never shown: {self._seen[-3000:]!r}")
        return time.monotonic()

    def drain(self, seconds: float) -> None:
        """Take what comes for some time."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            self.read(left)

    def quiet(self) -> None:
        """Wait until nothing comes any more."""
        while self.read(0.2):
            pass

    def press(self, before: bytes, code: bytes) -> float:
        """Return the milliseconds from a key to the end of its repaint, the median of a few."""
        times = []
        for _ in range(PRESSES):
            self.write(before)
            self.drain(0.1)
            self.quiet()
            started = ended = time.monotonic()
            self.write(code)
            wait = 2.0
            while self.read(wait):
                ended, wait = time.monotonic(), QUIET
            times.append(ended - started)
        return statistics.median(times) * 1000

    def write(self, data: bytes) -> None:
        os.write(self._master, data)

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._master)
