"""TLS to a server inside TLS to a proxy, which a socket of the standard library cannot do."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from typing import Any

from endpoint_explorer.sending.attempt import Attempt, now
from endpoint_explorer.sending.network import SocketStream
from endpoint_explorer.sending.tls import engine
from endpoint_explorer.sending.waiting import WRITABLE, Guard

_CHUNK = 64 * 1024


class NestedTlsStream(SocketStream):
    """An encrypted stream to a server through an encrypted stream to a proxy."""

    def __init__(
        self,
        outer: SocketStream,
        guard: Guard,
        attempt: Attempt,
        *,
        context: ssl.SSLContext,
        host: str,
        protocols: Sequence[str],
    ) -> None:
        super().__init__(outer.get_extra_info("socket"), guard, attempt)
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = engine(context, self._incoming, self._outgoing, host, protocols)

    @property
    def protocol(self) -> str | None:
        """What ALPN chose with the server."""
        return self._tls.selected_alpn_protocol()

    def peer_certificate(self) -> bytes | None:
        """Return what the server showed in the handshake, in DER."""
        return self._tls.getpeercert(binary_form=True)

    def shake_hands(self, limit: float | None) -> None:
        """Do the handshake with the server; raises ssl.SSLError and OSError as they come."""
        self._attempt.enter("tls")
        started = now()
        while not self._is_agreed(limit):
            self._take_in(limit)
        self._attempt.tls = now() - started

    def _is_agreed(self, limit: float | None) -> bool:
        """Take the handshake as far as it goes, and send what comes of it, alerts too."""
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            return False
        finally:
            self._put_out(limit)
        return True

    def receive(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read and decrypt what is there, or wait for it; empty at the end."""
        while True:
            try:
                return self._tls.read(max_bytes)
            except ssl.SSLWantReadError:
                self._put_out(timeout)
                self._take_in(timeout)
            except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
                return b""

    def transmit(self, buffer: bytes, timeout: float | None = None) -> None:
        """Encrypt and write all of it."""
        rest = memoryview(buffer)
        while rest:
            rest = rest[self._tls.write(rest[:_CHUNK]) :]
            self._put_out(timeout)

    def get_extra_info(self, info: str) -> Any:
        """Answer what httpcore asks of a stream."""
        return self._tls if info == "ssl_object" else super().get_extra_info(info)

    def _wait_to_write(self, timeout: float | None) -> None:
        """Wait, without a look at what comes: encrypted, it does not show an early answer."""
        self._guard.wait(self._socket.fileno(), WRITABLE, timeout)

    def _take_in(self, timeout: float | None) -> None:
        data = super().receive(_CHUNK, timeout)
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    def _put_out(self, timeout: float | None) -> None:
        if self._outgoing.pending:
            super().transmit(self._outgoing.read(), timeout)
