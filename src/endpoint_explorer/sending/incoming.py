"""The body of an answer on its way in: counted, decoded, capped, and kept as far as it came."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import msgspec

from endpoint_explorer.errors import SendError
from endpoint_explorer.model.exchange import BodyLimits, OmittedBody, Response
from endpoint_explorer.model.measure import format_size
from endpoint_explorer.model.request import DEFAULTS
from endpoint_explorer.sending import decoding
from endpoint_explorer.sending.attempt import Attempt
from endpoint_explorer.sending.spool import Spool
from endpoint_explorer.sending.watching import Watch


class Caps(msgspec.Struct, frozen=True):
    """How much of a body is taken, in bytes: as it comes in, and decoded; infinite for no limit."""

    raw: float = DEFAULTS.max_body or math.inf
    decoded: float = DEFAULTS.max_decoded or math.inf

    def under(self, limits: BodyLimits) -> Caps:
        """Return these caps with the limits of a request in their place."""
        return Caps(_cap(limits.raw, self.raw), _cap(limits.decoded, self.decoded))


UNCAPPED = Caps(math.inf, math.inf)


def _cap(limit: int | None, default: float) -> float:
    return default if limit is None else limit or math.inf


class Incoming:
    """Reads the body of one answer.

    `check` raises a SendError when the send must end. The spool is left empty.
    """

    def __init__(
        self,
        head: Response,
        attempt: Attempt,
        *,
        caps: Caps,
        spool: Spool,
        watch: Watch,
        check: Callable[[], None],
    ) -> None:
        self._head = head
        self._attempt = attempt
        self._caps = caps
        self._spool = spool
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
        failure: SendError | None = None
        try:
            for piece in self._capped(decoded, self._caps.decoded if names else math.inf):
                self._spool.write(piece)
                if on_body:
                    on_body(piece)
        except SendError as error:
            error.host = error.host or self._attempt.host
            failure = None if self._is_capped else error
        except BaseException:
            self._spool.close()
            raise
        body, omitted = self._spool.take()
        self._report(last=True)
        return self._response(body, omitted, failure), failure

    def _capped(self, decoded: Iterator[bytes], limit: float) -> Iterator[bytes]:
        """Yield the decoded body up to a limit."""
        room = limit
        for piece in decoded:
            self._check()
            if len(piece) > room:
                self._cap("decoded", limit, "max_decoded")
                yield piece[: int(room)]
                return
            room -= len(piece)
            if piece:
                yield piece

    def _response(
        self, body: bytes, omitted: OmittedBody | None, failure: SendError | None
    ) -> Response:
        return msgspec.structs.replace(
            self._head,
            body=body,
            omitted=omitted,
            wire_size=self._attempt.received,
            is_complete=failure is None and not self._is_capped,
            notes=(*self._head.notes, *self._notes),
        )

    def _count(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the body as it comes, up to its cap."""
        for chunk in chunks:
            room = self._caps.raw - self._attempt.received
            if len(chunk) > room:
                self._attempt.received += int(room)
                self._cap("received", self._caps.raw, "max_body")
                yield chunk[: int(room)]
                return
            self._attempt.received += len(chunk)
            self._report(last=False)
            yield chunk

    def _cap(self, done: str, limit: float, option: str) -> None:
        self._is_capped = True
        expected = self._attempt.expected if done == "received" else None
        of = f" of {format_size(expected)}" if expected else ""
        self._notes.append(
            f"truncated: {format_size(int(limit))}{of} {done}, which is the limit "
            f"({option} = {int(limit)})"
        )

    def _report(self, *, last: bool) -> None:
        self._watch.received(
            self._attempt.received, self._attempt.expected, self._head.status, last=last
        )
