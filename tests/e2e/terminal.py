"""The real program in a pseudo-terminal, seen through a terminal emulator."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType

import pyte

DEADLINE = 60.0
"""Seconds to wait for something on the screen: far above what a loaded machine needs."""

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "backspace": "\x7f",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "f1": "\x1bOP",
    "f6": "\x1b[17~",
    "f8": "\x1b[19~",
    "f9": "\x1b[20~",
    "alt+right": "\x1b[1;3C",
}


class Terminal:
    """A child process on a pseudo-terminal of `columns` by `rows`."""

    def __init__(
        self,
        arguments: Sequence[str],
        *,
        columns: int = 160,
        rows: int = 48,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.exit_code: int | None = None
        size = struct.pack("HHHH", rows, columns, 0, 0)
        self.pid, self._master = pty.fork()
        if self.pid == 0:
            # Here, and not in the parent: the program may ask before that gets to it.
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            # pyte answers no query of the kitty protocol, so this is a legacy terminal.
            legacy = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
            # Without what others, readline among them, have set: it would count more than the size
            # of the terminal.
            ours = {key: os.environ[key] for key in os.environ.keys() - {"COLUMNS", "LINES"}}
            os.execve(arguments[0], list(arguments), {**ours, **(environment or {}), **legacy})

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.kill()

    @property
    def text(self) -> str:
        """What the screen shows, one line a row."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def press(self, *keys: str) -> None:
        """Type keys: names such as `enter` and `ctrl+s`, or text as it is."""
        for key in keys:
            data = chr(ord(key[5]) & 0x1F) if key.startswith("ctrl+") else KEYS.get(key, key)
            self.send(data.encode())

    def send(self, data: bytes) -> None:
        """Send bytes as they are."""
        os.write(self._master, data)

    def wait_for(self, wanted: str | Callable[[str], bool], *, deadline: float = DEADLINE) -> None:
        """Read until the screen shows a text, or fulfils a condition."""
        holds = wanted if callable(wanted) else lambda text: wanted in text
        ends = time.monotonic() + deadline
        while not holds(self.text):
            if time.monotonic() > ends or not self._read(ends):
                raise AssertionError(f"never seen: {wanted!r}\n{self.text}\n{self.raw[-300:]!r}")

    def wait_for_exit(self, *, deadline: float = DEADLINE) -> int:
        """Read until the program has ended; return its exit code."""
        ends = time.monotonic() + deadline
        while self._read(ends):
            if time.monotonic() > ends:
                raise AssertionError(f"still running\n{self.text}")
        _, status = os.waitpid(self.pid, 0)
        self.exit_code = os.waitstatus_to_exitcode(status)
        return self.exit_code

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        os.kill(self.pid, number)

    def close(self, *, deadline: float = DEADLINE) -> int:
        """Close the terminal, as its window is closed; return the program's exit code."""
        os.close(self._master)
        self._master = -1
        ends = time.monotonic() + deadline
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)
                return self.exit_code
            assert time.monotonic() < ends, "still running"
            time.sleep(0.02)

    def kill(self) -> None:
        """End the program if it still runs."""
        if self.exit_code is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.exit_code = -signal.SIGKILL
        if self._master >= 0:
            os.close(self._master)

    def _read(self, ends: float) -> bool:
        """Feed the emulator with what has come; False when the program is gone."""
        ready, _, _ = select.select([self._master], [], [], max(0.0, ends - time.monotonic()))
        if not ready:
            return True
        try:
            data = os.read(self._master, 65536)
        except OSError:
            return False
        while data and len(data) < 1 << 20 and select.select([self._master], [], [], 0)[0]:
            # What the screen shows is only looked at once all that there is has come.
            try:
                data += os.read(self._master, 65536)
            except OSError:
                break
        self.raw += data
        self._stream.feed(data)
        return bool(data)
