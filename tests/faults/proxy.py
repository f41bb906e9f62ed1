"""A small proxy to stand in a fault server: HTTP that forwards and tunnels, and SOCKS 5."""

from __future__ import annotations

import base64
import contextlib
import select
import socket
import ssl

import msgspec
from tests.faults.server import PATIENCE, FaultServer, Peer


class Seen:
    """What a proxy was asked: whole requests, and the places that tunnels were to lead to."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self.places: list[str] = []


class HttpProxy(msgspec.Struct):
    """Forwards and tunnels, whatever the host, to a port on 127.0.0.1.

    With `credentials`, `user:password`, others are answered with 407.
    """

    port: int
    seen: Seen
    credentials: str = ""

    def __call__(self, peer: Peer) -> None:
        """Serve a connection."""
        while True:
            request = peer.read_request()
            self.seen.requests.append(request)
            pair = base64.b64encode(self.credentials.encode())
            if self.credentials and b"Proxy-Authorization: Basic " + pair not in request:
                headers = 'Proxy-Authenticate: Basic realm="p"\r\n'
                peer.answer(b"no", status="407 Proxy Authentication Required", headers=headers)
            elif request.startswith(b"CONNECT "):
                self.seen.places.append(request.split()[1].decode())
                peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
                tunnel(peer, self.port)
                return
            else:
                peer.answer(b"forwarded")


class SocksProxy(msgspec.Struct):
    """Tunnels to a port on 127.0.0.1; `code` other than 0 refuses, as RFC 1928 numbers it."""

    port: int
    seen: Seen
    credentials: str = ""
    code: int = 0

    def __call__(self, peer: Peer) -> None:
        """Serve a connection."""
        version, count = _take(peer, 2)
        assert version == 5
        methods = _take(peer, count)
        wanted = 2 if self.credentials else 0
        if wanted not in methods:
            peer.send(b"\x05\xff")
            return
        peer.send(bytes((5, wanted)))
        if self.credentials:
            assert _take(peer, 1) == b"\x01"
            user = _take(peer, _take(peer, 1)[0]).decode()
            password = _take(peer, _take(peer, 1)[0]).decode()
            is_right = f"{user}:{password}" == self.credentials
            peer.send(b"\x01\x00" if is_right else b"\x01\x01")
            if not is_right:
                return
        assert _take(peer, 3) == b"\x05\x01\x00"
        kind = _take(peer, 1)[0]
        if kind == 3:
            host = _take(peer, _take(peer, 1)[0]).decode()
        else:
            host = socket.inet_ntop(socket.AF_INET, _take(peer, 4))
        port = int.from_bytes(_take(peer, 2), "big")
        self.seen.places.append(f"{host}:{port}")
        peer.send(bytes((5, self.code, 0, 1)) + bytes(6))
        if not self.code:
            tunnel(peer, self.port)


def tunnel(peer: Peer, port: int) -> None:
    """Pass bytes to and fro until one side closes."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as server:
        ends = {peer.sock: server, server: peer.sock}
        with contextlib.suppress(OSError, ValueError):
            while True:
                has_pending = isinstance(peer.sock, ssl.SSLSocket) and peer.sock.pending()
                ready = [peer.sock] if has_pending else select.select([*ends], [], [], PATIENCE)[0]
                for end in ready:
                    data = end.recv(65536)
                    if not data:
                        return
                    ends[end].sendall(data)


def through(
    server: FaultServer, seen: Seen, credentials: str = "", context: ssl.SSLContext | None = None
) -> FaultServer:
    """Return an HTTP proxy in front of a server."""
    return FaultServer(HttpProxy(server.port, seen, credentials), context=context)


def _take(peer: Peer, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = peer.sock.recv(size - len(data))
        if not piece:
            raise ConnectionError("the client left in the middle of SOCKS")
        data += piece
    return data
