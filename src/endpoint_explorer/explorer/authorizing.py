"""OAuth 2 around a request: getting its token, forgetting it, and saying how it stands."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from endpoint_explorer.errors import ResolveError, SecretNeeded
from endpoint_explorer.explorer.environments import Environments
from endpoint_explorer.explorer.values import Origin
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.exchange import MessagePiece, MessagePreview, PreparedRequest
from endpoint_explorer.model.request import Request
from endpoint_explorer.model.secret import MASK

if TYPE_CHECKING:
    from endpoint_explorer.model.oauth2 import TokenState
    from endpoint_explorer.sending.secrets import SecretReader
    from endpoint_explorer.sending.transport import CancelToken

FOR_A_TOKEN = ("auth.client_secret", "auth.password")
"""Fields of OAuth 2 that no message needs but those that ask for a token."""

AUTHORIZE_FIRST = "There is no token: authorize first."


class Authorizing(Environments):
    """The use cases around a token."""

    def authorize(
        self,
        request: Request,
        context: Context,
        origin: Origin,
        *,
        open_url: Callable[[str], None],
        cancel: CancelToken | None = None,
    ) -> TokenState:
        """Get a new token for a request, wait for it, and keep it.

        Where a person has to authorize, `open_url` is called with the URL, in a thread of its own.
        Raises ResolveError, AuthorizationFailed with the step that failed, Cancelled, FileError.
        """
        from endpoint_explorer.sending.authorization import prepare_authorization

        prepared = prepare_authorization(request, context, self.secrets.reader(context))
        return self.tokens.authorize(prepared, _place(origin), open_url, cancel)

    def token_state(self, request: Request, context: Context, origin: Origin) -> TokenState | None:
        """Return what may be shown of the token of a request; None where there is none.

        Nobody is asked for anything, and nothing is sent.
        """
        from endpoint_explorer.sending.authorization import prepare_authorization

        reader = self.secrets.rehearser(context)  # No secret is part of what a token is kept by.
        try:
            settings = prepare_authorization(request, context, reader).oauth2
        except ResolveError:
            return None
        return self.tokens.state(settings, _place(origin)) if settings else None

    def clear_token(self, request: Request, context: Context, origin: Origin) -> bool:
        """Forget the token of a request; say whether there was one. Raises as `authorize`."""
        from endpoint_explorer.sending.authorization import prepare_authorization

        reader = self.secrets.rehearser(context)  # No secret is part of what a token is kept by.
        settings = prepare_authorization(request, context, reader).oauth2
        return self.tokens.clear(settings, _place(origin)) if settings else False

    def show_token(
        self, preview: MessagePreview, request: Request, context: Context, origin: Origin
    ) -> MessagePreview:
        """Mask the token in a preview where one is kept; else say where it is to come from."""
        from endpoint_explorer.sending.authorization import effective_auth
        from endpoint_explorer.sending.oauth2_settings import PENDING

        if MessagePiece(PENDING, "unknown") not in preview.head:
            return preview
        state = self.token_state(request, context, origin)
        if state is not None and state.is_fresh:
            head = tuple(
                MessagePiece(MASK, "masked") if piece.text == PENDING else piece
                for piece in preview.head
            )
            return msgspec.structs.replace(preview, head=head)
        is_persons = effective_auth(request, context).grant == "authorization-code"
        if is_persons and not (state and state.is_renewable):
            return msgspec.structs.replace(preview, notes=(*preview.notes, AUTHORIZE_FIRST))
        return preview


def prepare_sparing(
    request: Request, context: Context, read: SecretReader, needed: SecretNeeded
) -> PreparedRequest:
    """Prepare a request without a secret; raises as `prepare`, and `needed` if it is in there."""
    from endpoint_explorer.sending.resolve import prepare

    absent = f"absent{os.urandom(8).hex()}"

    def read_others(name: str, reference: str, field: str) -> str:
        return absent if name == needed.name else read(name, reference, field)

    prepared = prepare(request, context, read_others)
    texts = (prepared.method, prepared.url, *(value for _, value in prepared.headers))
    bodies = (part for part in prepared.body if isinstance(part, bytes))
    if any(absent in text for text in texts) or any(absent.encode() in body for body in bodies):
        raise needed
    secrets = tuple(secret for secret in prepared.secrets if secret.value != absent)
    return msgspec.structs.replace(prepared, secrets=secrets)


def _place(origin: Origin) -> tuple[Path | None, str]:
    return origin.collection, origin.environment
