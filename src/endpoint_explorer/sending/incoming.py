"""The body of an answer on its way in: counted, decoded, capped, and kept as far as it came."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from endpoint_explorer.errors import SendError
from endpoint_explorer.model.exchange import Response
from endpoint_explorer.sending import decoding
from endpoint_explorer.sending.attempt import Attempt
from endpoint_explorer.sending.watching import Watch


class Caps(msgspec.Struct, frozen=True):
    """How much of a body is taken, in bytes: as it comes in, and decoded."""

    raw: int = 50_000_000
    decoded: int = 100_000_000


class Incoming:
    """Reads the body of one answer.

    `check` raises a SendError when the send must end.
    """

    def __init__(
        self,
        head: Response,
        attempt: Attempt,
        *,
        caps: Caps,
        watch: Watch,
        check: Callable[[], None],
    ) -> None:
        self._head = head
        self._attempt = attempt
        self._caps = caps
        self._watch = watch
        self._check = check
        self._notes: list[str] = []
        self._is_capped = False

    def read(
        self, chunks: Iterator[bytes], on_body: Callable[[bytes], None] | None
    ) -> tuple[Response, SendError | None]:
        """Return the response with all of the body that came, and why it is not complete.

        `chunks` raises SendError only. What `on_body` raises passes.
        """
        names = decoding.codings(self._head.header_values("content-encoding"))
        decoded = decoding.decode(self._count(chunks), names, self._notes)
        pieces: list[bytes] = []
        failure: SendError | None = None
        room = self._caps.decoded
        while room >= 0:
            try:
                piece = next(decoded, None)
                self._check()
            except SendError as error:
                failure = None if self._is_capped else error
                break
            if piece is None:
                break
            if len(piece) > room:
                self._cap(f"{self._caps.decoded:,} bytes of the decoded body")
            kept = piece[:room]
            room -= len(piece)
            if kept:
                pieces.append(kept)
                if on_body:
                    on_body(kept)
        self._report(last=True)
        return self._response(b"".join(pieces), failure), failure

    def _response(self, body: bytes, failure: SendError | None) -> Response:
        return msgspec.structs.replace(
            self._head,
            body=body,
            wire_size=self._attempt.received,
            is_complete=failure is None and not self._is_capped,
            notes=(*self._head.notes, *self._notes),
        )

    def _count(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the body as it comes, up to its cap."""
        for chunk in chunks:
            room = self._caps.raw - self._attempt.received
            if len(chunk) > room:
                self._attempt.received += room
                self._cap(f"{self._caps.raw:,} bytes of the body")
                yield chunk[:room]
                return
            self._attempt.received += len(chunk)
            self._report(last=False)
            yield chunk

    def _cap(self, taken: str) -> None:
        self._is_capped = True
        self._notes.append(f"truncated: only the first {taken} are kept")

    def _report(self, *, last: bool) -> None:
        self._watch.received(
            self._attempt.received, self._attempt.expected, self._head.status, last=last
        )
