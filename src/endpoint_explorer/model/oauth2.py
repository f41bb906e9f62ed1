"""OAuth 2.0 (RFC 6749): the token that a client is given, and what it is kept under."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from endpoint_explorer.model.authorization import OAuth2Settings
from endpoint_explorer.model.secret import Secret

MARGIN = 30.0
"""Seconds before its end at which a token is renewed; a tenth of its life where that is less."""

SOURCE = "oauth2"
"""The reference of secrets that come of OAuth 2."""


def key_of(settings: OAuth2Settings) -> str:
    """Return what tells one token from another, in hex digits; no secret is part of it."""
    parts = (
        settings.grant,
        settings.token_url,
        settings.authorize_url,
        settings.client_id,
        settings.scope,
        settings.audience,
        settings.resource,
        settings.username,
    )
    from hashlib import sha256  # late: the first frame has no tokens

    text = msgspec.json.encode([part.encode("utf-8", "surrogatepass") for part in parts])
    return sha256(text).hexdigest()[:32]


def secrets_of(settings: OAuth2Settings) -> tuple[Secret, ...]:
    """Return the values in the settings that nobody may see, wherever they were written."""
    pairs = (("client secret", settings.client_secret), ("password", settings.password))
    return tuple(Secret(name, SOURCE, value) for name, value in pairs if value)


class Token(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """An access token and what came with it.

    `obtained_at` and `expires_at` are in seconds since the epoch, the latter None where the
    server does not say.
    """

    access_token: str
    refresh_token: str = ""
    id_token: str = ""
    scope: str = ""
    obtained_at: float = 0.0
    expires_at: float | None = None

    def __repr__(self) -> str:
        """Show when it ends only, so that no traceback or log can show a value."""
        return f"Token(expires_at={self.expires_at!r})"

    def is_fresh(self, now: float) -> bool:
        """Say whether it can be used without being renewed first."""
        if self.expires_at is None:
            return True
        return now < self.expires_at - min(MARGIN, (self.expires_at - self.obtained_at) / 10)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The values that nobody may see."""
        return tuple(Secret(name, SOURCE, value) for name, value in self._values() if value)

    def _values(self) -> Iterator[tuple[str, str]]:
        yield "access token", self.access_token
        yield "refresh token", self.refresh_token
        yield "id token", self.id_token


class TokenState(msgspec.Struct, frozen=True):
    """What may be shown of a token; `expires_at` as that of `Token`.

    `is_fresh` says that it is used as it is, `is_renewable` that no person is needed to renew it.
    """

    expires_at: float | None = None
    is_fresh: bool = True
    is_renewable: bool = False
    scope: str = ""

    def describe(self, now: float) -> str:
        """Say how long the token lasts."""
        if self.expires_at is None:
            return "token is there, and does not say when it expires"
        if now < self.expires_at:
            return f"token expires in {_duration(self.expires_at - now)}"
        if self.is_renewable:
            return "token has expired; it is renewed when sent"
        return "token has expired"


def _duration(seconds: float) -> str:
    """Return a length of time in its largest unit, rounded down."""
    units = (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))
    unit, length = next((u for u in units if seconds >= u[1]), units[-1])
    count = int(seconds // length)
    return f"{count} {unit}{'' if count == 1 else 's'}"
