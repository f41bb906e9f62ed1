"""Credentials that are resolved but only become headers while a request is sent.

They never leave memory: neither the history nor a `repr` has anything of them.
"""

from __future__ import annotations

import msgspec

from endpoint_explorer.model.request import ClientAuth, Grant, SignatureMethod


class _Hidden(msgspec.Struct, frozen=True, kw_only=True):
    """Shows nothing of itself, so that no traceback or log can show a value."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


class AwsSigning(_Hidden, frozen=True, kw_only=True):
    """What AWS Signature Version 4 signs with; `region` and `service` are never empty."""

    access_key: str
    secret_key: str
    session_token: str = ""
    region: str
    service: str


class OAuth1Signing(_Hidden, frozen=True, kw_only=True):
    """What OAuth 1 signs with (RFC 5849, 3); `private_key`, for RSA-SHA1 only, is in PEM."""

    consumer_key: str
    consumer_secret: str = ""
    token: str = ""
    token_secret: str = ""
    method: SignatureMethod = "HMAC-SHA1"
    private_key: str = ""
    realm: str = ""


class DigestLogin(_Hidden, frozen=True, kw_only=True):
    """Who answers a Digest challenge (RFC 7616)."""

    username: str
    password: str


class NtlmLogin(_Hidden, frozen=True, kw_only=True):
    """Who answers an NTLM challenge (MS-NLMP)."""

    username: str
    password: str
    domain: str = ""


class OAuth2Settings(_Hidden, frozen=True, kw_only=True):
    """How to get an access token (RFC 6749); `client_auth` is where the client's secret goes."""

    grant: Grant = "client-credentials"
    token_url: str = ""
    authorize_url: str = ""
    client_id: str = ""
    client_secret: str = ""
    scope: str = ""
    audience: str = ""
    resource: str = ""
    client_auth: ClientAuth = "header"
    redirect_uri: str = ""
    username: str = ""
    password: str = ""


Signing = AwsSigning | OAuth1Signing
"""What signs each message anew."""

Challenge = DigestLogin | NtlmLogin
"""What answers a 401."""
