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

from endpoint_explorer.errors import SendError
from endpoint_explorer.model.network import Certificate, Proxy, Trust
from endpoint_explorer.sending import heads
from endpoint_explorer.sending.attempt import Attempt, now
from endpoint_explorer.sending.certificates import read_certificate
from endpoint_explorer.sending.lookup import Resolver
from endpoint_explorer.sending.nested_tls import NestedTlsStream
from endpoint_explorer.sending.network import Dialer, SocketStream
from endpoint_explorer.sending.tls import HTTP_1, HTTP_2
from endpoint_explorer.sending.tunnels import reach
from endpoint_explorer.sending.urls import Origin
from endpoint_explorer.sending.waiting import CancelRequested, Guard, LimitReached

KEPT = 8
"""How many idle connections are kept at most."""

KEPT_SECONDS = 55.0
"""How long one is kept: most servers close at 60 or 75 s, and a race with that is best avoided."""


LOOK_SECONDS = 2.0
"""How long a look at a certificate that is not trusted may wait at each step."""


class Key(msgspec.Struct, frozen=True):
    """What two sends share that may use the same connection."""

    origin: Origin
    http_2: bool
    trust: Trust = Trust()
    proxy: Proxy | None = None


class _Http1(httpcore.HTTP11Connection):
    """HTTP/1.1 that takes longer headers."""

    MAX_INCOMPLETE_EVENT_SIZE = heads.MOST


class Connection:
    """A connection to an origin, over HTTP/1.1 or HTTP/2 as was agreed on."""

    def __init__(self, key: Key, stream: SocketStream) -> None:
        scheme, host, port = key.origin
        origin = httpcore.Origin(scheme.encode(), host.encode(), port)
        self.key = key
        self.is_http_2 = stream.protocol == "h2"
        self.idle_since = 0.0
        self.certificate: Certificate | None = None
        self._stream = stream
        if shown := stream.peer_certificate() if scheme == "https" else None:
            self.certificate = read_certificate(shown, is_verified=key.trust.verify)
        self._http: httpcore.HTTP11Connection | httpcore.HTTP2Connection
        if self.is_http_2:
            # h2 costs a tenth of a start, which HTTP/1.1 need not pay.
            from endpoint_explorer.sending.http_2 import Http2Connection

            self._http = Http2Connection(origin, stream)
        else:
            self._http = _Http1(origin, stream)

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
    context: Callable[[Trust], ssl.SSLContext],
    guard: Guard,
    attempt: Attempt,
    limit: float | None,
) -> Connection:
    """Connect to an origin; `limit` is in seconds for each of lookup, connect and handshake.

    Raises OSError and ssl.SSLError as they come, SendError for a proxy and for TLS settings. When
    a certificate is not trusted, the attempt has it.
    """
    is_secure = key.origin[0] == "https"
    tls = context(key.trust) if is_secure else None  # Before connecting: its files may be missing.
    line = _Line(key, Dialer(resolver, guard, attempt), guard, attempt, context, limit)
    try:
        return Connection(key, line.secured(tls) if tls else line.plain())
    except ssl.SSLCertVerificationError:
        if attempt.certificate is None:
            aside = Attempt(attempt.host, attempt.port, lambda _phase: None)
            look = _Line(
                key, Dialer(resolver, guard, aside), guard, aside, context, _shortest(limit)
            )
            attempt.certificate = look.certificate()
        raise


class _Line(msgspec.Struct, frozen=True):
    """The way to an origin, for connecting once."""

    key: Key
    dialer: Dialer
    guard: Guard
    attempt: Attempt
    context: Callable[[Trust], ssl.SSLContext]
    limit: float | None

    def plain(self) -> SocketStream:
        """Connect, through the proxy if there is one."""
        _, host, port = self.key.origin
        if self.key.proxy is None:
            return self.dialer.connect_tcp(host, port, self.limit)
        return reach(
            self.key.proxy,
            self.key.origin,
            dialer=self.dialer,
            attempt=self.attempt,
            # To the proxy no certificate of ours is shown, and it is verified always.
            context=lambda: self.context(Trust(ca=self.key.trust.ca)),
            limit=self.limit,
        )

    def secured(self, tls: ssl.SSLContext) -> SocketStream:
        """Connect, and agree on TLS."""
        stream = self.plain()
        host = self.key.origin[1]
        protocols = HTTP_2 if self.key.http_2 else HTTP_1
        try:
            if self.key.proxy is None or self.key.proxy.scheme != "https":
                return stream.secure(tls, host, protocols, self.limit)
            nested = NestedTlsStream(
                stream, self.guard, self.attempt, context=tls, host=host, protocols=protocols
            )
            nested.shake_hands(self.limit)
            self.attempt.forget_bytes()
        except BaseException:
            stream.close()
            raise
        return nested

    def certificate(self) -> Certificate | None:
        """Connect only to see the certificate, whoever shows it; None where that fails too."""
        try:
            stream = self.secured(self.context(Trust(verify=False)))
        except (OSError, SendError, CancelRequested, LimitReached):
            return None
        shown = stream.peer_certificate()
        stream.close()
        return read_certificate(shown, is_verified=False) if shown else None


def _shortest(limit: float | None) -> float:
    return LOOK_SECONDS if limit is None else min(limit, LOOK_SECONDS)
