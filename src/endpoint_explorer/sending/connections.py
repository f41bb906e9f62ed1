"""HTTP connections, one exchange at a time on each, and the idle ones that are kept for reuse.

A connection is never shared by two sends at once, HTTP/2 or not: cancelling one, or its deadline,
must not end another.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable

import httpcore
import msgspec

from endpoint_explorer.sending.attempt import Attempt, now
from endpoint_explorer.sending.lookup import Resolver
from endpoint_explorer.sending.network import Dialer, SocketStream
from endpoint_explorer.sending.tls import HTTP_1, HTTP_2
from endpoint_explorer.sending.urls import Origin
from endpoint_explorer.sending.waiting import Guard

KEPT = 8
"""How many idle connections are kept at most."""

KEPT_SECONDS = 55.0
"""How long one is kept: most servers close at 60 or 75 s, and a race with that is best avoided."""


class Key(msgspec.Struct, frozen=True):
    """What two sends share that may use the same connection."""

    origin: Origin
    http_2: bool


class Connection:
    """A connection to an origin, over HTTP/1.1 or HTTP/2 as was agreed on."""

    def __init__(self, key: Key, stream: SocketStream) -> None:
        scheme, host, port = key.origin
        origin = httpcore.Origin(scheme.encode(), host.encode(), port)
        self.key = key
        self.is_http_2 = stream.protocol == "h2"
        self.idle_since = 0.0
        self._stream = stream
        self._http: httpcore.HTTP11Connection | httpcore.HTTP2Connection
        if self.is_http_2:
            self._http = httpcore.HTTP2Connection(origin, stream)
        else:
            self._http = httpcore.HTTP11Connection(origin, stream)

    def attend(self, guard: Guard, attempt: Attempt) -> None:
        """Serve another send."""
        self._stream.attend(guard, attempt)

    def ask(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request and return the answer as soon as its headers are there."""
        return self._http.handle_request(request)

    def close(self) -> None:
        """Close at once."""
        self._http.close()

    def can_be_kept(self) -> bool:
        """Say whether the last answer was read to its end and nothing is left over."""
        return self._http.is_idle() and not self._has_leftovers()

    def is_alive(self) -> bool:
        """Say whether an idle connection can be expected to work."""
        young = time.monotonic() - self.idle_since < KEPT_SECONDS
        return young and self._http.is_idle() and not self._stream.get_extra_info("is_readable")

    def _has_leftovers(self) -> bool:
        """Say whether bytes came after the end of the answer: they would pass for the next one."""
        if isinstance(self._http, httpcore.HTTP2Connection):
            return False
        # httpcore shows these bytes for upgrades only; h11 is its documented engine.
        data, _ = self._http._h11_state.trailing_data  # noqa: SLF001
        return bool(data)


class IdleConnections:
    """The connections that wait for the next send; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[Connection] = []
        self._is_closed = False

    def take(self, key: Key) -> Connection | None:
        """Take out the connection used last that fits and lives; the dead ones are closed."""
        with self._lock:
            dead = [c for c in self._idle if not c.is_alive()]
            alive = [c for c in self._idle if c not in dead]
            taken = next((c for c in reversed(alive) if c.key == key), None)
            self._idle = [c for c in alive if c is not taken]
        for connection in dead:
            connection.close()
        return taken

    def put(self, connection: Connection) -> None:
        """Keep a connection if it can be used again, else close it."""
        surplus: list[Connection] = [connection]
        if connection.can_be_kept():
            connection.idle_since = now()
            with self._lock:
                if not self._is_closed:
                    self._idle.append(connection)
                    surplus, self._idle = self._idle[:-KEPT], self._idle[-KEPT:]
        for one in surplus:
            one.close()

    def close(self) -> None:
        """Close them all, and from now on each that is put back."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()


def open_connection(
    key: Key,
    *,
    resolver: Resolver,
    context: Callable[[], ssl.SSLContext],
    guard: Guard,
    attempt: Attempt,
    limit: float | None,
) -> Connection:
    """Connect to an origin; `limit` is in seconds for each of lookup, connect and handshake.

    Raises OSError and ssl.SSLError as they come.
    """
    scheme, host, port = key.origin
    stream = Dialer(resolver, guard, attempt).connect_tcp(host, port, limit)
    if scheme == "https":
        try:
            protocols = HTTP_2 if key.http_2 else HTTP_1
            stream = stream.secure(context(), host, protocols, limit)
        except BaseException:
            stream.close()
            raise
    return Connection(key, stream)
