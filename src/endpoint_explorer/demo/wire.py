"""The HTTP/1.1 protocol of the server, which remembers each request as it was on the wire.

ASGI gives header names in lower case. h11, which reads the bytes, still knows how they were
written: `WireProtocol` keeps h11's own request where `received` finds it.
"""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from endpoint_explorer.demo.received import STATE_KEY

_HEAD_LIMIT = 256 * 1024
"""The largest head of a request in bytes: room for exploring big headers and long URLs."""


class RecordingConnection(h11.Connection):
    """An h11 connection that holds on to the request it is answering."""

    request: h11.Request | None = None

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        """Return the next event, and remember it when it is a request."""
        event = super().next_event()
        if isinstance(event, h11.Request):
            self.request = event
        return event


class WireProtocol(H11Protocol):
    """uvicorn's protocol on a connection that records; every scope's state refers to it."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        connection = RecordingConnection(h11.SERVER, _HEAD_LIMIT)
        super().__init__(config, server_state, {**app_state, STATE_KEY: connection}, _loop)
        self.conn = connection
