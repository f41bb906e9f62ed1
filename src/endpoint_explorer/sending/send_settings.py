"""How sends are done, and whom to tell of their answers."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from endpoint_explorer.model.exchange import PreparedRequest, Response
from endpoint_explorer.sending.incoming import Caps
from endpoint_explorer.sending.lookup import Resolver, system_resolver
from endpoint_explorer.sending.tls import shared_context


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How sends are done.

    `caps` are for bodies that are kept; `spool_folder` names where large ones are until they are
    whole, None for the system's folder for temporary files.
    `connect`, `read` and `write` are seconds for a single wait, beside the timeout of the whole
    send; `connect` holds for the lookup, the connection and the handshake each.
    """

    caps: Caps = Caps()
    spool_folder: Callable[[], Path] | None = None
    connect: float | None = None
    read: float | None = None
    write: float | None = None
    http_2: bool = True
    resolver: Resolver = system_resolver
    context: Callable[[], ssl.SSLContext] = shared_context
    clock: Callable[[], float] = time.time


class Listeners(msgspec.Struct, frozen=True):
    """Whom to tell of the final response: when its headers are there, and of its body.

    `keep_body` is False when the listener alone needs a body larger than the cap.
    `on_unauthorized` is no listener: it may have another request sent after a 401.
    """

    on_response: Callable[[Response], None] | None = None
    on_body: Callable[[bytes], None] | None = None
    keep_body: bool = True
    on_unauthorized: Callable[[PreparedRequest], PreparedRequest | None] | None = None
