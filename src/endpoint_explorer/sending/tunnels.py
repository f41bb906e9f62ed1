"""Reaching a server through a proxy: forwarded by HTTP, or in a tunnel of HTTP or SOCKS."""

from __future__ import annotations

import base64
import contextlib
import ssl
from collections.abc import Callable, Iterator

import httpcore

from endpoint_explorer.errors import (
    Cancelled,
    ConnectionBroken,
    ProtocolViolated,
    ProxyFailed,
    SendError,
    TimedOut,
)
from endpoint_explorer.model.network import Proxy
from endpoint_explorer.sending import socks
from endpoint_explorer.sending.attempt import Attempt, now
from endpoint_explorer.sending.failures import mapped
from endpoint_explorer.sending.lookup import literal
from endpoint_explorer.sending.network import Dialer, SocketStream
from endpoint_explorer.sending.tls import HTTP_1
from endpoint_explorer.sending.urls import Origin, to_bytes

AUTHORIZATION = b"Proxy-Authorization"


def is_forwarded(proxy: Proxy | None, origin: Origin) -> bool:
    """Say whether a proxy reads the requests, and is told the whole URL, rather than tunnels."""
    return proxy is not None and proxy.scheme in ("http", "https") and origin[0] == "http"


def authorization(proxy: Proxy) -> list[tuple[bytes, bytes]]:
    """Return the header that shows the proxy who asks (RFC 9110, 11.7.2)."""
    if proxy.credentials is None:
        return []
    pair = base64.b64encode(to_bytes(":".join(proxy.credentials)))
    return [(AUTHORIZATION, b"Basic " + pair)]


def headers(
    rows: list[tuple[bytes, bytes]], proxy: Proxy, *, is_forwarded: bool
) -> list[tuple[bytes, bytes]]:
    """Return what a request has to say: to a forwarding proxy who asks, and else never that."""
    others = [row for row in rows if row[0].lower() != AUTHORIZATION.lower()]
    if is_forwarded:
        return [*others, *authorization(proxy)] if proxy.credentials else rows
    return others


def blame(error: SendError, attempt: Attempt) -> SendError:
    """Return the error of a proxy that forwards instead of one of the server behind it."""
    kinds = (ConnectionBroken.kind, ProtocolViolated.kind)
    if attempt.proxy and attempt.is_forwarded and error.kind in kinds and error.phase != "receive":
        return failed(attempt.proxy, f"failed: {error.message}", hint=error.hint, phase=error.phase)
    return error


def reach(
    proxy: Proxy,
    origin: Origin,
    *,
    dialer: Dialer,
    attempt: Attempt,
    context: Callable[[], ssl.SSLContext],
    limit: float | None,
) -> SocketStream:
    """Connect to a proxy and have it connect to an origin; return the stream that leads there.

    `context` is for the proxy's own TLS. Raises ProxyFailed, and what the guard raises.
    """
    # Outside of what the proxy is blamed for: it has no part in this.
    place = _socks_place(proxy, origin, dialer, limit)
    tls = context() if proxy.scheme == "https" else None
    with _blaming(proxy, attempt):
        stream = dialer.connect_tcp(proxy.host, proxy.port, limit)
        try:
            if tls:
                stream = stream.secure(tls, proxy.host, HTTP_1, limit)
                attempt.enter("connect")
            started = now()
            if place:
                _ask_socks(stream, proxy, place, limit)
            elif not is_forwarded(proxy, origin):
                _ask_http(stream, proxy, origin, limit)
        except BaseException:
            stream.close()
            raise
        attempt.connect = (attempt.connect or 0.0) + now() - started
        attempt.forget_bytes()
        return stream


def failed(proxy: Proxy, reason: str, *, hint: str = "", phase: str = "connect") -> ProxyFailed:
    """Return the error that names the proxy, and where its setting comes from."""
    source = f"It comes from the environment variable {proxy.source}." if proxy.source else ""
    return ProxyFailed(
        f"the proxy {proxy} {reason}",
        host=proxy.host,
        phase=phase,
        hint=f"{hint or 'Is it running, and is this its address?'} {source}".strip(),
    )


def refused_login(proxy: Proxy, *, phase: str = "connect") -> ProxyFailed:
    """Return the error for a proxy that wants to know who asks."""
    if proxy.credentials:
        reason, hint = "does not accept the user name and password", "Check them."
    else:
        reason = "wants a user name and a password"
        hint = f"Write them into its URL: {proxy.scheme}://user:password@{proxy.host}:{proxy.port}."
    return failed(proxy, f"{reason} (407)", hint=hint, phase=phase)


@contextlib.contextmanager
def _blaming(proxy: Proxy, attempt: Attempt) -> Iterator[None]:
    """Let errors name the proxy, which is what is being talked to."""
    host, port = attempt.host, attempt.port
    attempt.host, attempt.port = proxy.host, proxy.port
    try:
        with mapped(attempt):
            yield
    except (ProxyFailed, TimedOut, Cancelled):
        raise
    except SendError as error:
        raise failed(proxy, f"failed: {error.message}", hint=error.hint) from error
    finally:
        attempt.host, attempt.port = host, port


def _ask_http(stream: SocketStream, proxy: Proxy, origin: Origin, limit: float | None) -> None:
    """Ask an HTTP proxy for a tunnel (RFC 9110, 9.3.6)."""
    _, host, port = origin
    target = (f"[{host}]:{port}" if ":" in host else f"{host}:{port}").encode()
    place = httpcore.Origin(b"http", proxy.host.encode(), proxy.port)
    url = httpcore.URL(scheme=b"http", host=place.host, port=proxy.port, target=target)
    request = httpcore.Request(
        b"CONNECT",
        url,
        headers=[(b"Host", target), *authorization(proxy)],
        extensions={"timeout": {"read": limit, "write": limit}},
    )
    connection = httpcore.HTTP11Connection(place, stream)
    answer = connection.handle_request(request)
    if answer.status == 407:
        raise refused_login(proxy)
    if not 200 <= answer.status < 300:
        words = answer.extensions.get("reason_phrase", b"").decode("latin-1")
        raise failed(
            proxy,
            f"refused to connect to {target.decode()}: {answer.status} {words}".rstrip(),
            hint="Does it allow this host and port?",
        )
    # httpcore has no other way to these bytes; h11 is its documented engine.
    if connection._h11_state.trailing_data[0]:  # noqa: SLF001
        raise failed(proxy, "sent bytes of its own into the tunnel")


def _socks_place(
    proxy: Proxy, origin: Origin, dialer: Dialer, limit: float | None
) -> socks.Place | None:
    """Return what to ask a SOCKS proxy for: an address, or with socks5h the name."""
    _, host, port = origin
    if proxy.scheme == "socks5":
        return dialer.addresses(host, port, limit)[0]
    if proxy.scheme == "socks5h":
        return next(iter(literal(host, port)), (host, port))
    return None


def _ask_socks(stream: SocketStream, proxy: Proxy, place: socks.Place, limit: float | None) -> None:
    def read(size: int) -> bytes:
        data = b""
        while len(data) < size:
            piece = stream.receive(size - len(data), limit)
            if not piece:
                raise failed(proxy, "closed the connection instead of answering in SOCKS 5")
            data += piece
        return data

    try:
        socks.ask(read, lambda data: stream.transmit(data, limit), place, proxy.credentials)
    except socks.LoginRefused as error:
        hint = f"Write them into its URL: {proxy.scheme}://user:password@host:port."
        raise failed(proxy, f"refused: {error}", hint=hint) from error
    except socks.SocksRefused as error:
        raise failed(proxy, f"refused: {error}") from error
