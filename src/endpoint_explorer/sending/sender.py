"""One send: its hops, its attempts, and the exchange that comes of them."""

from __future__ import annotations

import math
import ssl
import time
from collections.abc import Iterable

import httpcore
import msgspec

from endpoint_explorer.errors import ConnectionBroken, RedirectRefused, SendError, TooManyRedirects
from endpoint_explorer.model.authorization import NtlmLogin
from endpoint_explorer.model.exchange import (
    BodyLimits,
    Exchange,
    Failure,
    Hop,
    PreparedRequest,
    Response,
)
from endpoint_explorer.model.network import Trust
from endpoint_explorer.model.secret import Secret, redact
from endpoint_explorer.sending import heads, outgoing, proxies, redirects, tunnels, urls
from endpoint_explorer.sending.answer import Answer
from endpoint_explorer.sending.attempt import Attempt, now
from endpoint_explorer.sending.authorizer import Authorizer
from endpoint_explorer.sending.connections import (
    Connection,
    IdleConnections,
    Key,
    open_connection,
)
from endpoint_explorer.sending.cookies import CookieJar
from endpoint_explorer.sending.failures import mapped
from endpoint_explorer.sending.incoming import UNCAPPED, Incoming
from endpoint_explorer.sending.nonces import Nonces
from endpoint_explorer.sending.send_settings import Listeners, Settings
from endpoint_explorer.sending.spool import Spool
from endpoint_explorer.sending.tls import context_for
from endpoint_explorer.sending.waiting import Guard
from endpoint_explorer.sending.watching import Watch

_IDEMPOTENT = {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"}
_ONLY_HTTP_1 = {"connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"}
"""Headers that HTTP/2 forbids (RFC 9113, 8.2.2): who writes one is not offered it."""


class Sender:
    """Sends one prepared request, following redirects, within one guard."""

    def __init__(
        self,
        settings: Settings,
        idle: IdleConnections,
        guard: Guard,
        watch: Watch,
        listeners: Listeners,
        *,
        jar: CookieJar | None = None,
        nonces: Nonces | None = None,
    ) -> None:
        self._settings = settings
        self._idle = idle
        self._own = IdleConnections()
        self._guard = guard
        self._watch = watch
        self._listeners = listeners
        self._jar = jar
        self._authorizer = Authorizer(nonces or Nonces(), self._check, settings.clock)
        self._changed_at = 0
        self._started = now()
        self._attempt = Attempt("", 0, watch.phase)
        self._hops: list[Hop] = []
        self._first = PreparedRequest(method="", url="")
        self._body_sha256 = ""
        self._notes: list[str] = []

    def run(self, prepared: PreparedRequest) -> Exchange:
        """Return the exchange; raises only what the listeners raise."""
        started_at = time.time()
        response: Response | None = None
        failure: SendError | None = None
        self._first = self._with_cookies(prepared)
        self._notes += prepared.notes
        try:
            prepared = msgspec.structs.replace(prepared, body=outgoing.in_memory(prepared.body))
            response, failure = self._follow(prepared)
        except SendError as error:
            failure = tunnels.blame(error, self._attempt)
            response = self._broken_head()
        finally:
            self._own.close()
        timings = self._attempt.timings(self._started)
        self._watch.phase("done")
        secrets = (*prepared.secrets, *self._authorizer.secrets)
        return Exchange(
            wire=outgoing.record(self._first, prepared.body, self._body_sha256),
            response=response,
            failure=_as_value(failure, secrets) if failure else None,
            timings=timings,
            hops=tuple(self._hops),
            started_at=started_at,
            remote_address=self._attempt.remote_address,
            proxy=str(self._attempt.proxy or ""),
            proxy_source=self._attempt.proxy.source if self._attempt.proxy else "",
            certificate=self._attempt.certificate,
            secrets=secrets,
            cookies=self._jar.secrets if self._jar else (),
        )

    def _broken_head(self) -> Response | None:
        """Return what there is of an answer whose headers did not come as they should."""
        head = heads.read_broken(bytes(self._attempt.head))
        if head is not None:
            head = msgspec.structs.replace(head, notes=(*self._notes, *head.notes))
            if self._listeners.on_response:
                self._listeners.on_response(head)
        return head

    def _with_cookies(self, request: PreparedRequest) -> PreparedRequest:
        return self._jar.add_to(request) if self._jar else request

    def _take_cookies(self, request: PreparedRequest, answer: Answer) -> None:
        """Keep what an answer sets; from there on, an address that was seen is another state."""
        if self._jar is not None:
            taken = self._jar.take(request.url, answer.head.headers)
            self._notes += taken.notes
            if taken.is_changed:
                self._changed_at = len(self._hops) + 1

    def _follow(self, request: PreparedRequest) -> tuple[Response, SendError | None]:
        """Send, and send again where redirects and challenges lead, up to the final response."""
        while True:
            self._check()
            asked = self._authorizer.authorize(self._with_cookies(request))
            if all(hop.note for hop in self._hops):
                self._first = asked  # What a redirect leads to is another request.
            answer = self._ask(asked)
            if asked is self._first:
                self._body_sha256 = self._attempt.body_sha256
            refusal: SendError | None = None
            try:
                self._take_cookies(request, answer)
                try:
                    step = self._next_step(request, answer)
                except (RedirectRefused, TooManyRedirects) as error:
                    step, refusal = None, error
                step = step or self._authorize_anew(request, answer)
                if step is None:
                    response, failure = self._read(answer, request.limits)
                    return response, failure or refusal or self._refusal_of_proxy(response)
                answer.drain()
            finally:
                answer.release(self._pool(request))
            self._hops.append(step.hop)
            request = step.request

    def _next_step(self, request: PreparedRequest, answer: Answer) -> redirects.Step | None:
        head = answer.head
        if hop := self._authorizer.answer(request, head):
            self._changed_at = len(self._hops) + 1
            return redirects.Step(hop, request)
        if not request.follow_redirects:
            return None
        return redirects.next_step(request, head.status, head.headers, self._hops, self._changed_at)

    def _authorize_anew(self, request: PreparedRequest, answer: Answer) -> redirects.Step | None:
        """Return what follows from a 401, where somebody knows."""
        ask = self._listeners.on_unauthorized
        renewed = ask(request) if ask and answer.head.status == 401 else None
        if renewed is None:
            return None
        note = "the token was refused: sent again with another one"
        return redirects.Step(
            Hop(401, request.method, request.url, request.url, note=note), renewed
        )

    def _read(self, answer: Answer, limits: BodyLimits) -> tuple[Response, SendError | None]:
        head = msgspec.structs.replace(answer.head, notes=(*self._notes, *self._authorizer.notes))
        if self._listeners.on_response:
            self._listeners.on_response(head)
        keeps = self._listeners.keep_body
        incoming = Incoming(
            head,
            self._attempt,
            caps=(self._settings.caps if keeps else UNCAPPED).under(limits),
            spool=Spool(
                self._settings.spool_folder, most=math.inf if keeps else self._settings.caps.raw
            ),
            watch=self._watch,
            check=self._check,
        )
        response, failure = incoming.read(answer.chunks(), self._listeners.on_body)
        # Putting the connection away is no part of the exchange.
        self._attempt.ended = now()
        return response, failure

    def _refusal_of_proxy(self, response: Response) -> SendError | None:
        """Return the error for an answer that is the proxy's own, which forwards the others."""
        attempt = self._attempt
        if attempt.proxy and attempt.is_forwarded and response.status == 407:
            return tunnels.refused_login(attempt.proxy, phase="receive")
        return None

    def _check(self) -> None:
        with mapped(self._attempt):
            self._guard.check()

    def _ask(self, request: PreparedRequest) -> Answer:
        """Send a request on a kept connection or a new one, up to the headers of the answer."""
        self._check()
        with mapped(self._attempt):
            url = urls.parse(request.url)
            key = self._key(request, url)
        kept = self._pool(request).take(key)
        if kept:
            attempt = self._begin(key, is_reused=True)
            kept.attend(self._guard, attempt)
            try:
                return self._ask_on(kept, request, url)
            except ConnectionBroken:
                # What HTTP/2 sent before any headers was about the connection, not an answer.
                began = attempt.first_byte is not None and not kept.is_http_2
                if began or request.method not in _IDEMPOTENT:
                    raise
            self._notes.append("the kept connection was dead: sent again on a new one")
        attempt = self._begin(key, is_reused=False)
        with mapped(attempt):
            connection = open_connection(
                key,
                resolver=self._settings.resolver,
                context=self._context,
                guard=self._guard,
                attempt=attempt,
                limit=self._settings.connect,
            )
        return self._ask_on(connection, request, url)

    def _pool(self, request: PreparedRequest) -> IdleConnections:
        """Return where connections wait: what NTLM logs in is a connection, for this send only."""
        return self._own if isinstance(request.challenge, NtlmLogin) else self._idle

    def _key(self, request: PreparedRequest, url: urls.Url) -> Key:
        """Return what a connection for a request has to be like; raises ProxyFailed."""
        names = {name.lower() for name, _ in request.headers}
        offers = self._settings.http_2 and request.http_2 and not names & _ONLY_HTTP_1
        offers = offers and not isinstance(request.challenge, NtlmLogin)
        return Key(url.origin, offers, request.trust, proxies.proxy_of(request, url))

    def _context(self, trust: Trust) -> ssl.SSLContext:
        return self._settings.context() if trust == Trust() else context_for(trust)

    def _begin(self, key: Key, *, is_reused: bool) -> Attempt:
        _, host, port = key.origin
        self._attempt = Attempt(host, port, self._watch.phase)
        self._attempt.is_reused = is_reused
        self._attempt.proxy = key.proxy
        self._attempt.is_forwarded = tunnels.is_forwarded(key.proxy, key.origin)
        return self._attempt

    def _ask_on(self, connection: Connection, request: PreparedRequest, url: urls.Url) -> Answer:
        attempt = self._attempt
        attempt.certificate = connection.certificate
        attempt.is_http_2 = connection.is_http_2
        self._note_way(connection.key)
        attempt.enter("send")
        attempt.send_started = now()
        try:
            with mapped(attempt):
                wire = self._encode(request, url)
                answer = connection.ask(wire)
                if connection.is_http_2:
                    attempt.answer_begins()
                if attempt.has_more_to_send:
                    self._notes.append("the server answered before it had all of the request")
                return Answer(connection, wire, answer, attempt)
        except BaseException:
            connection.close()
            raise

    def _note_way(self, key: Key) -> None:
        """Leave a note of a proxy that nobody set here, and of a certificate not verified."""
        scheme, host, port = key.origin
        notes = []
        if key.proxy and key.proxy.source:
            notes.append(f"via proxy {key.proxy}, which {key.proxy.source} names")
        if scheme == "https" and not key.trust.verify:
            notes.append(f"the certificate of {host}:{port} was not verified (verify = false)")
        self._notes += [note for note in notes if note not in self._notes]

    def _encode(self, request: PreparedRequest, url: urls.Url) -> httpcore.Request:
        limits = self._settings
        scheme, host, port = url.origin
        target, headers = outgoing.head(request, url, self._attempt.proxy)
        return httpcore.Request(
            request.method.encode("ascii"),
            httpcore.URL(scheme=scheme, host=host, port=port, target=target),
            headers=headers,
            content=outgoing.chunks(request.body, self._attempt, self._watch.sent),
            extensions={"timeout": {"read": limits.read, "write": limits.write}},
        )


def _as_value(error: SendError, secrets: Iterable[Secret]) -> Failure:
    failure = Failure.of(error)
    message = redact(failure.message, secrets)
    return msgspec.structs.replace(failure, message=message)
