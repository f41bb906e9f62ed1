"""Sockets for httpcore on which no wait outlasts the send's deadline or its cancel token."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore

from endpoint_explorer.sending.attempt import Attempt, now
from endpoint_explorer.sending.connecting import connect
from endpoint_explorer.sending.lookup import Resolver, literal, look_up
from endpoint_explorer.sending.tls import HTTP_1, wrap
from endpoint_explorer.sending.waiting import READABLE, WRITABLE, Guard, is_readable


class SocketStream(httpcore.NetworkStream):
    """A connected, non-blocking socket, with or without TLS.

    It serves one send at a time: `attend` says whose guard bounds the waits from now on, and
    whose attempt the marks in time belong to.
    """

    def __init__(self, sock: socket.socket, guard: Guard, attempt: Attempt) -> None:
        self._socket = sock
        self.attend(guard, attempt)

    def attend(self, guard: Guard, attempt: Attempt) -> None:
        """Serve another send."""
        self._guard = guard
        self._attempt = attempt
        attempt.remote_address = _show(self._socket)

    @property
    def protocol(self) -> str | None:
        """What ALPN chose, such as `h2`."""
        if isinstance(self._socket, ssl.SSLSocket):
            return self._socket.selected_alpn_protocol()
        return None

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there, or wait for it; empty at the end."""
        self._attempt.reads()
        while True:
            self._guard.check()
            try:
                data = self._socket.recv(max_bytes)
            except (BlockingIOError, ssl.SSLWantReadError):
                self._guard.wait(self._socket.fileno(), READABLE, timeout)
            except ssl.SSLWantWriteError:
                self._guard.wait(self._socket.fileno(), WRITABLE, timeout)
            else:
                self._attempt.read(data)
                return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it.

        Raises httpcore.WriteError when the peer takes no more: httpcore then reads the answer
        that may have come early.
        """
        rest = memoryview(buffer)
        while rest:
            self._guard.check()
            try:
                rest = rest[self._socket.send(rest) :]
            except (BlockingIOError, ssl.SSLWantWriteError):
                self._guard.wait(self._socket.fileno(), WRITABLE, timeout)
            except ssl.SSLWantReadError:
                self._guard.wait(self._socket.fileno(), READABLE, timeout)
            except OSError as error:
                raise httpcore.WriteError(str(error)) from error
            else:
                self._attempt.wrote()

    def close(self) -> None:
        """Close the socket at once."""
        self._socket.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> SocketStream:
        """Do as `secure` does, for HTTP/1.1 only."""
        return self.secure(ssl_context, server_hostname or "", HTTP_1, timeout)

    def secure(
        self, context: ssl.SSLContext, host: str, protocols: Sequence[str], limit: float | None
    ) -> SocketStream:
        """Do the TLS handshake and return the encrypted stream; this one is then of no use.

        Raises ssl.SSLError and OSError as they come.
        """
        self._attempt.enter("tls")
        started = now()
        sock = wrap(self._socket, context, host, protocols)
        try:
            self._shake_hands(sock, limit)
        except BaseException:
            sock.close()
            raise
        self._attempt.tls = now() - started
        return SocketStream(sock, self._guard, self._attempt)

    def _shake_hands(self, sock: ssl.SSLSocket, limit: float | None) -> None:
        while True:
            self._guard.check()
            try:
                return sock.do_handshake()
            except ssl.SSLWantReadError:
                self._guard.wait(sock.fileno(), READABLE, limit)
            except ssl.SSLWantWriteError:
                self._guard.wait(sock.fileno(), WRITABLE, limit)

    def get_extra_info(self, info: str) -> Any:
        """Answer what httpcore asks of a stream."""
        match info:
            case "is_readable":
                return is_readable(self._socket.fileno())
            case "socket":
                return self._socket
            case "ssl_object":
                return self._socket if isinstance(self._socket, ssl.SSLSocket) else None
            case _:
                return None


class Dialer(httpcore.NetworkBackend):
    """Opens the streams of one attempt, and times it."""

    def __init__(self, resolver: Resolver, guard: Guard, attempt: Attempt) -> None:
        self._resolver = resolver
        self._guard = guard
        self._attempt = attempt

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - the signature is httpcore's
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002 - as above
    ) -> SocketStream:
        """Look the host up and connect to the first of its addresses that answers.

        Raises OSError as it comes, socket.gaierror for a name without address.
        """
        addresses = literal(host, port)
        if not addresses:
            self._attempt.enter("dns")
            started = now()
            addresses = look_up(host, port, self._resolver, self._guard, timeout)
            self._attempt.dns = now() - started
        self._attempt.enter("connect")
        started = now()
        sock = connect(addresses, self._guard, timeout)
        self._attempt.connect = now() - started
        return SocketStream(sock, self._guard, self._attempt)


def _show(sock: socket.socket) -> str:
    """Return the address and port of the other end; empty when it has already gone."""
    try:
        host, port, *_ = sock.getpeername()
    except OSError:
        return ""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
