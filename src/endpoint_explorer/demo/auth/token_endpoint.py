"""The token endpoint: the four grants, and the errors of RFC 6749, section 5.2."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote_plus

import msgspec
from starlette.requests import Request

from endpoint_explorer.demo.auth.accounts import (
    CLIENT_ID,
    CLIENT_SECRET,
    PASSWORD,
    PUBLIC_CLIENT_ID,
    SCOPES,
    USERNAME,
    is_account,
    is_same,
)
from endpoint_explorer.demo.auth.grants import Grant, Grants, challenge_of
from endpoint_explorer.demo.auth.refusing import basic_pair

DEFAULT_SCOPE = ("read",)


class TokenError(Exception):
    """A request for a token that is refused; `code` is a word of RFC 6749."""

    def __init__(self, code: str, description: str, *, by_header: bool = False) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.by_header = by_header

    @property
    def status(self) -> int:
        """The status: 401 for a client that is not known, else 400."""
        return 401 if self.code == "invalid_client" else 400


class Token(msgspec.Struct, frozen=True, omit_defaults=True):
    """A successful answer (section 5.1); `expires_in` is in seconds."""

    access_token: str
    token_type: str
    expires_in: int
    scope: str
    refresh_token: str = ""


def issue(request: Request, form: Mapping[str, str], grants: Grants, life: int) -> Token:
    """Return a token for what a client has, or raise TokenError."""
    client = _authenticate(request, form)
    kind = _needed(form, "grant_type")
    match kind:
        case "client_credentials":
            if client == PUBLIC_CLIENT_ID:
                raise TokenError("unauthorized_client", "This grant is for clients with a secret.")
            grant = Grant(client, "", read_scope(form), form.get("audience", ""))
        case "password":
            grant = _by_password(form, client)
        case "authorization_code":
            grant = _by_code(form, client, grants)
        case "refresh_token":
            return _refreshed(form, client, grants, life)
        case _:
            known = "client_credentials, password, authorization_code, refresh_token"
            raise TokenError("unsupported_grant_type", f"It is {kind}; known are {known}.")
    # A client on its own behalf can always ask again (section 4.4.3).
    return _token(grant, grants, life, refreshes=bool(grant.user))


def read_scope(given: Mapping[str, str]) -> tuple[str, ...]:
    """Return the scopes that are asked for, or raise TokenError for one that is not known."""
    names = tuple(dict.fromkeys(given.get("scope", "").split()))
    if unknown := [name for name in names if name not in SCOPES]:
        raise TokenError(
            "invalid_scope", f"Not known: {', '.join(unknown)}; there are {', '.join(SCOPES)}."
        )
    return names or DEFAULT_SCOPE


def _authenticate(request: Request, form: Mapping[str, str]) -> str:
    """Return the client's id: from a Basic header, or from the body (section 2.3.1)."""
    pair = basic_pair(request)
    if pair is not None:
        if "client_secret" in form:
            raise TokenError("invalid_request", "The client says who it is twice: choose one way.")
        name, secret = map(unquote_plus, pair)
    else:
        name, secret = form.get("client_id", ""), form.get("client_secret", "")
    is_public = name == PUBLIC_CLIENT_ID and not secret
    is_confidential = is_same(name, CLIENT_ID) & is_same(secret, CLIENT_SECRET)
    if not (is_public or is_confidential):
        raise TokenError(
            "invalid_client",
            f"Use {CLIENT_ID} with the secret {CLIENT_SECRET}, in a Basic header or as client_id "
            f"and client_secret in the body; or {PUBLIC_CLIENT_ID} without a secret.",
            by_header="authorization" in request.headers,
        )
    return name


def _needed(form: Mapping[str, str], name: str) -> str:
    value = form.get(name, "")
    if not value:
        raise TokenError("invalid_request", f"The parameter {name} is missing.")
    return value


def _by_password(form: Mapping[str, str], client: str) -> Grant:
    username, password = _needed(form, "username"), _needed(form, "password")
    if not is_account(username, password):
        raise TokenError("invalid_grant", f"The user is {USERNAME}, the password {PASSWORD}.")
    return Grant(client, username, read_scope(form), form.get("audience", ""))


def _by_code(form: Mapping[str, str], client: str, grants: Grants) -> Grant:
    text, verifier = _needed(form, "code"), _needed(form, "code_verifier")
    code = grants.take_code(text)
    if code is None or code.grant.client != client:
        reason = "The code is unknown, used, older than a minute, or another client's."
        raise TokenError("invalid_grant", reason)
    if code.redirect_uri != form.get("redirect_uri", ""):
        raise TokenError("invalid_grant", f"The redirect_uri was {code.redirect_uri} before.")
    if not is_same(challenge_of(verifier), code.challenge):
        raise TokenError("invalid_grant", "The code_verifier is not that of the code_challenge.")
    return code.grant


def _refreshed(form: Mapping[str, str], client: str, grants: Grants, life: int) -> Token:
    text = _needed(form, "refresh_token")
    grant = grants.refresh_grant(text)
    if grant is None or grant.client != client:
        raise TokenError(
            "invalid_grant", "The refresh token is unknown or another client's; each works once."
        )
    if form.get("scope"):
        scope = read_scope(form)
        if not set(scope) <= set(grant.scope):
            raise TokenError("invalid_scope", f"No more than {' '.join(grant.scope)} was allowed.")
        grant = msgspec.structs.replace(grant, scope=scope)
    grants.drop_refresh(text)
    return _token(grant, grants, life, refreshes=True)


def _token(grant: Grant, grants: Grants, life: int, *, refreshes: bool) -> Token:
    access = grants.make_access(grant, life)
    refresh = grants.make_refresh(grant) if refreshes else ""
    return Token(access, "Bearer", life, " ".join(grant.scope), refresh)
