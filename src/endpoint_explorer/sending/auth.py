"""Credentials: whose auth holds for a request, and the header or query row that it makes."""

from __future__ import annotations

import base64
from collections.abc import Container

import msgspec

from endpoint_explorer.errors import InvalidRequest
from endpoint_explorer.model.authorization import Challenge, OAuth2Settings, Signing
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.exchange import Headers
from endpoint_explorer.model.request import SECRET_PARTS, URL_PASSWORD, Auth, Request
from endpoint_explorer.model.secret import MASK, Secret, basic_pair
from endpoint_explorer.sending import auth_settings, netrc_file
from endpoint_explorer.sending.auth_settings import MADE_WHEN_SENT
from endpoint_explorer.sending.headers import check_name, checked_value
from endpoint_explorer.sending.oauth2_settings import PENDING, resolve_settings
from endpoint_explorer.sending.scope import Scope
from endpoint_explorer.sending.templates import references
from endpoint_explorer.sending.urls import Url, to_bytes


class Credentials(msgspec.Struct, frozen=True):
    """What auth adds; the values of `query` are not encoded yet, and `cookie` is one pair.

    `signing`, `challenge` and `oauth2` are as in a PreparedRequest, as are `notes`.
    """

    headers: Headers = ()
    query: tuple[tuple[str, str], ...] = ()
    cookie: str = ""
    signing: Signing | None = None
    challenge: Challenge | None = None
    oauth2: OAuth2Settings | None = None
    notes: tuple[str, ...] = ()


def credentials(
    request: Request,
    context: Context,
    scope: Scope,
    written: Container[str],
    url: Url | None,
) -> Credentials:
    """Return what the request's auth adds.

    `written` holds the names, in lower case, of the headers that rows give: those stand, and what
    auth would put there is not even resolved. The user name and password of a URL stand above an
    inherited auth and below the request's own. `url` is None where it is not known.
    """
    own = request.auth
    userinfo = url.userinfo if url else None
    _note_literals(own, userinfo, scope)
    if userinfo is not None and own.type in ("inherit", "none"):
        return Credentials() if "authorization" in written else _basic(*userinfo, scope)
    return _make(_inherited(context) if own.type == "inherit" else own, scope, written, url)


def _note_literals(auth: Auth, userinfo: tuple[str, str] | None, scope: Scope) -> None:
    """Track what is written out, also of no use here: the history keeps the whole request."""
    texts = {f"auth.{part}": getattr(auth, part) for part in SECRET_PARTS}
    for name, text in {**texts, URL_PASSWORD: userinfo[1] if userinfo else ""}.items():
        if not references(text):
            scope.note_literal(name, text)


def _inherited(context: Context) -> Auth:
    """Return the auth of the innermost folder that has one, else the collection's."""
    for folder in reversed(context.folders):
        if folder.auth.type != "inherit":
            return folder.auth
    return context.collection.auth


def _make(auth: Auth, scope: Scope, written: Container[str], url: Url | None) -> Credentials:
    match auth.type:
        case "inherit" | "none":
            return Credentials()
        case "api-key":
            return _api_key(auth, scope, written)
        case _ if "authorization" in written:
            return Credentials()
        case "basic" | "bearer" | "netrc":
            return _known(auth, scope, url)
        case _:
            return _made_when_sent(auth, scope, written, url)


def _known(auth: Auth, scope: Scope, url: Url | None) -> Credentials:
    """Return the header that is the same at each send."""
    if auth.type == "netrc":
        return _netrc(url, scope)
    if auth.type == "bearer":
        return _bearer(scope.credential(auth.token, "auth.token"), scope)
    username = scope.resolve(auth.username, "auth.username")
    return _basic(username, scope.credential(auth.password, "auth.password"), scope)


def _made_when_sent(
    auth: Auth, scope: Scope, written: Container[str], url: Url | None
) -> Credentials:
    """Return what a header is made with, and one that holds its place where there always is one."""
    match auth.type:
        case "digest":
            return Credentials(challenge=auth_settings.digest_login(auth, scope))
        case "ntlm":
            return Credentials(challenge=auth_settings.ntlm_login(auth, scope))
        case "oauth2":
            return Credentials(
                headers=(("Authorization", f"Bearer {scope.left_open(PENDING)}"),),
                oauth2=resolve_settings(auth, scope),
            )
        case "oauth1":
            return Credentials(
                headers=(("Authorization", f"OAuth {scope.left_open(MADE_WHEN_SENT)}"),),
                signing=auth_settings.oauth1_signing(auth, scope),
            )
        case _:
            return _aws(auth, url, scope, written)


def _aws(auth: Auth, url: Url | None, scope: Scope, written: Container[str]) -> Credentials:
    """Name the headers that signing fills in; S3 wants the hash of the body among them."""
    signing = auth_settings.aws_signing(auth, url, scope)
    pending = scope.left_open(MADE_WHEN_SENT)
    rows = [("Authorization", f"AWS4-HMAC-SHA256 {pending}"), ("X-Amz-Date", pending)]
    if signing.service == "s3":
        rows.append(("X-Amz-Content-Sha256", pending))
    if signing.session_token:
        rows.append(("X-Amz-Security-Token", signing.session_token))
    needed = tuple(row for row in rows if row[0].lower() not in written)
    return Credentials(headers=needed, signing=signing)


def _netrc(url: Url | None, scope: Scope) -> Credentials:
    """Make a Basic header of the login that the netrc file has for the URL's host."""
    if url is None or scope.is_open(url.host):
        return Credentials(headers=(("Authorization", f"Basic {scope.left_open(MASK)}"),))
    try:
        login = netrc_file.find_login(url.host)
    except InvalidRequest as error:
        scope.report(error)
        return Credentials()
    notes = (login.note,) if login.note else ()
    # The file may have any value for a password, so it is a secret like those of variables.
    name = f"netrc {url.host}"
    if login.password:
        scope.secrets[name] = Secret(name, str(login.path), login.password)
    shown = login.password and scope.left_open(MASK)
    made = _basic(login.username, shown if scope.is_open(shown) else login.password, scope)
    return msgspec.structs.replace(made, notes=notes)


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
    value = scope.credential(auth.value, "auth.value")
    if not name:
        scope.report(
            InvalidRequest(
                f"auth.name: the API key has no {auth.location} name",
                field="auth.name",
                hint="Name the header, query parameter or cookie that carries the key.",
            )
        )
        return Credentials()
    if auth.location == "query":
        return Credentials(query=((name, value),))
    if auth.location == "cookie":
        return Credentials(cookie=_cookie(name, value, scope))
    check_name(name, scope.report)
    return Credentials(headers=((name, checked_value(name, value, scope.report, "auth.value")),))


def _cookie(name: str, value: str, scope: Scope) -> str:
    """Return the pair of a cookie; nothing in it may begin another one (RFC 6265, 4.2.1)."""
    check_name(name, scope.report)
    value = checked_value("Cookie", value, scope.report, "auth.value")
    if ";" in value:
        reason = "auth.value: a cookie cannot have a semicolon in it"
        hint = "Percent-encode it, if the server decodes that: %3B."
        scope.report(InvalidRequest(reason, field="auth.value", hint=hint))
    return f"{name}={value}"
