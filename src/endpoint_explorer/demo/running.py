"""Running the application on uvicorn, quietly, until a signal."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from endpoint_explorer.demo.app import create_app
from endpoint_explorer.demo.wire import WireProtocol

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run(listener: socket.socket, on_started: Callable[[], None]) -> None:
    """Serve on a listening socket until SIGINT or SIGTERM; call back once it accepts."""
    config = uvicorn.Config(
        create_app(),
        http=WireProtocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        log_level="critical",
        server_header=False,
        headers=[("Server", "endpoint-explorer-demo")],
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    server = _AnnouncingServer(config, on_started)
    with _ended_by_signals(server):
        server.run(sockets=[listener])


class _AnnouncingServer(uvicorn.Server):
    """A server that says when it accepts connections."""

    def __init__(self, config: uvicorn.Config, on_started: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        if self.started:
            self._on_started()


@contextmanager
def _ended_by_signals(server: uvicorn.Server) -> Iterator[None]:
    """Make signals end the server and nothing else.

    uvicorn raises a caught signal again when it is done. With these handlers in place that second
    one is harmless, and one that comes before uvicorn listens for signals is not lost.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_: object) -> None:
        server.should_exit = True

    before = {number: signal.signal(number, end) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
