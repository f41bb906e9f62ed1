"""Sending again what the history has: resolved anew, or as it was."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from endpoint_explorer.errors import FileError, SecretNeeded, UnknownVariable, UsageError
from endpoint_explorer.explorer.sending import Plan, Sending
from endpoint_explorer.explorer.values import Observer, Origin, Sent
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.exchange import Exchange, PreparedRequest
from endpoint_explorer.model.measure import format_size
from endpoint_explorer.model.request import Request

if TYPE_CHECKING:
    from endpoint_explorer.sending.transport import CancelToken


class Replaying(Sending):
    """The use cases around an exchange that was recorded."""

    def replay(
        self,
        exchange_id: int,
        *,
        environment: str | None = None,
        cancel: CancelToken | None = None,
        observer: Observer | None = None,
    ) -> Sent:
        """Resolve the request of a recorded exchange again, with today's files, and send it.

        `environment` is another one to resolve it in. Raises as `reopen` and `send`.
        """
        request, context, origin = self.reopen(exchange_id, environment)
        return self.send(request, context, origin, cancel=cancel, observer=observer)

    def resend(
        self,
        exchange_id: int,
        *,
        cancel: CancelToken | None = None,
        observer: Observer | None = None,
    ) -> Sent:
        """Send the message of a recorded exchange as it was, with today's secrets put back.

        Raises as `plan_resend`, and SecretUnavailable where a secret cannot be had.
        """
        return self.transmit(
            self.plan_resend(exchange_id, cancel=cancel), cancel=cancel, observer=observer
        )

    def reopen(
        self, exchange_id: int, environment: str | None = None
    ) -> tuple[Request, Context, Origin]:
        """Return the unresolved request of a recorded exchange, and what surrounds it today.

        The request is the one that was sent, also when its file has changed or gone since; the
        credentials that were written out in it are those that its file has today.
        `environment` takes the place of the one that it was sent in. Raises UsageError when there
        is no such exchange, nothing to replay in it, or no such environment.
        """
        return self._surround(self.history.get(exchange_id), environment)

    def plan_resend(
        self,
        exchange_id: int,
        reopened: tuple[Request, Context, Origin] | None = None,
        cancel: CancelToken | None = None,
    ) -> Plan:
        """Return the message of a recorded exchange with its secrets put back, to be transmitted.

        Where the history has a secret's name, today's value of that secret is sent, in the form
        that it has in the message of today, which is made from `reopened`, by default what
        `reopen` returns. Cookies come from the jar; what the answer sets is not kept there. A
        signature stays that of then.

        Raises UsageError, which says why, for what cannot be sent as it was; ResolveError where a
        secret cannot be had or is not for the host; AuthorizationNeeded and AuthorizationFailed
        where there is no token.
        """
        from endpoint_explorer.explorer.restoring import restore
        from endpoint_explorer.sending.secret_hosts import require_allowed

        exchange = self.history.get(exchange_id)
        wire = exchange.wire
        if wire.body is None and wire.body_size:
            raise UsageError(
                f"exchange {exchange_id} cannot be sent as it was: "
                f"its body, {format_size(wire.body_size)}, was too large to keep",
                hint="Replay it with the request of today instead.",
            )
        request, context, origin = reopened or self._surround(exchange, None)
        context = _with_base(context, wire.url)
        place = (origin.collection, origin.environment)
        prepared, spared = self._prepare_without_gaps(request, context, origin)
        lent = self.tokens.lend(prepared, place, cancel, can_renew=spared is None)
        today = lent.prepared
        jar, _ = self.jars.look_into(*place, is_used=today.cookies)
        restored = restore(wire, jar.add_to(today) if jar else today)
        if jar is not None:
            restored = msgspec.structs.replace(restored, secrets=(*restored.secrets, *jar.secrets))
        require_allowed(restored)
        return Plan(restored, request, context, origin)

    def _prepare_without_gaps(
        self, request: Request, context: Context, origin: Origin
    ) -> tuple[PreparedRequest, SecretNeeded | None]:
        """Resolve a request for the secrets in it: a variable that is gone is no matter."""
        while True:
            try:
                return self.prepare_with_token(request, context, origin)
            except UnknownVariable as gone:
                if gone.name in context.overrides:
                    raise
                overrides = {**context.overrides, gone.name: "gone"}
                context = msgspec.structs.replace(context, overrides=overrides)

    def _surround(
        self, exchange: Exchange, environment: str | None
    ) -> tuple[Request, Context, Origin]:
        if exchange.request is None:
            raise UsageError(
                f"exchange {exchange.id} holds no request that could be sent again",
                hint="Only exchanges recorded with their request can be replayed.",
            )
        chosen = exchange.environment if environment is None else environment
        path = Path(exchange.request_path) if exchange.request_path else None
        collection = Path(exchange.collection) if exchange.collection else None
        anchor = path if path and path.parent.is_dir() else collection
        is_gone = collection is not None and not collection.is_dir()
        if anchor is None or is_gone or not anchor.parent.is_dir():
            if environment:
                raise UsageError(
                    f"exchange {exchange.id} belongs to no collection that is there, "
                    f"so that there is no environment {environment}"
                )
            context = Context(directory=Path.cwd(), settings=self.settings)
        else:
            context = self.context(anchor, chosen)
        # What the command line had set then stands in no file today.
        # Of a credential there is only the name, which would then define itself.
        overrides = {n: v for n, v in exchange.overrides.items() if v != f"{{{{{n}}}}}"}
        context = msgspec.structs.replace(context, overrides=overrides)
        request = self._with_literals(exchange, path, context)
        return request, context, Origin(path, collection, chosen)

    def _with_literals(self, exchange: Exchange, path: Path | None, context: Context) -> Request:
        """Return a recorded request with the credentials in it, which no history keeps.

        They are what its file says today; of one that has none there, what this session sent.
        """
        from endpoint_explorer.model.credentials import restore_literals
        from endpoint_explorer.model.literals import literals
        from endpoint_explorer.sending.authorization import effective_auth
        from endpoint_explorer.storage.saving import load_request

        recorded = exchange.request or Request()
        try:
            today = load_request(path).request if path else recorded
        except FileError:
            today = recorded
        typed = self.typed.get(exchange.id or 0, {})
        known = {**typed, **literals(today, effective_auth(today, context))}
        return restore_literals(recorded, known)


def _with_base(context: Context, url: str) -> Context:
    """Return a context with a base URL, that of a message where its collection has gone."""
    from endpoint_explorer.sending.layers import layers

    if any("base_url" in layer.values for layer in layers(context)):
        return context
    scheme, _, rest = url.partition("://")
    base = {"base_url": f"{scheme}://{rest.partition('/')[0]}"}
    return msgspec.structs.replace(context, overrides={**context.overrides, **base})
