"""The nonces that servers gave, kept in memory so that the next send is authorized at once."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from endpoint_explorer.errors import InvalidRequest
from endpoint_explorer.model.authorization import DigestLogin
from endpoint_explorer.sending import urls
from endpoint_explorer.sending.urls import Origin, Url

if TYPE_CHECKING:
    from endpoint_explorer.sending.digest import DigestSession

_MOST = 100
"""How many sessions are kept, those used last."""

Key = tuple[Origin, DigestLogin, str]
"""Whose nonce it is: the origin, who logs in there, and the realm."""


class Nonces:
    """Digest sessions by origin, login and realm; safe to use from any thread."""

    def __init__(self) -> None:
        self._sessions: dict[Key, DigestSession] = {}
        self._lock = threading.Lock()

    def find(self, url: Url, login: DigestLogin) -> DigestSession | None:
        """Return the session whose protection space fits a URL best; None where none covers it."""
        with self._lock:
            found = [
                (covered, key)
                for key, session in self._sessions.items()
                if key[:2] == (url.origin, login) and (covered := _covers(session, url)) is not None
            ]
            if not found:
                return None
            _, key = max(found, key=lambda pair: pair[0])
            session = self._sessions[key] = self._sessions.pop(key)  # used last
            return session

    def use(self, session: DigestSession, method: str, target: str, body_hash: str) -> str:
        """Return the value of Authorization for a message, with a count that no other has."""
        with self._lock:
            return session.authorization(method, target, body_hash)

    def keep(self, url: Url, login: DigestLogin, session: DigestSession) -> None:
        """Keep a session for the messages to come."""
        with self._lock:
            self._sessions[url.origin, login, session.realm] = session
            while len(self._sessions) > _MOST:
                del self._sessions[next(iter(self._sessions))]

    def renew(self, session: DigestSession, nonce: str) -> None:
        """Go on with the nonce that the server wants next."""
        with self._lock:
            session.renew(nonce)

    def forget(self, session: DigestSession) -> None:
        """Forget a session that the server does not take."""
        with self._lock:
            self._sessions = {k: kept for k, kept in self._sessions.items() if kept is not session}


def _covers(session: DigestSession, url: Url) -> int | None:
    """Return how closely a protection space fits a URL, None where it does not cover it.

    The space is all that begins with one of its URIs, those of other servers aside; without any
    it is the whole origin (RFC 7616, 3.3).
    """
    if not session.domain:
        return 0
    fits = []
    for reference in session.domain:
        try:
            space = urls.resolve_reference(url, reference)
        except InvalidRequest:
            continue
        if space.origin == url.origin and url.target.startswith(space.target):
            fits.append(len(space.target))
    return max(fits, default=None)
