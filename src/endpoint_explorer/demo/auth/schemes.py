"""The security schemes of the OpenAPI document, by the names that operations use."""

from __future__ import annotations

from collections.abc import Mapping

from endpoint_explorer.demo.auth.accounts import (
    CREDENTIALS,
    KEY_COOKIE,
    KEY_HEADER,
    KEY_PARAMETER,
    SCOPES,
    SESSION_COOKIE,
)
from endpoint_explorer.demo.replica_key import HEADER

API_KEY = "apiKey"


def _http(scheme: str, credentials: str) -> dict[str, object]:
    return {"type": "http", "scheme": scheme, "description": f"The demo's: {credentials}."}


def _key(place: str, name: str, credentials: str = CREDENTIALS["API key"]) -> dict[str, object]:
    described = f"The demo's: {credentials}."
    return {"type": "apiKey", "in": place, "name": name, "description": described}


_TOKEN_URL = {"tokenUrl": "/oauth/token", "scopes": dict(SCOPES)}

SCHEMES: Mapping[str, Mapping[str, object]] = {
    API_KEY: _key("header", HEADER, "any that is not empty"),
    "basic": _http("basic", CREDENTIALS["Basic and digest"]),
    "bearer": _http("bearer", CREDENTIALS["Bearer token"]),
    "digest": _http("digest", CREDENTIALS["Basic and digest"]),
    "keyInHeader": _key("header", KEY_HEADER),
    "keyInQuery": _key("query", KEY_PARAMETER),
    "keyInCookie": _key("cookie", KEY_COOKIE),
    "session": _key("cookie", SESSION_COOKIE, "what POST /login sets"),
    "awsSignature4": _http("AWS4-HMAC-SHA256", CREDENTIALS["AWS Signature 4"]),
    "oauth2": {
        "type": "oauth2",
        "description": f"The demo's: {CREDENTIALS['OAuth 2']}.",
        "flows": {
            "clientCredentials": _TOKEN_URL,
            "password": _TOKEN_URL,
            "authorizationCode": {**_TOKEN_URL, "authorizationUrl": "/oauth/authorize"},
        },
    },
}
