"""What the authorization server has given out: codes, access tokens and refresh tokens."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Callable
from typing import TypeVar

import msgspec

T = TypeVar("T")

LARGEST = 1000
"""How many of each kind are remembered."""
CODE_LIFE = 60.0
"""Seconds in which a code must be used."""


class Grant(msgspec.Struct, frozen=True):
    """What a client was allowed: on whose behalf (empty: its own), and what."""

    client: str
    user: str
    scope: tuple[str, ...]
    audience: str = ""


class Code(msgspec.Struct, frozen=True):
    """An authorization code, with what it was asked for with (RFC 7636)."""

    grant: Grant
    redirect_uri: str
    challenge: str
    expires_at: float


class AccessToken(msgspec.Struct, frozen=True):
    """An access token; `expires_at` is in seconds of the grants' clock."""

    grant: Grant
    expires_at: float


class Grants:
    """Everything that was given out and still counts; `clock` says the time in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._codes: dict[str, Code] = {}
        self._access: dict[str, AccessToken] = {}
        self._refresh: dict[str, Grant] = {}

    def make_code(self, grant: Grant, redirect_uri: str, challenge: str) -> str:
        """Return a new authorization code."""
        code = Code(grant, redirect_uri, challenge, self._clock() + CODE_LIFE)
        return _keep(self._codes, code)

    def take_code(self, text: str) -> Code | None:
        """Return a code that still counts; it never does again."""
        code = self._codes.pop(text, None)
        return code if code and code.expires_at > self._clock() else None

    def make_access(self, grant: Grant, life: float) -> str:
        """Return a new access token, good for some seconds."""
        return _keep(self._access, AccessToken(grant, self._clock() + life))

    def make_refresh(self, grant: Grant) -> str:
        """Return a new refresh token."""
        return _keep(self._refresh, grant)

    def refresh_grant(self, text: str) -> Grant | None:
        """Return what a refresh token stands for."""
        return self._refresh.get(text)

    def drop_refresh(self, text: str) -> None:
        """Forget a refresh token: it has been used, and there is a new one."""
        self._refresh.pop(text, None)

    def access(self, text: str) -> tuple[AccessToken, float] | None:
        """Return what an access token stands for, and the seconds it has left, perhaps none."""
        token = self._access.get(text)
        return None if token is None else (token, token.expires_at - self._clock())


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a code verifier (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _keep(kept: dict[str, T], value: T) -> str:
    if len(kept) >= LARGEST:
        del kept[next(iter(kept))]
    text = secrets.token_urlsafe(24)
    kept[text] = value
    return text
