"""Connecting to the first of several addresses that answers (RFC 8305, without the sorting)."""

from __future__ import annotations

import errno
import os
import socket
from collections import deque
from collections.abc import Sequence

from endpoint_explorer.sending.attempt import now
from endpoint_explorer.sending.lookup import Address
from endpoint_explorer.sending.waiting import WRITABLE, Guard, LimitReached

STAGGER = 0.25
"""Seconds before the next address is tried beside one that does not answer."""


def connect(addresses: Sequence[Address], guard: Guard, limit: float | None) -> socket.socket:
    """Return a connected, non-blocking socket.

    Raises the OSError of the address that failed last, and LimitReached when `limit` seconds pass.
    """
    race = _Race(addresses, guard, limit)
    try:
        return race.run()
    finally:
        race.close_the_rest()


class _Race:
    """The addresses still to try and the sockets that are connecting."""

    def __init__(self, addresses: Sequence[Address], guard: Guard, limit: float | None) -> None:
        self._waiting = deque(addresses)
        self._guard = guard
        self._limit = limit
        self._running: dict[int, socket.socket] = {}
        self._error = OSError(errno.EADDRNOTAVAIL, "the name has no address")

    def run(self) -> socket.socket:
        started = now()
        while self._waiting or self._running:
            if self._waiting:
                self._start(*self._waiting.popleft())
            winner = self._wait_a_turn(started)
            if winner:
                return winner
        raise self._error

    def close_the_rest(self) -> None:
        for sock in self._running.values():
            sock.close()

    def _start(self, family: socket.AddressFamily, address: tuple[object, ...]) -> None:
        try:
            sock = socket.socket(family, socket.SOCK_STREAM)
        except OSError as error:
            self._error = error
            return
        self._running[sock.fileno()] = sock
        sock.setblocking(False)
        code = sock.connect_ex(address)
        if code not in (0, errno.EINPROGRESS):
            self._drop(sock.fileno(), code)

    def _wait_a_turn(self, started: float) -> socket.socket | None:
        """Wait until a socket is connected, or until the next address is due."""
        while self._running:
            left = None if self._limit is None else self._limit - (now() - started)
            turn = STAGGER if self._waiting and (left is None or left > STAGGER) else left
            ready = self._guard.poll(dict.fromkeys(self._running, WRITABLE), turn)
            for descriptor in ready:
                code = self._running[descriptor].getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                if code == 0:
                    return self._take(descriptor)
                self._drop(descriptor, code)
            if self._waiting:
                return None
            if not ready and self._limit is not None:
                raise LimitReached(self._limit, is_total=False)
        return None

    def _take(self, descriptor: int) -> socket.socket:
        sock = self._running.pop(descriptor)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock

    def _drop(self, descriptor: int, code: int) -> None:
        self._running.pop(descriptor).close()
        self._error = OSError(code, os.strerror(code))
