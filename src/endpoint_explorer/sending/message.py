"""The message that a send would put on the wire first, as it can be shown before it goes out.

A request is resolved twice: with stand-ins for what must not or cannot be shown, and, when nothing
stands in the way, as a send does it. Where the one has no stand-in the other's text is taken, so
that lengths and boundaries are those of the message itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from endpoint_explorer.errors import InvalidRequest, ProxyFailed, ResolveError, SecretNeeded
from endpoint_explorer.model.authorization import DigestLogin
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.exchange import (
    FilePart,
    Headers,
    MessagePiece,
    MessagePreview,
    PreparedRequest,
)
from endpoint_explorer.model.measure import format_size
from endpoint_explorer.model.network import Proxy
from endpoint_explorer.model.request import Request
from endpoint_explorer.model.secret import MASK, redact
from endpoint_explorer.sending import multipart, outgoing, proxies, urls
from endpoint_explorer.sending.cookies import CookieJar, with_cookies
from endpoint_explorer.sending.resolve import Outline, outline, prepare
from endpoint_explorer.sending.secrets import SecretReader, read_environ

SHOWN_BODY = 64 * 1024
"""Characters of a body that are shown."""

UNKNOWN = "unknown"

_BUILT_IN = "{{$"
_VARYING = "{{$randomInt}}"
"""The only built-in whose length differs from one send to the next."""

_BOUNDARY = re.compile(multipart.DERIVED)


def preview_message(
    request: Request,
    context: Context,
    jar: CookieJar | None = None,
    read_secret: SecretReader = read_environ,
) -> MessagePreview:
    """Return the first message of a send and every fault found; never raises.

    `jar` is what the send would be given, None for no cookies.
    """
    seen = outline(request, context, read_secret)
    exact, problems = _resolve(request, context, seen, read_secret)
    view = _View(seen, *_with_cookies(seen, exact, jar))
    return MessagePreview(
        head=tuple(view.finish(view.head())),
        body=tuple(view.finish(view.body())),
        content_type=_value(view.shown.headers, "content-type"),
        problems=problems,
        notes=tuple(view.notes()),
    )


def _resolve(
    request: Request, context: Context, seen: Outline, read_secret: SecretReader
) -> tuple[PreparedRequest | None, tuple[tuple[str, str], ...]]:
    """Resolve as a send does, where nothing is known to stand in the way; add what then does."""
    if seen.problems:
        return None, seen.problems
    try:
        exact = prepare(request, context, read_secret)
    except SecretNeeded:
        return None, ()  # A send asks for it.
    except ResolveError as error:
        return None, ((error.field, error.message.removeprefix(f"{error.field}: ")),)
    # With other headers than these, each would be compared with the wrong one.
    return (exact if len(exact.headers) == len(seen.prepared.headers) else None), ()


def _with_cookies(
    seen: Outline, exact: PreparedRequest | None, jar: CookieJar | None
) -> tuple[PreparedRequest, PreparedRequest | None]:
    """Add the Cookie header that the jar has for the URL; its values are never shown."""
    shown = seen.prepared
    asked = exact or shown
    if jar is None or not asked.cookies:
        return shown, exact
    pairs = jar.cookies_for(asked)
    shown = with_cookies(shown, _masked(pairs, seen) if pairs else "")
    return shown, with_cookies(exact, pairs) if exact is not None else None


def _masked(cookie: str, seen: Outline) -> str:
    """Put stand-ins for the values of a Cookie header."""
    pairs = []
    for pair in cookie.split("; "):
        name, equals, value = pair.partition("=")
        if not equals:
            name, value = "", pair
        pairs.append(f"{name}{equals}{seen.placeholders.stand_in(MASK) if value else ''}")
    return "; ".join(pairs)


class _Head(msgspec.Struct, frozen=True):
    method: str
    target: str
    headers: Headers
    is_placed: bool = True


class _View:
    """One request, resolved both ways; `exact` is None where it cannot be resolved."""

    def __init__(
        self, seen: Outline, shown: PreparedRequest, exact: PreparedRequest | None
    ) -> None:
        self._placeholders = seen.placeholders
        self._problems = seen.problems
        self.shown = shown
        self._exact = exact
        self._text = "".join(_decode(part) for part in shown.body if isinstance(part, bytes))
        self._is_open = seen.placeholders.occurs_in(self._text)
        self._is_chunked = bool(_value(shown.headers, "transfer-encoding"))
        self._boundary = self._true_boundary()

    def head(self) -> Iterator[MessagePiece]:
        """Yield the request line, the headers and the empty line."""
        proxy = _proxy_of(self._exact or self.shown)
        shown = self._made(self.shown, proxy)
        exact = self._made(self._exact, proxy) if self._exact and shown.is_placed else None
        yield from self._pieces(shown.method, exact.method if exact else None)
        yield MessagePiece(" ")
        yield from self._pieces(shown.target, exact.target if exact else None)
        yield MessagePiece(" HTTP/1.1\r\n")
        rows = shown.headers
        if self._exact:
            rows = exact.headers if exact else self._exact.headers
        for (name, value), (_, known) in zip(shown.headers, rows, strict=True):
            yield from self._pieces(name)
            yield MessagePiece(": ")
            yield from self._header_value(name.lower(), value, known, is_placed=shown.is_placed)
            yield MessagePiece("\r\n")
        yield MessagePiece("\r\n")

    def _header_value(
        self, name: str, value: str, known: str, *, is_placed: bool
    ) -> Iterator[MessagePiece]:
        if name == "content-length" and not self._is_size_known:
            yield MessagePiece(UNKNOWN, "unknown")
        elif name == "host" and not value and not is_placed:
            # The URL begins with a secret, or with what nobody knows.
            yield MessagePiece(MASK, "masked") if self._exact else MessagePiece(UNKNOWN, "unknown")
        else:
            yield from self._pieces(value.replace(*self._boundary), known)

    def body(self) -> Iterator[MessagePiece]:
        """Yield the body, up to what is shown of one; files by their names."""
        source = self.shown if self._is_open or self._exact is None else self._exact
        room = SHOWN_BODY
        for part in source.body:
            if isinstance(part, FilePart):
                yield MessagePiece(f"[{part.path}, {format_size(part.size)}]", "omitted")
                continue
            text = self._framed(part) if self._is_chunked else _decode(part)
            if room > 0:
                yield from self._pieces(text.replace(*self._boundary)[:room])
            room -= len(text)
        if room < 0:
            size = format_size(source.body_size)
            yield MessagePiece(f"\r\n[cut here: the body has {size}]", "omitted")
        elif self._is_chunked and not self._is_open:
            yield MessagePiece("0\r\n\r\n")

    def _framed(self, part: bytes) -> str:
        """Return a part in the chunks in which it goes out (RFC 9112, 7.1)."""
        if self._is_open:
            return _decode(part)
        return "".join(f"{len(c):x}\r\n{_decode(c)}\r\n" for c in outgoing.cut(part))

    def notes(self) -> Iterator[str]:
        """Say what the message cannot say itself."""
        if self._is_chunked and (self._is_open or len(self.shown.body) > 1):
            yield "The body goes out in chunks, whose sizes are not all shown."
        headers = " ".join(value for _, value in self.shown.headers)
        everything = self._placeholders.reveal(f"{self.shown.url} {headers} {self._text}")
        if self._exact and _BUILT_IN in everything:
            yield "A {{$…}} has another value at each send."
        if isinstance(self.shown.challenge, DigestLogin):
            yield "A Digest challenge is answered when it comes, with this message again."
        yield from self.shown.notes

    def finish(self, pieces: Iterable[MessagePiece]) -> Iterator[MessagePiece]:
        """Join what is text, and take out of it what is secret wherever it comes from."""
        secrets = (self._exact or self.shown).secrets
        pending = ""
        for piece in pieces:
            if piece.kind == "text":
                pending += piece.text
                continue
            if pending:
                yield MessagePiece(redact(pending, secrets))
                pending = ""
            yield piece
        if pending:
            yield MessagePiece(redact(pending, secrets))

    def _pieces(self, text: str, exact: str | None = None) -> Iterator[MessagePiece]:
        """Cut a text at its stand-ins; for one without any the exact one is shown."""
        if not self._placeholders.occurs_in(text):
            yield MessagePiece(text if exact is None else exact)
            return
        for piece, is_stand_in in self._placeholders.pieces(text):
            if is_stand_in:
                yield MessagePiece(piece, "masked" if piece == MASK else "unknown")
            else:
                yield MessagePiece(piece)

    def _made(self, prepared: PreparedRequest, proxy: Proxy | None) -> _Head:
        """Make the head as the transport does; as it is written where there is no URL yet."""
        try:
            url = urls.parse(prepared.url)
        except InvalidRequest:
            url = None
        if url is None or self._placeholders.begins(prepared.url):
            return _Head(prepared.method, prepared.url, prepared.headers, is_placed=False)
        target, rows = outgoing.head(prepared, url, proxy)
        headers = [(_decode(name), _decode(value)) for name, value in rows]
        if proxy and proxy.credentials:
            covered = f"Basic {self._placeholders.stand_in(MASK)}"
            headers = [
                (name, covered if name.lower() == "proxy-authorization" else value)
                for name, value in headers
            ]
        return _Head(prepared.method, target, tuple(headers))

    @property
    def _is_size_known(self) -> bool:
        """Say whether the length of the body is that of the next send."""
        if self._exact is not None:
            return _VARYING not in self._placeholders.reveal(self._text)
        is_broken = any(field.partition(".")[0] == "body" for field, _ in self._problems)
        return not (self._is_open or is_broken)

    def _true_boundary(self) -> tuple[str, str]:
        """Return the boundary that was made with stand-ins in the parts, and what to show."""
        made = _BOUNDARY.search(_value(self.shown.headers, "content-type"))
        if made is None or not self._is_open:
            return "\0", "\0"  # nothing that a header can hold
        known = _value(self._exact.headers, "content-type") if self._exact else ""
        real = _BOUNDARY.search(known)
        if real is None or _BUILT_IN in self._placeholders.reveal(self._text):
            return made[0], self._placeholders.stand_in(UNKNOWN)
        return made[0], real[0]


def _proxy_of(prepared: PreparedRequest) -> Proxy | None:
    """Return the proxy that the request would go through; None too where that is not known."""
    try:
        return proxies.proxy_of(prepared, urls.parse(prepared.url))
    except (InvalidRequest, ProxyFailed):
        return None


def _value(headers: Headers, name: str) -> str:
    return next((value for key, value in headers if key.lower() == name), "")


def _decode(data: bytes) -> str:
    """Return bytes as text from which `urls.to_bytes` makes the same bytes again."""
    return data.decode("utf-8", "surrogateescape")
