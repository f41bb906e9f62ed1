"""A server on raw sockets that misbehaves as a script says."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from types import TracebackType

PATIENCE = 5.0
"""Seconds that the server waits for a client before it gives up, so that no test hangs."""


class Gone(Exception):
    """The client, or the test, has gone."""


class Peer:
    """The server's end of one connection."""

    def __init__(self, sock: socket.socket, over: threading.Event) -> None:
        self.sock = sock
        self._over = over
        self._buffer = b""

    def read_request(self) -> bytes:
        """Read a request with its body, as Content-Length frames it; Gone when there is none."""
        while b"\r\n\r\n" not in self._buffer:
            self._receive()
        head, _, rest = self._buffer.partition(b"\r\n\r\n")
        length = next(
            (
                int(line.partition(b":")[2])
                for line in head.split(b"\r\n")[1:]
                if line.lower().startswith(b"content-length:")
            ),
            0,
        )
        while len(rest) < length:
            self._receive()
            rest = self._buffer.partition(b"\r\n\r\n")[2]
        size = len(head) + 4 + length
        request, self._buffer = self._buffer[:size], self._buffer[size:]
        return request

    def send(self, data: bytes) -> None:
        """Send all of it; Gone when the client does not take it."""
        try:
            self.sock.sendall(data)
        except OSError as error:
            raise Gone from error

    def answer(self, body: bytes = b"ok", *, status: str = "200 OK", headers: str = "") -> None:
        """Send a proper response; `headers` are whole lines."""
        head = f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
        self.send(head.encode("latin-1") + body)

    def drip(self, data: bytes, interval: float = 0.05) -> None:
        """Send a byte at a time, with a pause before each."""
        for i in range(len(data)):
            self.pause(interval)
            self.send(data[i : i + 1])

    def pause(self, seconds: float) -> None:
        """Let time pass; Gone when the test is over."""
        if self._over.wait(seconds):
            raise Gone

    def hang(self) -> None:
        """Do nothing until the client closes."""
        with contextlib.suppress(Gone):
            while True:
                self._receive()

    def reset(self) -> None:
        """Break the connection with a TCP reset."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def _receive(self) -> None:
        try:
            data = self.sock.recv(65536)
        except OSError as error:
            raise Gone from error
        if not data:
            raise Gone
        self._buffer += data


Script = Callable[[Peer], None]


class FaultServer:
    """Runs a script for each connection, in a thread of its own; use it in a `with` block.

    `scripts` serve the first, second, ... connection, the last one all that follow. `accepted`
    counts connections. What a script raises, but for `Gone`, is raised when the block ends.
    """

    def __init__(self, *scripts: Script, context: ssl.SSLContext | None = None) -> None:
        self._scripts = scripts
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        self._peers: list[Peer] = []
        self._errors: list[Exception] = []
        self.accepted = 0
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> FaultServer:
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for peer in self._peers:
            with contextlib.suppress(OSError):
                peer.sock.shutdown(socket.SHUT_RDWR)
            peer.sock.close()
        for thread in self._threads:
            thread.join(PATIENCE)
        if self._errors and error is None:
            raise self._errors[0]

    def forget_ended(self) -> None:
        """Let go of the connections whose scripts have ended."""
        self._peers = [peer for peer in self._peers if peer.sock.fileno() >= 0]
        self._threads = [thread for thread in self._threads if thread.is_alive()]

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            script = self._scripts[min(self.accepted, len(self._scripts) - 1)]
            self.accepted += 1
            self._start(self._serve, sock, script)

    def _serve(self, sock: socket.socket, script: Script) -> None:
        with contextlib.ExitStack() as stack:
            stack.enter_context(sock)
            sock.settimeout(PATIENCE)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._context:
                try:
                    sock = stack.enter_context(self._context.wrap_socket(sock, server_side=True))
                except OSError:
                    return
            peer = Peer(sock, self._over)
            self._peers.append(peer)
            try:
                script(peer)
            except Gone:
                pass
            except Exception as error:  # raised again in the test's own thread
                self._errors.append(error)


@contextlib.contextmanager
def full_port() -> Iterator[int]:
    """Give a port on 127.0.0.1 at which connecting hangs: nobody accepts and its queue is full."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.1", port))
        yield port


def free_port() -> int:
    """Return a port on 127.0.0.1 at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
