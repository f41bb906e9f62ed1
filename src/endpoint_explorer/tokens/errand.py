"""Getting one token: by a refresh, by a grant of its own, or by a person."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from endpoint_explorer.errors import (
    AuthorizationFailed,
    AuthorizationNeeded,
    Cancelled,
    FileError,
)
from endpoint_explorer.model.authorization import OAuth2Settings
from endpoint_explorer.model.exchange import Exchange, PreparedRequest
from endpoint_explorer.model.oauth2 import SOURCE, Token, key_of
from endpoint_explorer.model.secret import Secret, redact

if TYPE_CHECKING:
    from endpoint_explorer.sending.transport import CancelToken
    from endpoint_explorer.storage.tokens import TokenStore

Transmit = Callable[[PreparedRequest, "CancelToken | None"], Exchange]
"""Sends a message to a token endpoint, which is recorded nowhere."""

PATIENCE = 300.0
"""Seconds that a person has to authorize."""

OPENER_PATIENCE = 0.5
"""Seconds that whatever opens the browser has to come to its end, which most do at once."""

_UNSETTLED = frozenset({"invalid_client", "slow_down", "temporarily_unavailable", "server_error"})
"""Errors at a refresh that say nothing of the refresh token: it is kept."""

_STEPS = {"client-credentials": "client credentials", "password": "password"}


class Errand:
    """Gets a token for one request, by the way that this goes; `notices` say what went amiss."""

    def __init__(
        self,
        settings: OAuth2Settings,
        *,
        like: PreparedRequest,
        store: TokenStore,
        transmit: Transmit,
        clock: Callable[[], float],
        cancel: CancelToken | None,
    ) -> None:
        self.notices: list[str] = []
        self._settings = settings
        self._like = like
        self._store = store
        self._transmit = transmit
        self._clock = clock
        self._cancel = cancel
        self._key = key_of(settings)

    def kept(self) -> Token | None:
        """Return the token that is kept, fresh or not."""
        try:
            return self._store.read(self._key)
        except FileError as error:
            self._note(f"the tokens cannot be read: {error.message}")
            return None

    def renew(self, refused: Token | None) -> Token:
        """Return a fresh token that is not the one that a server refused, and keep it.

        One thread and program at a time does so; those that waited find what it got.
        """
        try:
            with self._store.renewing(self._check):
                return self._renew(refused)
        except FileError as error:
            self._note(f"the token is got without a lock: {error.message}")
            return self._renew(refused)

    def ask_for_itself(self) -> Token:
        """Ask for a token without a person."""
        from endpoint_explorer.sending.grants import grant_parameters

        return self._ask(grant_parameters(self._settings), _STEPS[self._settings.grant])

    def ask_person(self, open_url: Callable[[str], None]) -> Token:
        """Let a person authorize, and exchange the code that comes of it."""
        from endpoint_explorer.sending import grants
        from endpoint_explorer.sending.loopback import Loopback
        from endpoint_explorer.sending.waiting import CancelToken

        with Loopback(self._settings.redirect_uri) as loopback:
            asked = grants.ask_person(self._settings, loopback.uri)
            # Some browsers end only when the person closes them.
            opener = threading.Thread(target=open_url, args=(asked.url,), daemon=True)
            opener.start()
            try:
                answer = loopback.wait(self._cancel or CancelToken(), PATIENCE)
            finally:
                # The interpreter aborts at its end where such a thread is just writing a line.
                opener.join(OPENER_PATIENCE)
        secrets = (*asked.secrets, Secret("code", SOURCE, answer.get("code", "")))
        try:
            code = grants.read_code(answer, asked)
        except AuthorizationFailed as error:
            raise _without_secrets(error, (*self._like.secrets, *secrets)) from None
        return self._ask(grants.code_parameters(code, asked), "code", secrets=secrets)

    def _renew(self, refused: Token | None) -> Token:
        kept = self.kept()
        is_other = refused is None or kept is None or kept.access_token != refused.access_token
        if kept is not None and is_other and kept.is_fresh(self._clock()):
            return kept
        lack = "there is no token yet" if kept is None else "the token has expired or was refused"
        if kept is not None and kept.refresh_token:
            try:
                return self._keep(self._refresh(kept))
            except AuthorizationFailed as error:
                if not error.error or error.error in _UNSETTLED:
                    raise
                lack = error.message
                self._put(None)
        if self._settings.grant == "authorization-code":
            raise AuthorizationNeeded(
                "; ".join((*self.notices, lack, "a person has to authorize first")),
                hint="Press f9 in the terminal UI, or run: endpoint-explorer authorize TARGET",
            )
        return self._keep(self.ask_for_itself())

    def _refresh(self, token: Token) -> Token:
        from endpoint_explorer.sending.grants import refresh_parameters

        return self._ask(refresh_parameters(token), "refresh token", token, token.secrets)

    def _ask(
        self,
        parameters: dict[str, str],
        step: str,
        before: Token | None = None,
        secrets: Iterable[Secret] = (),
    ) -> Token:
        """Send a message to the token endpoint, and return the token in its answer."""
        from endpoint_explorer.sending.grants import read_token, token_request

        request = token_request(self._settings, parameters, self._like, tuple(secrets))
        exchange = self._transmit(request, self._cancel)
        failure, response = exchange.failure, exchange.response
        try:
            if failure is not None and failure.kind == Cancelled.kind:
                raise Cancelled(failure.message, host=failure.host, phase=failure.phase)
            if failure is not None or response is None:
                reason = failure.message if failure else "there was no answer"
                message = f"no token for the {step}: {reason}"
                hint = failure.hint if failure else ""
                raise AuthorizationFailed(message, step=step, hint=hint)
            return read_token(response, step, self._clock(), before)
        except AuthorizationFailed as error:
            raise _without_secrets(error, request.secrets) from None

    def _keep(self, token: Token) -> Token:
        self._put(token)
        return token

    def _put(self, token: Token | None) -> None:
        """Keep a token, or none; a file that cannot be written costs no answer."""
        try:
            self._store.keep(self._key, token)
        except FileError as error:
            self._note(f"the token was not kept: {error.message}")

    def _check(self) -> None:
        if self._cancel is not None and self._cancel.cancelled:
            raise Cancelled("cancelled while waiting for the token", phase="resolve")

    def _note(self, notice: str) -> None:
        if notice not in self.notices:
            self.notices.append(notice)


def _without_secrets(error: AuthorizationFailed, secrets: Iterable[Secret]) -> AuthorizationFailed:
    """Take out what a server repeated."""
    error.message = redact(error.message, secrets)
    error.args = (error.message,)
    return error
