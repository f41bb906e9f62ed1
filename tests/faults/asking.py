"""Short ways to ask a fault server, and to see what that took."""

from __future__ import annotations

import contextlib
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import msgspec

from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.exchange import Exchange, PreparedRequest
from endpoint_explorer.model.request import Body, Field, Options, Request
from endpoint_explorer.sending.resolve import prepare
from endpoint_explorer.sending.transport import Settings, Transport

CONTEXT = Context(directory=Path(__file__).parent)


def prepared(
    url: str,
    method: str = "GET",
    *,
    headers: tuple[tuple[str, str], ...] = (),
    body: str | None = None,
    timeout: float = 5.0,
    follow: bool = True,
) -> PreparedRequest:
    """Prepare a request to a URL."""
    request = Request(
        method=method,
        url=url,
        headers=tuple(Field(name, value) for name, value in headers),
        body=Body() if body is None else Body(type="text", text=body),
        options=Options(timeout=timeout, follow_redirects=follow),
    )
    return prepare(request, CONTEXT)


def ask(
    url: str,
    method: str = "GET",
    *,
    headers: tuple[tuple[str, str], ...] = (),
    body: str | None = None,
    timeout: float = 5.0,
    settings: Settings | None = None,
) -> Exchange:
    """Send one request by a transport of its own."""
    transport = Transport(settings)
    try:
        request = prepared(url, method, headers=headers, body=body, timeout=timeout)
        return transport.send(request)
    finally:
        transport.close()


def failure_of(exchange: Exchange) -> tuple[str, str]:
    """Return the kind and phase of an exchange's failure, empty strings without one."""
    if exchange.failure is None:
        return "", ""
    return exchange.failure.kind, exchange.failure.phase


def message_of(exchange: Exchange) -> str:
    """Return what the failure of an exchange says."""
    return exchange.failure.message if exchange.failure else ""


def with_settings(**changes: object) -> Settings:
    """Return the default settings with some changed."""
    return msgspec.structs.replace(Settings(), **changes)


@contextlib.contextmanager
def bounded(least: float = 0.0, most: float = 4.0, *, memory: int = 30_000_000) -> Iterator[None]:
    """Assert how many seconds the block takes, and how many bytes it allocates at its peak.

    The fault server's own are among these bytes. The bounds are those of behaviour, not of speed.
    """
    tracemalloc.start()
    started = time.monotonic()
    try:
        yield
        elapsed = time.monotonic() - started
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert least <= elapsed <= most, f"took {elapsed:.2f} s"
    assert peak <= memory, f"took {peak / 1e6:.1f} MB"
