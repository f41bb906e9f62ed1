"""Host names to addresses, without ever being stuck in the resolver."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Callable

from endpoint_explorer.sending.waiting import READABLE, Guard

Address = tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int]]
"""A family and what `socket.connect` takes for it."""

Resolver = Callable[[str, int], list[Address]]
"""Finds the addresses of a host and port; may block, may raise OSError."""


def system_resolver(host: str, port: int) -> list[Address]:
    """Ask the system's resolver; raises socket.gaierror."""
    # As bytes, because Python's own IDNA codec rejects names that resolve well.
    return _addresses(host, port, 0)


def look_up(
    host: str, port: int, resolver: Resolver, guard: Guard, limit: float | None
) -> list[Address]:
    """Resolve in a daemon thread, which is left behind when the guard ends the wait."""
    outcome: list[list[Address] | Exception] = []
    reader, writer = os.pipe()

    def resolve() -> None:
        try:
            outcome.append(resolver(host, port))
        except Exception as error:  # raised again in the waiting thread
            outcome.append(error)
        finally:
            with contextlib.suppress(BrokenPipeError):
                os.write(writer, b"!")
            os.close(writer)

    try:
        threading.Thread(target=resolve, name=f"look up {host}", daemon=True).start()
        guard.wait(reader, READABLE, limit)
    finally:
        os.close(reader)
    if isinstance(outcome[0], Exception):
        raise outcome[0]
    return outcome[0]


def literal(host: str, port: int) -> list[Address]:
    """Return the address that a host is, as in `127.0.0.1`; empty when it is a name."""
    try:
        return _addresses(host, port, socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return []


def _addresses(host: str, port: int, flags: int) -> list[Address]:
    found = socket.getaddrinfo(
        host.encode("ascii"), port, type=socket.SOCK_STREAM, flags=flags | socket.AI_NUMERICSERV
    )
    return [(family, address) for family, _, _, _, address in found]  # type: ignore[misc]
