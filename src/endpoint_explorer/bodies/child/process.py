"""The child as this program sees it: started when it is first asked, killed when in the way."""

from __future__ import annotations

import atexit
import select
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import cache
from time import monotonic

from endpoint_explorer.bodies.child.protocol import (
    Answer,
    Question,
    Refused,
    decode_answer,
    receive,
    send,
)

GRACE = 0.3
"""Seconds that a question nobody waits for any more may still take: a new child costs as much."""

_LOOK = 0.02
"""Seconds between two looks at whether anybody still waits."""

_COMMAND = ("-P", "-m", "endpoint_explorer.bodies.child")


class Abandoned(Exception):
    """Nobody waits for the answer any more."""


class Child:
    """One child process and the questions to it, one at a time; any thread may ask.

    It ends with its standard input, so also when this process is killed, and a question that takes
    too long ends it. Its session is its own: ctrl+c in the terminal reaches this process only.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self.generation = 0
        """Grows with every process: a new one knows nothing of what the old one was told."""

    @property
    def is_running(self) -> bool:
        """Whether there is a process."""
        process = self._process
        return process is not None and process.poll() is None

    def start(self) -> None:
        """Have a process ready; returns at once."""
        with self._lock:
            self._running()

    def ask(
        self, question: Question, data: bytes = b"", *, is_cancelled: Callable[[], bool]
    ) -> tuple[Answer, bytearray]:
        """Return the answer and the bytes beside it; blocks, so belongs in a thread.

        Raises Abandoned once `is_cancelled`. A child that dies of a question refuses it.
        """
        with self._lock:
            if is_cancelled():
                raise Abandoned
            try:
                return self._ask(question, data, is_cancelled)
            except Abandoned:
                self._kill()
                raise
            except (OSError, EOFError):
                self._kill()
                return Refused("took too long, or too much memory"), bytearray()

    def stop(self) -> None:
        """Kill the process, also in the middle of a question."""
        process = self._process
        if process is not None:
            process.kill()
        with self._lock:
            self._kill()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._kill()
            self.generation += 1
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, fixed arguments
                [sys.executable, *_COMMAND],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            _children.add(self)
        return self._process

    def _ask(
        self, question: Question, data: bytes, is_cancelled: Callable[[], bool]
    ) -> tuple[Answer, bytearray]:
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        answers = process.stdout.fileno()
        poller = select.poll()
        poller.register(answers, select.POLLIN)
        ends: float | None = None

        def wait() -> None:
            nonlocal ends
            while not poller.poll(_LOOK * 1000):
                if ends is None and is_cancelled():
                    ends = monotonic() + GRACE
                if ends is not None and monotonic() > ends:
                    raise Abandoned

        send(process.stdin.fileno(), question, data)
        answer = receive(answers, wait)
        if answer is None:
            raise EOFError
        head, beside = answer
        return decode_answer(head), beside

    def _kill(self) -> None:
        """End the process and wait for it: no zombie stays."""
        process, self._process = self._process, None
        _children.discard(self)
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


_children: set[Child] = set()


@cache
def shared(purpose: str) -> Child:
    """Return the one child of the program for a purpose: `find` or `filter`."""
    del purpose
    return Child()


@atexit.register
def _stop_all() -> None:
    for child in tuple(_children):
        child.stop()
