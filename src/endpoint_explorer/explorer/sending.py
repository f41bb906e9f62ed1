"""Resolving a request, sending it, and recording what came of it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import msgspec

from endpoint_explorer.errors import EndpointExplorerError, SecretNeeded
from endpoint_explorer.explorer.authorizing import FOR_A_TOKEN, Authorizing, prepare_sparing
from endpoint_explorer.explorer.values import Observer, Origin, Sent
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.exchange import (
    BodyLimits,
    Exchange,
    MessagePreview,
    PreparedRequest,
    Preview,
)
from endpoint_explorer.model.request import Request

if TYPE_CHECKING:
    from endpoint_explorer.sending.transport import CancelToken


class Plan(msgspec.Struct, frozen=True):
    """What is to be sent, the unresolved request that it was made from, and where that belongs.

    `spared` is a secret that nobody was asked for, as only a new token would take it.
    """

    prepared: PreparedRequest
    request: Request
    context: Context
    origin: Origin
    spared: SecretNeeded | None = None

    def adjusted(
        self, *, timeout: float | None = None, max_body: int | None = None, cookies: bool = True
    ) -> Plan:
        """Return it with other bounds, and without the jar where `cookies` is False."""
        changes: dict[str, Any] = {}
        if timeout is not None:
            changes["timeout"] = timeout or None
        if max_body is not None:
            changes["limits"] = BodyLimits(max_body, max_body)
        if not cookies:
            changes["cookies"] = False
        prepared = msgspec.structs.replace(self.prepared, **changes)
        return msgspec.structs.replace(self, prepared=prepared)


class Sending(Authorizing):
    """The use cases around a request: what would be sent, and sending it."""

    def prepare(self, request: Request, context: Context) -> PreparedRequest:
        """Resolve a request into the exact bytes to send; ResolveError names the field."""
        from endpoint_explorer.sending.resolve import prepare

        prepared = prepare(request, context, self.secrets.reader(context))
        self.secrets.note(prepared.secrets)
        return prepared

    def prepare_with_token(
        self, request: Request, context: Context, origin: Origin
    ) -> tuple[PreparedRequest, SecretNeeded | None]:
        """Prepare a request without asking for what only a new token takes, where one is kept.

        The secret that was spared stands beside it.
        """
        try:
            return self.prepare(request, context), None
        except SecretNeeded as needed:
            state = self.token_state(request, context, origin)
            if needed.field not in FOR_A_TOKEN or state is None or not state.is_fresh:
                raise
            return prepare_sparing(request, context, self.secrets.reader(context), needed), needed

    def preview(self, request: Request, context: Context) -> Preview:
        """Say what would be sent, secrets masked, and what stands in the way; never raises."""
        from endpoint_explorer.sending.resolve import preview

        return preview(request, context, self.secrets.reader(context, is_quiet=True))

    def preview_message(
        self, request: Request, context: Context, origin: Origin, *, cookies: bool = True
    ) -> MessagePreview:
        """Return the message that a send would start with, secrets masked; never raises."""
        from endpoint_explorer.sending.message import preview_message

        jar, notices = self.jars.look_into(origin.collection, origin.environment, is_used=cookies)
        reader = self.secrets.reader(context, is_quiet=True)
        preview = preview_message(request, context, jar, reader)
        preview = self.show_token(preview, request, context, origin)
        return msgspec.structs.replace(preview, notes=(*preview.notes, *notices))

    def rehearse(
        self, request: Request, context: Context, origin: Origin, *, cookies: bool = True
    ) -> Exchange:
        """Return the exchange that a send would begin, without sending; raises as `prepare`.

        Nobody is asked for a secret: `{{name}}` stands for one that a person would have to give.
        """
        from endpoint_explorer.sending.outgoing import in_memory, record
        from endpoint_explorer.sending.resolve import prepare

        prepared = prepare(request, context, self.secrets.rehearser(context))
        is_used = cookies and prepared.cookies
        jar, _ = self.jars.look_into(origin.collection, origin.environment, is_used=is_used)
        asked = jar.add_to(prepared) if jar else prepared
        wire = record(asked, in_memory(asked.body))
        given = jar.secrets if jar else ()
        return Exchange(wire=wire, secrets=prepared.secrets, cookies=given)

    def message_with_secrets(self, request: Request, context: Context, origin: Origin) -> str:
        """Return the message that a send would start with, nothing masked; raises as `prepare`.

        It is for the person who asked for it, and for no file, log or history.
        """
        wire = self.rehearse(request, context, origin).wire
        rows = "".join(f"{name}: {value}\r\n" for name, value in wire.headers)
        body = (wire.body or b"").decode("utf-8", "replace")
        return f"{wire.method} {wire.url} HTTP/1.1\r\n{rows}\r\n{body}"

    def send(
        self,
        request: Request,
        context: Context,
        origin: Origin | None = None,
        *,
        timeout: float | None = None,
        max_body: int | None = None,
        cookies: bool = True,
        cancel: CancelToken | None = None,
        observer: Observer | None = None,
    ) -> Sent:
        """Resolve, send and record a request; `timeout` in seconds (0: none) beats its options.

        So does `max_body`, in bytes (0: no limit), for the body as it comes in and decoded. With
        `cookies` False the jar is left alone, whatever the options say.

        Raises ResolveError when the request cannot be resolved, AuthorizationNeeded and
        AuthorizationFailed when there is no token for it: then it was not sent and nothing is
        recorded. A send that fails is an exchange like any other.
        """
        plan = self.plan(
            request, context, origin, timeout=timeout, max_body=max_body, cookies=cookies
        )
        return self.transmit(plan, cancel=cancel, observer=observer)

    def plan(
        self,
        request: Request,
        context: Context,
        origin: Origin | None = None,
        *,
        timeout: float | None = None,
        max_body: int | None = None,
        cookies: bool = True,
    ) -> Plan:
        """Resolve a request for `transmit`; the options are those of `send`."""
        origin = origin or Origin()
        prepared, spared = self.prepare_with_token(request, context, origin)
        plan = Plan(prepared, request, context, origin, spared)
        return plan.adjusted(timeout=timeout, max_body=max_body, cookies=cookies)

    def transmit(
        self,
        plan: Plan,
        *,
        cancel: CancelToken | None = None,
        observer: Observer | None = None,
    ) -> Sent:
        """Send what was prepared, and record what comes of it; raises as `send`."""
        prepared, origin = plan.prepared, plan.origin
        observer = observer or Observer()
        place = (origin.collection, origin.environment)
        token = self.tokens.lend(prepared, place, cancel, can_renew=plan.spared is None)
        lent = self.jars.lend(origin.collection, origin.environment, is_used=prepared.cookies)
        with lent as (jar, notices):
            exchange = self.transport.send(
                token.prepared,
                cancel=cancel,
                cookies=jar,
                on_progress=observer.on_progress,
                on_response=observer.on_response,
                on_body=observer.on_body,
                keep_body=observer.keep_body,
                on_unauthorized=token.answer_refusal,
            )
        if plan.spared is not None and exchange.response and exchange.response.status == 401:
            raise plan.spared  # The token is to be renewed, and that takes the secret.
        exchange = msgspec.structs.replace(
            token.complete(exchange),
            request=plan.request,
            request_path=str(origin.path or ""),
            collection=str(origin.collection or ""),
            environment=origin.environment,
            overrides=plan.context.overrides,
        )
        is_cancelled = (lambda: cancel.cancelled) if cancel else (lambda: False)
        anchor = origin.collection or plan.context.directory
        exchange = self.capture(exchange, anchor, is_cancelled)
        self.secrets.note(exchange.secrets)
        if observer.on_exchange:
            observer.on_exchange(exchange)
        sent = self._record(exchange) if prepared.is_kept else Sent(exchange)
        told = "; ".join(filter(None, (*token.notices, *notices, sent.notice)))
        return msgspec.structs.replace(sent, notice=told)

    def _record(self, exchange: Exchange) -> Sent:
        """Write an exchange to the history; a history that fails never costs the response."""
        from endpoint_explorer.model.literals import literals

        exchange = msgspec.structs.replace(exchange, started_at=exchange.started_at or time.time())
        try:
            exchange_id = self.history.record(exchange)
        except EndpointExplorerError as error:
            return Sent(exchange, f"not recorded in the history: {error.message}")
        if exchange.request is not None and (typed := literals(exchange.request)):
            self.typed[exchange_id] = typed
        return Sent(msgspec.structs.replace(exchange, id=exchange_id))
