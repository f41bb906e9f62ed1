"""Where a token comes from: the file, a refresh, a grant of its own, or a person."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from endpoint_explorer.errors import FileError
from endpoint_explorer.model.authorization import OAuth2Settings
from endpoint_explorer.model.exchange import PreparedRequest
from endpoint_explorer.model.oauth2 import Token, TokenState, key_of
from endpoint_explorer.tokens.errand import Errand, Transmit
from endpoint_explorer.tokens.lending import Lent

if TYPE_CHECKING:
    from endpoint_explorer.sending.transport import CancelToken
    from endpoint_explorer.storage.tokens import TokenStore

Place = tuple[Path | None, str]
"""A collection's folder and the name of an environment; without a collection, ad-hoc requests."""


class Tokens:
    """The tokens of each collection and environment; for any number of threads.

    `clock` is in seconds since the epoch.
    """

    def __init__(self, transmit: Transmit, clock: Callable[[], float] = time.time) -> None:
        self._transmit = transmit
        self._clock = clock
        self._stores: dict[Place, TokenStore] = {}
        self._lock = threading.Lock()

    def state(self, settings: OAuth2Settings, place: Place) -> TokenState | None:
        """Return what may be shown of the token that is kept; None where there is none."""
        try:
            token = self._store(place).read(key_of(settings))
        except FileError:
            return None
        return None if token is None else self._state(token, settings)

    def clear(self, settings: OAuth2Settings, place: Place) -> bool:
        """Forget the token of some settings; say whether there was one. Raises FileError."""
        store, key = self._store(place), key_of(settings)
        had = store.read(key) is not None
        store.keep(key, None)
        return had

    def lend(
        self,
        prepared: PreparedRequest,
        place: Place,
        cancel: CancelToken | None = None,
        *,
        can_renew: bool = True,
    ) -> Lent:
        """Return the request with its token: the one that is kept, or one that is asked for now.

        Without `can_renew`, one that is kept is not renewed after a 401.
        Raises AuthorizationNeeded where only a person can get one, AuthorizationFailed when a
        server gives none, and Cancelled. A file that cannot be used costs no answer.
        """
        settings = prepared.oauth2
        if settings is None:
            return Lent(prepared)
        errand = self._errand(settings, prepared, place, cancel)
        kept = errand.kept()
        if kept is not None and kept.is_fresh(self._clock()):
            lent = Lent(prepared, kept, errand.renew if can_renew else None)
        else:
            lent = Lent(prepared, errand.renew(None))
        lent.notices = errand.notices
        return lent

    def authorize(
        self,
        prepared: PreparedRequest,
        place: Place,
        open_url: Callable[[str], None],
        cancel: CancelToken | None = None,
    ) -> TokenState:
        """Get a new token, whatever there is, and keep it; by a person where the grant wants one.

        `open_url` is called in a thread of its own with the URL at which the person authorizes.
        Raises AuthorizationFailed, Cancelled, and FileError when the token cannot be kept.
        """
        settings = prepared.oauth2
        assert settings is not None, "the caller has looked"
        errand = self._errand(settings, prepared, place, cancel)
        if settings.grant == "authorization-code":
            token = errand.ask_person(open_url)
        else:
            token = errand.ask_for_itself()
        self._store(place).keep(key_of(settings), token)
        return self._state(token, settings)

    def _errand(
        self,
        settings: OAuth2Settings,
        prepared: PreparedRequest,
        place: Place,
        cancel: CancelToken | None,
    ) -> Errand:
        return Errand(
            settings,
            like=prepared,
            store=self._store(place),
            transmit=self._transmit,
            clock=self._clock,
            cancel=cancel,
        )

    def _store(self, place: Place) -> TokenStore:
        from endpoint_explorer.storage.tokens import TokenStore

        collection, environment = place
        key = (collection, environment if collection else "")
        with self._lock:
            if key not in self._stores:
                self._stores[key] = TokenStore(*key)
            return self._stores[key]

    def _state(self, token: Token, settings: OAuth2Settings) -> TokenState:
        return TokenState(
            token.expires_at,
            is_fresh=token.is_fresh(self._clock()),
            is_renewable=bool(token.refresh_token) or settings.grant != "authorization-code",
            scope=token.scope,
        )
