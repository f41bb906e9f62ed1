"""The accounts of the demo: public on purpose, and named so that nobody takes them for real."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

REALM = "demo"

USERNAME = "ada"
PASSWORD = "demo-password"  # noqa: S105 - public, as all of these are
TOKEN = "demo-token"  # noqa: S105
KEY = "demo-key"
KEY_HEADER = "X-Demo-Key"
KEY_PARAMETER = "api_key"
KEY_COOKIE = "demo_key"
SESSION_COOKIE = "demo_session"

CLIENT_ID = "demo-client"
CLIENT_SECRET = "demo-client-secret"  # noqa: S105
PUBLIC_CLIENT_ID = "demo-public"
SCOPES: Mapping[str, str] = {
    "read": "See your profile",
    "write": "Change your profile",
    "profile": "Know your name and address",
}

ACCESS_KEY = "AKIDDEMOEXAMPLE"
SECRET_KEY = "demo-secret-key-EXAMPLE"  # noqa: S105
REGION = "us-east-1"
SERVICE = "execute-api"

CREDENTIALS: Mapping[str, str] = {
    "Basic and digest": f"user name {USERNAME}, password {PASSWORD}",
    "Login with a cookie": f"user name {USERNAME}, password {PASSWORD}",
    "Bearer token": TOKEN,
    "API key": f"{KEY}, as the header {KEY_HEADER}, the parameter {KEY_PARAMETER} "
    f"or the cookie {KEY_COOKIE}",
    "OAuth 2": f"client {CLIENT_ID} with the secret {CLIENT_SECRET}, or the client "
    f"{PUBLIC_CLIENT_ID} without one; scopes {', '.join(SCOPES)}",
    "AWS Signature 4": f"access key {ACCESS_KEY}, secret key {SECRET_KEY}, region {REGION}, "
    f"service {SERVICE}",
}
"""What to log in with, by kind, as the index and the OpenAPI document say it."""


def is_same(given: str, expected: str) -> bool:
    """Tell whether two texts are the same, in a time that does not say where they differ."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def is_account(username: str, password: str) -> bool:
    """Tell whether a user name and a password belong together."""
    return is_same(username, USERNAME) & is_same(password, PASSWORD)
