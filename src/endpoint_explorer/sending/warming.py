"""A send to nobody, so that the first one to a server is as quick as those that follow.

The first run of code costs what later ones do not: half a millisecond here, which would be booked
on the server, and which is more than a server on this machine may take.
"""

from __future__ import annotations

import socket

from endpoint_explorer.model.exchange import PreparedRequest
from endpoint_explorer.sending.attempt import Attempt
from endpoint_explorer.sending.connections import Connection, IdleConnections, Key
from endpoint_explorer.sending.lookup import literal
from endpoint_explorer.sending.network import SocketStream
from endpoint_explorer.sending.sender import Listeners, Sender, Settings
from endpoint_explorer.sending.waiting import CancelToken, Guard
from endpoint_explorer.sending.watching import Watch

_HOST = "warming.invalid"
_ANSWER = (
    b"HTTP/1.1 200 OK\r\ndate: Mon, 23 Nov 2026 10:00:00 GMT\r\ncontent-length: 2\r\n"
    b"content-type: application/json\r\ncache-control: no-store\r\n\r\n{}"
)
_SECONDS = 1.0
"""How long it may take; nothing in it waits."""


class _Stage(SocketStream):
    """A stream whose other end answers whatever is written."""

    def __init__(self, sock: socket.socket, other_end: socket.socket, guard: Guard) -> None:
        super().__init__(sock, guard, Attempt(_HOST, 80, lambda _phase: None))
        self._other_end = other_end

    def transmit(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write, and have the answer ready to be read."""
        super().transmit(buffer, timeout)
        self._other_end.sendall(_ANSWER)


class _Props(IdleConnections):
    """Hands out one connection, which never was used, for any key."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection

    def take(self, key: Key) -> Connection | None:
        """Return the one connection."""
        del key
        return self._connection


def warm_up() -> bool:
    """Send a request over a pair of sockets within this process; say whether it was answered."""
    literal("127.0.0.1", 80)
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    token = CancelToken()
    request = PreparedRequest(
        method="GET",
        url=f"http://{_HOST}/",
        headers=(("Host", _HOST), ("Accept", "*/*"), ("User-Agent", "warming")),
        proxy_from_environment=False,
    )
    with theirs, token.alarm() as alarm:
        guard = Guard(_SECONDS, token, alarm)
        idle = _Props(
            Connection(Key(("http", _HOST, 80), http_2=True), _Stage(ours, theirs, guard))
        )
        exchange = Sender(Settings(), idle, guard, Watch(None), Listeners()).run(request)
        idle.close()
    return exchange.response is not None
