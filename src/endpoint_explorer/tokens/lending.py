"""A token that is lent to one send: how it gets into the messages, and what a 401 leads to."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from endpoint_explorer.errors import EndpointExplorerError
from endpoint_explorer.model.exchange import Exchange, PreparedRequest
from endpoint_explorer.model.oauth2 import Token
from endpoint_explorer.model.secret import Secret, redact

Renew = Callable[[Token], Token]
"""Takes a token that a server refused, and returns another one; raises as `Tokens.lend` does."""


class Lent:
    """A prepared request with its token; without one where OAuth 2 has no part in it.

    `renew` is for a token that was kept: one that came a moment ago is not asked for twice.
    `notices` are whole once the send has ended, and so are `secrets`.
    """

    def __init__(
        self, prepared: PreparedRequest, token: Token | None = None, renew: Renew | None = None
    ) -> None:
        self.prepared = prepared
        self.secrets: tuple[Secret, ...] = ()
        self.notices: list[str] = []
        self._token = token
        self._renew = renew
        if token is not None:
            self.prepared = self._with(prepared, token)

    def answer_refusal(self, refused: PreparedRequest) -> PreparedRequest | None:
        """Return a request with a renewed token after a 401, once; None to take the 401 as it is.

        A redirect to another origin has left the token behind: then there is nothing to renew.
        """
        token, renew, self._renew = self._token, self._renew, None
        if token is None or renew is None or _header(token) not in refused.headers:
            return None
        try:
            renewed = renew(token)
        except EndpointExplorerError as error:
            self.notices.append(f"the token was refused, and there is no other: {error.message}")
            return None
        return self._with(refused, renewed)

    def complete(self, exchange: Exchange) -> Exchange:
        """Return the exchange with every token that had a part in it among its secrets."""
        if not self.secrets:
            return exchange
        secrets = tuple(dict.fromkeys((*exchange.secrets, *self.secrets)))
        failure = exchange.failure
        if failure is not None:
            message = redact(failure.message, self.secrets)
            failure = msgspec.structs.replace(failure, message=message)
        return msgspec.structs.replace(exchange, secrets=secrets, failure=failure)

    def _with(self, prepared: PreparedRequest, token: Token) -> PreparedRequest:
        """Put the token where the stand-in is, or the token that was refused."""
        from endpoint_explorer.sending.resolve import with_encoded_forms

        self._token = token
        self.secrets += tuple(with_encoded_forms(token.secrets))
        headers = tuple(
            _header(token) if name == "Authorization" else (name, value)
            for name, value in prepared.headers
        )
        secrets = tuple(dict.fromkeys((*prepared.secrets, *self.secrets)))
        return msgspec.structs.replace(prepared, headers=headers, secrets=secrets)


def _header(token: Token) -> tuple[str, str]:
    return "Authorization", f"Bearer {token.access_token}"
