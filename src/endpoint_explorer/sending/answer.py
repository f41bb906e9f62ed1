"""An answer whose headers are there and whose body is still to come."""

from __future__ import annotations

from collections.abc import Iterator

import httpcore
import msgspec

from endpoint_explorer.errors import SendError
from endpoint_explorer.model.exchange import Headers, Response
from endpoint_explorer.sending.attempt import Attempt, now
from endpoint_explorer.sending.connections import Connection, IdleConnections
from endpoint_explorer.sending.failures import mapped
from endpoint_explorer.sending.heads import decode

_DRAINED = 64 * 1024
"""Bytes of a redirect's body that are read to keep its connection; past them it is closed."""

_DRAIN_SECONDS = 0.5
"""How long reading them may take, for the same reason."""


class Answer:
    """An answer whose headers are there and whose body is still to come."""

    def __init__(
        self,
        connection: Connection,
        request: httpcore.Request,
        answer: httpcore.Response,
        attempt: Attempt,
    ) -> None:
        self._connection = connection
        self._request = request
        self._answer = answer
        self._attempt = attempt
        self._is_read = False
        self.head = _head(answer, request.method.decode("ascii"))
        attempt.head.clear()
        attempt.expected = self.head.expected_size
        attempt.enter("receive")

    def chunks(self) -> Iterator[bytes]:
        """Yield the body as it comes; raises SendError."""
        with mapped(self._attempt):
            yield from self._answer.iter_stream()
        self._is_read = True

    def drain(self) -> None:
        """Read a body that nobody wants, if it is short, so that the connection can be kept."""
        size, until = 0, now() + _DRAIN_SECONDS
        waits = self._request.extensions["timeout"]
        waits["read"] = min(waits["read"] or _DRAIN_SECONDS, _DRAIN_SECONDS)
        try:
            for chunk in self.chunks():
                size += len(chunk)
                if size > _DRAINED or now() > until:
                    break
        except SendError:
            # The answer has been used: a body that breaks off changes nothing.
            return

    def release(self, idle: IdleConnections) -> None:
        """Keep the connection if the body was read to its end, else close it."""
        if self._is_read:
            self._answer.close()
            idle.put(self._connection)
        else:
            self._connection.close()


def _head(answer: httpcore.Response, method: str) -> Response:
    headers: Headers = tuple((decode(name), decode(value)) for name, value in answer.headers)
    head = Response(
        status=answer.status,
        reason=decode(answer.extensions.get("reason_phrase", b"")),
        http_version=decode(answer.extensions["http_version"]),
        headers=headers,
    )
    return msgspec.structs.replace(head, expected_size=_expected_size(head, method))


def _expected_size(head: Response, method: str) -> int | None:
    """Return what Content-Length promises, where a body may follow and is not chunked."""
    if method == "HEAD" or head.status in (204, 304) or head.header("transfer-encoding"):
        return None
    length = head.header("content-length") or ""
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else None
