"""What is sent and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from endpoint_explorer.errors import SendError
from endpoint_explorer.model.authorization import Challenge, OAuth2Settings, Signing
from endpoint_explorer.model.network import Certificate, Proxy, Trust
from endpoint_explorer.model.octets import to_bytes
from endpoint_explorer.model.request import Request
from endpoint_explorer.model.secret import Secret
from endpoint_explorer.model.session import Captured

Headers = tuple[tuple[str, str], ...]
"""Names and values in the order, case and number they have on the wire."""

Phase = Literal["resolve", "dns", "connect", "tls", "send", "wait", "receive", "done"]


class FilePart(msgspec.Struct, frozen=True):
    """A piece of a body that is read from a file while it is sent; `size` is in bytes."""

    path: Path
    size: int


class BodyLimits(msgspec.Struct, frozen=True):
    """How much of a response's body is taken, in bytes: as it comes in, and decoded.

    None is the default of whoever sends, 0 no limit.
    """

    raw: int | None = None
    decoded: int | None = None


class PreparedRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Everything resolved: the exact bytes to send, and which values in them are secret.

    `url` is the absolute URL with the target as it goes on the wire. `headers` are all of them,
    in order, Host and Content-Length too: the transport adds none. `timeout` is in seconds for
    the whole send, None for no limit. `auth_headers` and `auth_query` name what auth added, and
    `auth_cookie` is a Cookie header of auth alone, which the jar's cookies may join. `signing`
    signs each message to the origin anew, `challenge` answers its 401, `oauth2` says how to get
    a token. `notes` are about what was resolved.
    Where there is no `proxy`, environment variables name one if `proxy_from_environment` is set.
    `http_2` says whether HTTP/2 is offered. `cookies` says whether the jar is used, whose Cookie
    header the transport adds for each hop. `is_kept` says whether the exchange goes into the
    history.
    """

    method: str
    url: str
    headers: Headers = ()
    body: tuple[bytes | FilePart, ...] = ()
    secrets: tuple[Secret, ...] = ()
    timeout: float | None = 60.0
    follow_redirects: bool = True
    resend_body_cross_origin: bool = False
    limits: BodyLimits = BodyLimits()
    auth_headers: tuple[str, ...] = ()
    auth_query: tuple[str, ...] = ()
    auth_cookie: str = ""
    signing: Signing | None = None
    challenge: Challenge | None = None
    oauth2: OAuth2Settings | None = None
    notes: tuple[str, ...] = ()
    cookies: bool = True
    is_kept: bool = True
    http_2: bool = True
    trust: Trust = Trust()
    proxy: Proxy | None = None
    proxy_from_environment: bool = True

    @property
    def body_size(self) -> int:
        """The length of the body in bytes."""
        return sum(p.size if isinstance(p, FilePart) else len(p) for p in self.body)


class Timings(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Milliseconds by the transport's own clock; None for a phase that did not happen.

    `dns`, `connect` and `tls` are None on a reused connection. `first_byte` runs from the end of
    sending to the first byte of the response, `download` from there to the last one. `total` is
    the whole send, redirects included.
    """

    dns: float | None = None
    connect: float | None = None
    tls: float | None = None
    send: float | None = None
    first_byte: float | None = None
    download: float | None = None
    total: float = 0.0


class OmittedBody(msgspec.Struct, frozen=True):
    """What is kept of a body that was too large to keep: bytes, and the SHA-256 in hex digits."""

    size: int
    sha256: str


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """A response, perhaps a partial one.

    `body` is decoded; `wire_size` counts the body's bytes before decoding. `is_complete` is False
    when the body ended early; `expected_size` is what Content-Length promised, in bytes.
    `omitted` stands for a body that was too large to keep; `body` is then empty.
    """

    status: int
    reason: str = ""
    http_version: str = "HTTP/1.1"
    headers: Headers = ()
    body: bytes = b""
    wire_size: int = 0
    expected_size: int | None = None
    is_complete: bool = True
    notes: tuple[str, ...] = ()
    omitted: OmittedBody | None = None

    @property
    def size(self) -> int:
        """The length of the decoded body in bytes, kept or not."""
        return self.omitted.size if self.omitted else len(self.body)

    def header(self, name: str) -> str | None:
        """Return the first value of a header, whatever its case, or None."""
        lowered = name.lower()
        return next((value for key, value in self.headers if key.lower() == lowered), None)

    def header_values(self, name: str) -> tuple[str, ...]:
        """Return every value of a header, whatever its case."""
        lowered = name.lower()
        return tuple(value for key, value in self.headers if key.lower() == lowered)


class Failure(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why there is no complete response. `kind` is the stable word of an error class."""

    kind: str
    message: str
    hint: str = ""
    host: str = ""
    phase: str = ""

    @classmethod
    def of(cls, error: SendError) -> Failure:
        """Turn an error of the transport into a value."""
        return cls(error.kind, error.message, error.hint, error.host, error.phase)


class Hop(msgspec.Struct, frozen=True, omit_defaults=True):
    """One answer that was followed by another message: where it led, and what stayed behind.

    `note` says what else than a redirect it was: then it led back to the same URL.
    """

    status: int
    method: str
    url: str
    location: str
    dropped: tuple[str, ...] = ()
    note: str = ""


class WireRequest(msgspec.Struct, frozen=True, kw_only=True):
    """The request as it went out. `body` is None when it is larger than what is kept.

    `omitted` says more about it where the history was not to keep it.
    """

    method: str
    url: str
    headers: Headers = ()
    body: bytes | None = b""
    body_size: int = 0
    omitted: OmittedBody | None = None


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One prepared request and what came of it.

    Either `response`, or `failure`, or both when the response is partial. `started_at` is in
    seconds since the epoch, UTC. `request` is the unresolved request, from which a replay
    starts; `wire` is what was sent. `collection` is the collection's folder, `request_path` the
    file, both empty for an ad-hoc request. `secrets` never leave memory, nor do the values of
    `cookies`, those that were sent or set and may be credentials. `proxy` is what the last
    hop went through, without credentials, and `proxy_source` the environment variable that named
    it, empty where the settings did; `certificate` is what the server showed in it.
    """

    wire: WireRequest
    response: Response | None = None
    failure: Failure | None = None
    timings: Timings = Timings()
    hops: tuple[Hop, ...] = ()
    started_at: float = 0.0
    remote_address: str = ""
    proxy: str = ""
    proxy_source: str = ""
    certificate: Certificate | None = None
    id: int | None = None
    request: Request | None = None
    request_path: str = ""
    collection: str = ""
    environment: str = ""
    overrides: Mapping[str, str] = {}
    captures: tuple[Captured, ...] = ()
    secrets: tuple[Secret, ...] = ()
    cookies: tuple[Secret, ...] = ()


class ExchangeSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the history. `duration` is in milliseconds, `size` in bytes of the decoded body.

    `status` is None and `failure_kind` set when no complete response came. `changed` says that
    the body differs from that of the exchange before it with the same method, URL and
    request body.
    """

    id: int
    started_at: float
    method: str
    url: str
    status: int | None = None
    reason: str = ""
    failure_kind: str = ""
    duration: float = 0.0
    size: int = 0
    request_id: str = ""
    request_name: str = ""
    environment: str = ""
    route: str = ""
    endpoint_id: int = 0
    changed: bool = False
    pinned: bool = False
    note: str = ""


class Progress(msgspec.Struct, frozen=True):
    """Where a send is. Sizes are in bytes on the wire; `expected` is None when unknown."""

    phase: Phase
    sent: int = 0
    received: int = 0
    expected: int | None = None
    status: int | None = None


class MessagePiece(msgspec.Struct, frozen=True):
    """A stretch of a message that is shown before it is sent.

    `masked` stands over a secret, `unknown` for what is not known before the send, `omitted` says
    what is left out.
    """

    text: str
    kind: Literal["text", "masked", "unknown", "omitted"] = "text"

    @property
    def data(self) -> bytes:
        """The text as it goes out."""
        return to_bytes(self.text)


class MessagePreview(msgspec.Struct, frozen=True):
    """The first message that a send would put on the wire, in the form of HTTP/1.1.

    The texts of `head`, which ends with the empty line, and of `body` are the message, its line
    ends included; bytes that are no UTF-8 are lone surrogates in them. `content_type` is what the
    head says of the body. `problems`, pairs of field and reason, stand in the way of sending.
    """

    head: tuple[MessagePiece, ...] = ()
    body: tuple[MessagePiece, ...] = ()
    content_type: str = ""
    problems: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def data(self) -> bytes:
        """The whole message."""
        return b"".join(piece.data for piece in (*self.head, *self.body))


class Preview(msgspec.Struct, frozen=True):
    """What would be sent, secrets masked, and what stands in the way: pairs of field and reason."""

    method: str
    url: str
    problems: tuple[tuple[str, str], ...] = ()
