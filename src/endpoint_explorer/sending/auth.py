"""Credentials: whose auth holds for a request, and the header or query row that it makes."""

from __future__ import annotations

import base64
from collections.abc import Container

import msgspec

from endpoint_explorer.errors import InvalidRequest
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.exchange import Headers
from endpoint_explorer.model.request import Auth, Request
from endpoint_explorer.model.secret import MASK, basic_pair
from endpoint_explorer.sending.headers import check_name, checked_value
from endpoint_explorer.sending.scope import Scope
from endpoint_explorer.sending.urls import to_bytes


class Credentials(msgspec.Struct, frozen=True):
    """What auth adds; the values of `query` are not encoded yet."""

    headers: Headers = ()
    query: tuple[tuple[str, str], ...] = ()


def credentials(
    request: Request,
    context: Context,
    scope: Scope,
    written: Container[str],
    userinfo: tuple[str, str] | None,
) -> Credentials:
    """Return what the request's auth adds.

    `written` holds the names, in lower case, of the headers that rows give: those stand, and what
    auth would put there is not even resolved. The user name and password of a URL stand above an
    inherited auth and below the request's own.
    """
    own = request.auth
    if userinfo is not None and own.type in ("inherit", "none"):
        return Credentials() if "authorization" in written else _basic(*userinfo, scope)
    return _make(_inherited(context) if own.type == "inherit" else own, scope, written)


def _inherited(context: Context) -> Auth:
    """Return the auth of the innermost folder that has one, else the collection's."""
    for folder in reversed(context.folders):
        if folder.auth.type != "inherit":
            return folder.auth
    return context.collection.auth


def _make(auth: Auth, scope: Scope, written: Container[str]) -> Credentials:
    match auth.type:
        case "basic" | "bearer" if "authorization" in written:
            return Credentials()
        case "basic":
            username = scope.resolve(auth.username, "auth.username")
            return _basic(username, scope.resolve(auth.password, "auth.password"), scope)
        case "bearer":
            return _bearer(scope.resolve(auth.token, "auth.token"), scope)
        case "api-key":
            return _api_key(auth, scope, written)
        case "inherit" | "none":
            return Credentials()


def _basic(username: str, password: str, scope: Scope) -> Credentials:
    """Make a Basic header, in UTF-8 (RFC 7617); its pair is as secret as what is in it."""
    if ":" in username:
        scope.report(
            InvalidRequest(
                "auth.username: a user name cannot have a colon in it (RFC 7617)",
                field="auth.username",
            )
        )
    pair = base64.b64encode(to_bytes(f"{username}:{password}")).decode()
    if scope.is_open(username + password):
        # Encoded, a stand-in could not be found again.
        pair = scope.left_open(MASK)
    for secret in tuple(scope.secrets.values()):
        if secret.value in username or secret.value in password:
            whole = msgspec.structs.replace(secret, value=password)
            scope.secrets[f"{secret.name} in Basic"] = basic_pair(username, whole)
    return Credentials(headers=(("Authorization", f"Basic {pair}"),))


def _bearer(token: str, scope: Scope) -> Credentials:
    if not token.strip():
        scope.report(
            InvalidRequest(
                "auth.token: the bearer token is empty",
                field="auth.token",
                hint="Give it a value, or set the auth to none.",
            )
        )
    value = checked_value("Authorization", token, scope.report, "auth.token")
    return Credentials(headers=(("Authorization", f"Bearer {value}"),))


def _api_key(auth: Auth, scope: Scope, written: Container[str]) -> Credentials:
    name = scope.resolve(auth.name, "auth.name").strip()
    if auth.location == "header" and name.lower() in written:
        return Credentials()
    value = scope.resolve(auth.value, "auth.value")
    if not name:
        scope.report(
            InvalidRequest(
                f"auth.name: the API key has no {auth.location} name",
                field="auth.name",
                hint="Name the header or query parameter that carries the key.",
            )
        )
        return Credentials()
    if auth.location == "query":
        return Credentials(query=((name, value),))
    check_name(name, scope.report)
    return Credentials(headers=((name, checked_value(name, value, scope.report, "auth.value")),))
