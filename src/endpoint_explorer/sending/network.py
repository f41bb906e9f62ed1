"""Sockets for httpcore on which no wait outlasts the send's deadline or its cancel token."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable, Sequence
from typing import Any

import httpcore

from endpoint_explorer.sending.attempt import Attempt, now
from endpoint_explorer.sending.connecting import connect
from endpoint_explorer.sending.lookup import Address, Resolver, literal, look_up
from endpoint_explorer.sending.tls import HTTP_1, wrap
from endpoint_explorer.sending.waiting import READABLE, WRITABLE, Guard, LimitReached, is_ready

_EARLY = 1024 * 1024
"""Bytes of an early answer that are taken while a request is still being written."""

_INTERIM = b"HTTP/1.1 1"
"""How an answer starts after which the final one is still to come."""

_GRACE = 1.0
"""Seconds for which a server that has answered may take nothing more of the request."""


class SocketStream(httpcore.NetworkStream):
    """A connected, non-blocking socket, with or without TLS.

    It serves one send at a time: `attend` says whose guard bounds the waits from now on, and
    whose attempt the marks in time belong to.
    """

    def __init__(self, sock: socket.socket, guard: Guard, attempt: Attempt) -> None:
        self._socket = sock
        self._early = b""
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

    def peer_certificate(self) -> bytes | None:
        """Return what the other end showed in the handshake, in DER."""
        if isinstance(self._socket, ssl.SSLSocket):
            return self._socket.getpeercert(binary_form=True)
        return None

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there, or wait for it; empty at the end."""
        self._attempt.reads()
        data = self.receive(max_bytes, timeout)
        self._attempt.read(data)
        return data

    def receive(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Do as `read` does, for bytes that are no part of an answer."""
        while True:
            self._guard.check()
            if self._early:
                data, self._early = self._early[:max_bytes], self._early[max_bytes:]
                return data
            try:
                return self._socket.recv(max_bytes)
            except (BlockingIOError, ssl.SSLWantReadError):
                self._guard.wait(self._socket.fileno(), READABLE, timeout)
            except ssl.SSLWantWriteError:
                self._guard.wait(self._socket.fileno(), WRITABLE, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it.

        Raises httpcore.WriteError when the peer takes no more: httpcore then reads the answer
        that may have come early.
        """
        self.transmit(buffer, timeout)
        self._attempt.wrote()

    def transmit(self, buffer: bytes, timeout: float | None = None) -> None:
        """Do as `write` does, for bytes that are no part of a request."""
        rest = memoryview(buffer)
        while rest:
            self._guard.check()
            try:
                rest = rest[self._socket.send(rest) :]
            except (BlockingIOError, ssl.SSLWantWriteError):
                self._wait_to_write(timeout)
            except ssl.SSLWantReadError:
                self._guard.wait(self._socket.fileno(), READABLE, timeout)
            except OSError as error:
                raise httpcore.WriteError(str(error)) from error

    def _wait_to_write(self, timeout: float | None) -> None:
        """Wait until more can be written, and listen meanwhile.

        A server may answer early and then neither read nor close; writing is then over.
        """
        descriptor = self._socket.fileno()
        # Frames of HTTP/2 come at any time, and are no answer.
        listens = self.protocol != "h2"
        while True:
            events = WRITABLE | (READABLE if listens and len(self._early) < _EARLY else 0)
            has_answer = bool(self._early) and not self._early.startswith(_INTERIM)
            if not self._guard.poll({descriptor: events}, _GRACE if has_answer else timeout):
                if has_answer:
                    raise httpcore.WriteError("the server has answered and takes no more")
                raise LimitReached(timeout or 0.0, is_total=False)
            if is_ready(descriptor, WRITABLE):
                return
            self._listen()

    def _listen(self) -> None:
        """Take what the server says before it has the whole request."""
        try:
            data = self._socket.recv(_EARLY)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return
        if not data:
            raise httpcore.WriteError("the server has closed its side")
        self._early += data

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
                return bool(self._early) or is_ready(self._socket.fileno(), READABLE)
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
        addresses = self.addresses(host, port, timeout)
        self._attempt.enter("connect")
        started = now()
        sock = connect(addresses, self._guard, timeout)
        self._attempt.connect = now() - started
        return SocketStream(sock, self._guard, self._attempt)

    def addresses(self, host: str, port: int, limit: float | None) -> list[Address]:
        """Look a host up, unless it is an address; raises socket.gaierror."""
        addresses = literal(host, port)
        if not addresses:
            self._attempt.enter("dns")
            started = now()
            addresses = look_up(host, port, self._resolver, self._guard, limit)
            self._attempt.dns = now() - started
        return addresses


def _show(sock: socket.socket) -> str:
    """Return the address and port of the other end; empty when it has gone or has none."""
    try:
        host, port, *_ = sock.getpeername()
    except (OSError, ValueError):
        return ""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
