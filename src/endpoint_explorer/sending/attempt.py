"""One attempt at an exchange: where it is, and when it got there, by the transport's own clock."""

from __future__ import annotations

import time
from collections.abc import Callable

from endpoint_explorer.model.exchange import Phase, Timings
from endpoint_explorer.model.network import Certificate, Proxy
from endpoint_explorer.sending.heads import MOST

now = time.monotonic


class Attempt:
    """The phase, the marks in time and the counts of one request on one connection.

    Durations are in seconds, None for what did not happen; marks are in seconds of `now`.
    `first_bytes` is the start of what the server sent, for telling what it is if it is not HTTP;
    `head` is what came before the headers of the answer were whole, not much more than `MOST`.
    `body_sha256`, in hex digits, is that of a body that is too large to keep, once all is sent.
    `proxy` is what the connection goes through; `is_forwarded` says that it reads the requests.
    """

    def __init__(self, host: str, port: int, on_phase: Callable[[Phase], None]) -> None:
        self.host = host
        self.port = port
        self.phase: Phase = "connect"
        self.remote_address = ""
        self.proxy: Proxy | None = None
        self.is_forwarded = False
        self.certificate: Certificate | None = None
        self.is_reused = False
        self.is_http_2 = False
        self.has_more_to_send = False
        self.body_sha256 = ""
        self.dns: float | None = None
        self.connect: float | None = None
        self.tls: float | None = None
        self.send_started: float | None = None
        self.sent: float | None = None
        self.first_byte: float | None = None
        self.last_byte: float | None = None
        self.ended: float | None = None
        self.first_bytes = b""
        self.head = bytearray()
        self.received = 0
        self.expected: int | None = None
        self._on_phase = on_phase

    def enter(self, phase: Phase) -> None:
        """Note the phase that starts now."""
        self.phase = phase
        self._on_phase(phase)

    def reads(self) -> None:
        """Note that the answer is being waited for, unless there is more to send."""
        if self.phase == "send" and not self.has_more_to_send:
            self.enter("wait")

    def wrote(self) -> None:
        """Note that bytes of the request went out."""
        self.sent = now()

    def read(self, data: bytes) -> None:
        """Note that bytes of the answer came in."""
        if data:
            self.last_byte = now()
            if self.first_byte is None:
                self.first_byte = self.last_byte
                self.first_bytes = data[:32]
            if self.phase in ("send", "wait") and len(self.head) <= MOST:
                self.head += data

    def answer_begins(self) -> None:
        """Take the latest bytes for the first ones of the answer: those before were settings."""
        self.first_byte = self.last_byte

    def forget_bytes(self) -> None:
        """Forget what went to and fro so far: that was with a proxy, not with the server."""
        self.sent = self.first_byte = self.last_byte = None
        self.first_bytes = b""
        self.head.clear()

    def timings(self, started: float) -> Timings:
        """Return the timings of this attempt, in milliseconds; `started` is the send's mark."""
        return Timings(
            dns=_milliseconds(self.dns),
            connect=_milliseconds(self.connect),
            tls=_milliseconds(self.tls),
            send=_between(self.send_started, self.sent),
            first_byte=_between(self.sent, self.first_byte),
            download=_between(self.first_byte, self.last_byte),
            total=((self.ended or now()) - started) * 1000,
        )


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else seconds * 1000


def _between(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None else max(0.0, end - start) * 1000
