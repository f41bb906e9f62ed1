"""The transport: prepared requests out, exchanges back, whatever network and server do.

It stands on httpcore's connections (HTTP/1.1 by h11, HTTP/2 by h2) with sockets of our own, and
not on httpx: that upper-cases methods, rewrites URLs, costs 40 ms of start-up and doubles the time
of a send to this machine, for nothing that is used here. No environment variable changes what is
sent, but for those that name a proxy: the exchange says so then.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

import msgspec

from endpoint_explorer.model.exchange import Exchange, PreparedRequest, Progress, Response
from endpoint_explorer.sending.connections import IdleConnections
from endpoint_explorer.sending.cookies import CookieJar
from endpoint_explorer.sending.incoming import Caps
from endpoint_explorer.sending.nonces import Nonces
from endpoint_explorer.sending.send_settings import Listeners, Settings
from endpoint_explorer.sending.sender import Sender
from endpoint_explorer.sending.waiting import CancelToken, Guard
from endpoint_explorer.sending.watching import Watch

__all__ = ["CancelToken", "Caps", "Settings", "Transport"]

for _name in ("httpx", "httpcore", "hpack"):
    # Their debug lines hold URLs and headers, and so secrets.
    logging.getLogger(_name).setLevel(logging.WARNING)


class Transport:
    """Sends requests, keeps connections and nonces for reuse; safe to use from any thread."""

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings()
        self._idle = IdleConnections()
        self._nonces = Nonces()

    def send(
        self,
        prepared: PreparedRequest,
        *,
        cancel: CancelToken | None = None,
        cookies: CookieJar | None = None,
        on_progress: Callable[[Progress], None] | None = None,
        on_response: Callable[[Response], None] | None = None,
        on_body: Callable[[bytes], None] | None = None,
        keep_body: bool = True,
        on_unauthorized: Callable[[PreparedRequest], PreparedRequest | None] | None = None,
    ) -> Exchange:
        """Send a request and wait for all that comes of it.

        Nothing that the network, the server or TLS does is raised: the exchange has the failure,
        and beside it what arrived. `on_response` is called with the final response when its
        headers are there, or what will ever be of them, and its body is not, `on_body` with each
        decoded piece of that body; what these two raise ends the send and passes. `on_progress`
        must not raise. Each hop is given what is for it in `cookies`, and each answer's are put
        there; None: no cookies.

        With `keep_body` False no cap holds but those that the request sets; of a body larger than
        that for raw ones the response has size and hash only, and `on_body` all of it.

        `on_unauthorized` is given a request that was answered with 401, and may return another one
        that is sent in its place; it must not raise.
        """
        token = cancel or CancelToken()
        with token.alarm() as alarm:
            guard = Guard(prepared.timeout, token, alarm)
            listeners = Listeners(on_response, on_body, keep_body, on_unauthorized)
            watch = Watch(on_progress)
            sender = Sender(
                self._settings,
                self._idle,
                guard,
                watch,
                listeners,
                jar=cookies,
                nonces=self._nonces,
            )
            return sender.run(prepared)

    def limit_waits(self, connect: float | None, read: float | None) -> None:
        """Set the seconds of single waits, as in Settings, for the sends that start from now on."""
        self._settings = msgspec.structs.replace(self._settings, connect=connect, read=read)

    def close(self) -> None:
        """Close the connections that are kept; sends under way end as they would."""
        self._idle.close()
