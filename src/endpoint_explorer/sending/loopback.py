"""The place on this machine that a browser comes back to after authorizing (RFC 8252, 7.3)."""

from __future__ import annotations

import select
import socket
from urllib.parse import parse_qsl

from endpoint_explorer.errors import AuthorizationFailed, Cancelled
from endpoint_explorer.sending import urls
from endpoint_explorer.sending.waiting import CancelRequested, CancelToken, Guard, LimitReached

HOST = "127.0.0.1"
PATH = "/callback"

_MOST = 16 * 1024
"""Bytes of a request that are read."""
_VISITORS = 16
"""Connections that may be open at once: browsers open some that they never use."""

_STEP = "authorization"


class Loopback:
    """Listens until a browser comes back; close it, or use it in a `with` block.

    `redirect_uri` may name a path, a port and the host `localhost`; `uri` has the port that is
    listened on. Raises AuthorizationFailed when that is taken.
    """

    def __init__(self, redirect_uri: str = "") -> None:
        url = urls.parse(redirect_uri or f"http://{HOST}{PATH}")
        try:
            self._listener = socket.create_server((HOST, url.port or 0))
        except OSError as error:
            raise AuthorizationFailed(
                f"nothing can listen on {HOST}:{url.port} for the answer: {error.strerror}",
                step=_STEP,
                hint="End what uses the port, or take it out of redirect_uri.",
            ) from error
        self._path = url.path
        self._visitors: dict[int, _Visitor] = {}
        port = self._listener.getsockname()[1]
        query = f"?{url.query}" if url.query else ""
        self.uri = f"http://{url.host}:{port}{url.path}{query}"

    def __enter__(self) -> Loopback:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Listen no longer."""
        self._listener.close()
        for visitor in self._visitors.values():
            visitor.close()
        self._visitors.clear()

    def wait(self, cancel: CancelToken, timeout: float) -> dict[str, str]:
        """Wait for one answer, answer it with a page, and return its parameters.

        `timeout` is in seconds. Raises AuthorizationFailed when it has passed, Cancelled.
        """
        try:
            with cancel.alarm() as alarm:
                return self._await_answer(Guard(timeout, cancel, alarm))
        except CancelRequested:
            message = "cancelled while waiting for the browser to come back"
            raise Cancelled(message, host=HOST, phase="wait") from None
        except LimitReached:
            raise AuthorizationFailed(
                f"nobody authorized within {timeout / 60:g} minutes",
                step=_STEP,
                hint="Authorize again; the page is to be left by its own button.",
            ) from None
        finally:
            self.close()

    def _await_answer(self, guard: Guard) -> dict[str, str]:
        """Serve whoever comes until one has an answer; the others are turned away."""
        listener = self._listener.fileno()
        while True:
            watched = dict.fromkeys((listener, *self._visitors), select.POLLIN)
            for ready in guard.poll(watched, None):
                if ready == listener:
                    self._admit()
                    continue
                answer = self._hear(ready)
                if answer is not None:
                    return answer

    def _hear(self, ready: int) -> dict[str, str] | None:
        """Read what a visitor says; return the answer, if it is one."""
        visitor = self._visitors.get(ready)
        target = visitor.read() if visitor else None
        if visitor is None or target is None:
            return None
        del self._visitors[ready]
        answer = self._parameters(target)
        if answer is None:
            visitor.turn_away()
        else:
            visitor.thank(is_error="error" in answer)
        return answer

    def _admit(self) -> None:
        """Take a connection; the oldest one that said nothing yet makes room."""
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return  # it has gone already
        if len(self._visitors) >= _VISITORS:
            self._visitors.pop(next(iter(self._visitors))).close()
        self._visitors[connection.fileno()] = _Visitor(connection)

    def _parameters(self, target: str) -> dict[str, str] | None:
        """Return the parameters of an answer; None for a request that is none."""
        path, _, query = target.partition("?")
        try:
            rows = parse_qsl(query, keep_blank_values=True, max_num_fields=50)
        except ValueError:
            return None
        names = [name for name, _ in rows]
        is_answer = {"code", "error", "state"} & set(names)
        if path != self._path or not is_answer or len(set(names)) < len(names):
            return None  # RFC 6749, 3.1: no parameter comes twice
        return dict(rows)


class _Visitor:
    """A connection, which may or may not be the browser's with the answer."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self._connection = connection
        self._read = b""

    def close(self) -> None:
        self._connection.close()

    def read(self) -> str | None:
        """Return the target of a GET once its head is there, an empty one for anything else."""
        try:
            data = self._connection.recv(_MOST)
        except BlockingIOError:
            return None
        except OSError:
            data = b""
        self._read += data
        if b"\r\n\r\n" in self._read:
            method, _, rest = self._read.partition(b"\r\n")[0].partition(b" ")
            return rest.partition(b" ")[0].decode("latin-1") if method == b"GET" else ""
        return None if data and len(self._read) < _MOST else ""

    def turn_away(self) -> None:
        self._answer("404 Not Found", "Not here", "This is not where an answer is waited for.")

    def thank(self, *, is_error: bool) -> None:
        if is_error:
            text = "The server did not authorize. Endpoint Explorer says why."
            self._answer("200 OK", "Not authorized", f"{text} You can close this tab.")
        else:
            text = "It has its answer. You can close this tab."
            self._answer("200 OK", "Back to Endpoint Explorer", text)

    def _answer(self, status: str, title: str, text: str) -> None:
        body = _PAGE.format(title=title, text=text).encode()
        head = "\r\n".join((f"HTTP/1.1 {status}", *_HEADERS, f"Content-Length: {len(body)}"))
        try:
            self._connection.settimeout(1)
            self._connection.sendall(head.encode() + b"\r\n\r\n" + body)
            self._connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # whether or not the page is seen, the answer is there
        finally:
            self._connection.close()


_HEADERS = (
    "Content-Type: text/html; charset=utf-8",
    "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'",
    "Cache-Control: no-store",
    "Referrer-Policy: no-referrer",
    "Connection: close",
)

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title} - Endpoint Explorer</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 24vh auto 0;
  padding: 0 1.5rem; color: #2b3340; background: #f6f7f9 }}
h1 {{ font-size: 1.5rem; font-weight: 600; margin: 0 0 .5rem }}
@media (prefers-color-scheme: dark) {{ body {{ color: #d5dbe5; background: #14181f }} }}
</style>
<h1>{title}</h1>
<p>{text}
</html>
"""
