"""Serving the demo API in this process, on a loopback port that is bound before anything else."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable

from endpoint_explorer.errors import UsageError

HOST = "127.0.0.1"
"""The only address the demo API ever listens on."""

_BACKLOG = 128


def serve(port: int = 0, *, ready: Callable[[str], None] | None = None) -> None:
    """Serve the demo API on 127.0.0.1 until SIGINT or SIGTERM; 0 takes a free port.

    `ready` is called once, with the base URL, when connections are accepted. In another thread
    than the main one no signal is handled. Raises UsageError when the port cannot be had.
    """
    with listen(port) as listener:
        # The web framework costs 300 ms to import: a taken port is told before that.
        from endpoint_explorer.demo.running import run

        run(listener, lambda: ready(base_url_of(listener)) if ready else None)


def listen(port: int) -> socket.socket:
    """Return a socket that listens on a port of 127.0.0.1, or raise UsageError."""
    # asyncio turns off the delay of small packets (40 ms an answer) only where TCP is named.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen(_BACKLOG)
    except OverflowError:
        listener.close()
        raise UsageError(
            f"{port} is no port", hint="Take one from 1 to 65535, or 0 for a free one."
        ) from None
    except OSError as error:
        listener.close()
        raise UsageError(
            _refusal(port, error), hint="Try --port 0, which takes a free one."
        ) from error
    return listener


def base_url_of(listener: socket.socket) -> str:
    """Return the base URL of a listening socket, without a slash at its end."""
    host, port = listener.getsockname()[:2]
    return f"http://{host}:{port}"


def _refusal(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {HOST} is taken by another program"
    if error.errno == errno.EACCES:
        return f"port {port} on {HOST} needs more rights than this user has"
    return f"cannot listen on port {port} of {HOST}: {error.strerror or error}"
