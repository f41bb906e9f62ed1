"""What the demo remembers of those who log in."""

from __future__ import annotations

import secrets

from starlette.requests import Request

from endpoint_explorer.demo.auth.digest import Nonces
from endpoint_explorer.demo.auth.grants import Grants

LARGEST = 1000
"""How many sessions are remembered."""


class Access:
    """The nonces, tokens and sessions of one application."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everybody."""
        self.nonces = Nonces()
        self.grants = Grants()
        self.sessions: dict[str, str] = {}

    def log_in(self, username: str) -> str:
        """Return the id of a new session."""
        if len(self.sessions) >= LARGEST:
            del self.sessions[next(iter(self.sessions))]
        session = secrets.token_urlsafe(24)
        self.sessions[session] = username
        return session


def access_of(request: Request) -> Access:
    """Return what the application that a request came to remembers."""
    access: Access = request.app.state.access
    return access
