"""The transport: prepared requests out, exchanges back, whatever network and server do.

It stands on httpcore's connections (HTTP/1.1 by h11, HTTP/2 by h2) with sockets of our own, and
not on httpx: that upper-cases methods, rewrites URLs, costs 40 ms of start-up and doubles the time
of a send to this machine, for nothing that is used here. No environment variable changes what is
sent, but for those that name a proxy: the exchange says so then.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from endpoint_explorer.model.exchange import Exchange, PreparedRequest, Progress, Response
from endpoint_explorer.sending.connections import IdleConnections
from endpoint_explorer.sending.cookies import CookieJar
from endpoint_explorer.sending.incoming import Caps
from endpoint_explorer.sending.sender import Listeners, Sender, Settings
from endpoint_explorer.sending.waiting import CancelToken, Guard
from endpoint_explorer.sending.watching import Watch

__all__ = ["CancelToken", "Caps", "Settings", "Transport"]

for _name in ("httpx", "httpcore", "hpack"):
    # Their debug lines hold URLs and headers, and so secrets.
    logging.getLogger(_name).setLevel(logging.WARNING)


class Transport:
    """Sends requests and keeps connections for reuse; safe to use from any thread."""

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings()
        self._idle = IdleConnections()

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
        """
        token = cancel or CancelToken()
        with token.alarm() as alarm:
            guard = Guard(prepared.timeout, token, alarm)
            listeners = Listeners(on_response, on_body, keep_body)
            watch = Watch(on_progress)
            sender = Sender(self._settings, self._idle, guard, watch, listeners, jar=cookies)
            return sender.run(prepared)

    def close(self) -> None:
        """Close the connections that are kept; sends under way end as they would."""
        self._idle.close()
