"""The one place where a send waits: on sockets, on its deadline, and on being cancelled."""

from __future__ import annotations

import contextlib
import math
import os
import select
import threading
import time
from collections.abc import Iterator, Mapping

READABLE = select.POLLIN | select.POLLHUP | select.POLLERR
WRITABLE = select.POLLOUT | select.POLLHUP | select.POLLERR

_LONGEST_POLL = 0.25
"""Seconds; a signal that comes between Python's own look and the call is heard only behind it."""


class CancelRequested(Exception):
    """Somebody cancelled the send."""


class LimitReached(Exception):
    """A wait took as long as it may; `seconds` is the limit, `is_total` says which."""

    def __init__(self, seconds: float, *, is_total: bool) -> None:
        super().__init__(f"after {seconds:g} s")
        self.seconds = seconds
        self.is_total = is_total


class CancelToken:
    """Cancels the sends that it is given to, from any thread, whatever they are waiting for."""

    def __init__(self) -> None:
        # Reentrant: a signal handler may cancel while this very thread holds the lock.
        self._lock = threading.RLock()
        self._alarms: set[int] = set()
        self._cancelled = False

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` has been called."""
        return self._cancelled

    def cancel(self) -> None:
        """Wake every wait at once; sends that start later end at once too."""
        with self._lock:
            if not self._cancelled:
                self._cancelled = True
                for alarm in self._alarms:
                    os.write(alarm, b"!")

    @contextlib.contextmanager
    def alarm(self) -> Iterator[int]:
        """Lend a file descriptor that becomes readable when the token is cancelled."""
        reader, writer = os.pipe()
        try:
            with self._lock:
                self._alarms.add(writer)
                if self._cancelled:
                    os.write(writer, b"!")
            yield reader
        finally:
            with self._lock:
                self._alarms.discard(writer)
                os.close(writer)
                os.close(reader)


class Guard:
    """What bounds every wait of one send.

    `timeout` is in seconds for the whole send, None for no limit; `alarm` is the token's file
    descriptor.
    """

    def __init__(self, timeout: float | None, token: CancelToken, alarm: int) -> None:
        self._timeout = timeout
        self._deadline = math.inf if timeout is None else time.monotonic() + timeout
        self._token = token
        self._alarm = alarm

    def check(self) -> None:
        """Raise CancelRequested or LimitReached if the send must end now."""
        if self._token.cancelled:
            raise CancelRequested
        if self._timeout is not None and time.monotonic() >= self._deadline:
            raise LimitReached(self._timeout, is_total=True)

    def poll(self, events: Mapping[int, int], limit: float | None) -> list[int]:
        """Wait for events on file descriptors, at most `limit` seconds; return those ready.

        Returns an empty list when the limit is reached, and raises as `check` does.
        """
        poller = select.poll()
        poller.register(self._alarm, select.POLLIN)
        for descriptor, mask in events.items():
            poller.register(descriptor, mask)
        until = math.inf if limit is None else time.monotonic() + limit
        while True:
            self.check()
            left = min(until, self._deadline) - time.monotonic()
            ready = poller.poll(max(0, math.ceil(min(left, _LONGEST_POLL) * 1000)))
            self.check()
            if ready or time.monotonic() >= until:
                return [descriptor for descriptor, _ in ready if descriptor != self._alarm]

    def wait(self, descriptor: int, event: int, limit: float | None) -> None:
        """Wait for one event; raises LimitReached when `limit` seconds pass without it."""
        if not self.poll({descriptor: event}, limit):
            raise LimitReached(limit or 0.0, is_total=False)


def is_ready(descriptor: int, event: int) -> bool:
    """Say whether a read or write would return at once: with success, the end or an error."""
    poller = select.poll()
    poller.register(descriptor, event)
    return bool(poller.poll(0))
