"""The messages of OAuth 2 (RFC 6749): what a token is asked for with, and what comes back."""

from __future__ import annotations

import base64
import re
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode

import msgspec

from endpoint_explorer import __version__
from endpoint_explorer.errors import AuthorizationFailed
from endpoint_explorer.model.authorization import OAuth2Settings
from endpoint_explorer.model.exchange import PreparedRequest, Response
from endpoint_explorer.model.oauth2 import SOURCE, Token, secrets_of
from endpoint_explorer.model.secret import Secret
from endpoint_explorer.sending import secret_hosts, urls
from endpoint_explorer.sending.headers import ACCEPT_ENCODING
from endpoint_explorer.sending.resolve import with_encoded_forms

_QUOTED = 200
"""Characters of an answer that is no token that an error quotes."""

_MAYBE_TOKEN = re.compile(r"token[\"']?\s*[:=]", re.IGNORECASE)

_HINTS = {
    "invalid_client": "Check client_id, client_secret, and client_auth: header or body.",
    "invalid_scope": "Check scope.",
    "invalid_target": "Check resource and audience.",
    "unauthorized_client": "The server does not let this client use the grant.",
    "unsupported_grant_type": "The server does not know the grant: check grant and token_url.",
    "access_denied": "Authorize again, and agree this time.",
}

_GRANT_HINTS = {
    "password": "Check username and password.",
    "code": "Authorize again: a code is good once, for a short time and for one redirect_uri.",
}
"""What to look at where a grant is refused as `invalid_grant`, by the step."""


class AuthorizationRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A question to a person (RFC 6749, 4.1.1; RFC 7636), which its answer must match."""

    url: str
    redirect_uri: str
    state: str
    verifier: str

    def __repr__(self) -> str:
        """Show where the answer goes only."""
        return f"AuthorizationRequest({self.redirect_uri!r})"

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The values that nobody but this program may see."""
        return (Secret("code verifier", SOURCE, self.verifier), Secret("state", SOURCE, self.state))


def ask_person(settings: OAuth2Settings, redirect_uri: str) -> AuthorizationRequest:
    """Make the URL at which a person authorizes, with a state and a challenge of its own."""
    from oauthlib.common import generate_token
    from oauthlib.oauth2 import WebApplicationClient

    client = WebApplicationClient(settings.client_id)
    verifier, state = client.create_code_verifier(64), generate_token(32)
    parameters = {
        "response_type": "code",
        "client_id": settings.client_id,
        "redirect_uri": redirect_uri,
        "scope": settings.scope,
        "audience": settings.audience,
        "resource": settings.resource,
        "state": state,
        "code_challenge": client.create_code_challenge(verifier, "S256"),
        "code_challenge_method": "S256",
    }
    query = urlencode({name: value for name, value in parameters.items() if value})
    url = urls.with_query(urls.parse(settings.authorize_url), query)
    return AuthorizationRequest(
        url=str(url), redirect_uri=redirect_uri, state=state, verifier=verifier
    )


def read_code(answer: dict[str, str], asked: AuthorizationRequest) -> str:
    """Return the code of an answer (RFC 6749, 4.1.2); raises AuthorizationFailed."""
    step = "authorization"
    if answer.get("state") != asked.state:
        raise AuthorizationFailed(
            "the browser came back with another state than was sent: that is no answer to this "
            "question",
            step=step,
            hint="Authorize again, in the tab that opens then.",
        )
    if "error" in answer:
        error, description = answer["error"], answer.get("error_description", "")
        raise _refused("the authorization endpoint answered", error, description, step)
    if not answer.get("code"):
        raise AuthorizationFailed("the browser came back without a code", step=step)
    return answer["code"]


def grant_parameters(settings: OAuth2Settings) -> dict[str, str]:
    """Return what asks for a token without a person (RFC 6749, 4.3.2 and 4.4.2)."""
    about = {
        "scope": settings.scope,
        "audience": settings.audience,
        "resource": settings.resource,  # RFC 8707
    }
    if settings.grant == "password":
        login = {"username": settings.username, "password": settings.password}
        return {"grant_type": "password", **login, **about}
    return {"grant_type": "client_credentials", **about}


def code_parameters(code: str, asked: AuthorizationRequest) -> dict[str, str]:
    """Return what exchanges a code for a token (RFC 6749, 4.1.3; RFC 7636, 4.5)."""
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": asked.redirect_uri,
        "code_verifier": asked.verifier,
    }


def refresh_parameters(token: Token) -> dict[str, str]:
    """Return what exchanges a refresh token for a token of the same scope (RFC 6749, 6)."""
    return {"grant_type": "refresh_token", "refresh_token": token.refresh_token}


def token_request(
    settings: OAuth2Settings,
    parameters: dict[str, str],
    like: PreparedRequest,
    secrets: tuple[Secret, ...] = (),
) -> PreparedRequest:
    """Return the message to the token endpoint, sent by the way of the request it is for.

    `secrets` are those among the parameters that the settings do not have.
    """
    from oauthlib.oauth2.rfc6749.parameters import prepare_token_request

    is_basic = settings.client_auth == "header" and bool(settings.client_secret)
    client = {"client_id": settings.client_id, "client_secret": settings.client_secret or None}
    own: dict[str, Any] = {**parameters, **({} if is_basic else client)}
    body = prepare_token_request(own.pop("grant_type"), **own).encode()
    url = urls.parse(settings.token_url)
    headers = [
        ("Host", url.host_header),
        ("User-Agent", f"endpoint-explorer/{__version__}"),
        ("Accept", "application/json"),
        ("Accept-Encoding", ACCEPT_ENCODING),
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Content-Length", str(len(body))),
    ]
    known = [*like.secrets, *secrets_of(settings), *secrets]
    if is_basic:
        pair = _basic_pair(settings)
        headers.append(("Authorization", f"Basic {pair}"))
        known += [
            msgspec.structs.replace(secret, value=pair)
            for secret in (*like.secrets, *secrets_of(settings))
            if secret.value in (settings.client_id, settings.client_secret)
        ]
    asked = PreparedRequest(
        method="POST",
        url=str(url),
        headers=tuple(headers),
        body=(body,),
        secrets=tuple(with_encoded_forms(known)),
        timeout=like.timeout,
        follow_redirects=False,  # Whoever it leads to is not who the secret is for.
        cookies=False,
        http_2=like.http_2,
        trust=like.trust,
        proxy=like.proxy,
        proxy_from_environment=like.proxy_from_environment,
    )
    secret_hosts.require_allowed(asked)
    return asked


def _basic_pair(settings: OAuth2Settings) -> str:
    """Encode the client's id and secret as RFC 6749, 2.3.1 wants it: as a form, then as Basic."""
    pair = f"{quote_plus(settings.client_id)}:{quote_plus(settings.client_secret)}"
    return base64.b64encode(pair.encode()).decode()


class _TokenAnswer(msgspec.Struct):
    """An answer of a token endpoint (RFC 6749, 5.1 and 5.2)."""

    access_token: str = ""
    token_type: str = "Bearer"  # noqa: S105 - a word of RFC 6750
    expires_in: float | None = None
    refresh_token: str | None = None
    id_token: str | None = None
    scope: str | None = None
    error: str = ""
    error_description: str | None = None


def read_token(response: Response, step: str, now: float, before: Token | None = None) -> Token:
    """Return the token in an answer, `now` in seconds since the epoch.

    What the answer to a refresh does not say stays as it was `before`. Raises AuthorizationFailed.
    """
    said = f"the token endpoint answered {response.status} to the {step}"
    try:
        answer = _parse(response)
    except (ValueError, RecursionError):
        raise _no_token(response, said, step) from None
    if answer.error:
        raise _refused(said, answer.error, answer.error_description or "", step)
    if not (200 <= response.status < 300 and answer.access_token):
        raise _no_token(response, said, step)
    if answer.token_type.lower() != "bearer":
        message = f"{said} with a token of the type {answer.token_type}: only Bearer is known here"
        raise AuthorizationFailed(message, step=step)
    if not (answer.access_token.isascii() and answer.access_token.isprintable()):
        raise AuthorizationFailed(f"{said} with a token that no header can carry", step=step)
    known = before or Token(access_token="")
    return Token(
        access_token=answer.access_token,
        refresh_token=answer.refresh_token or known.refresh_token,
        id_token=answer.id_token or known.id_token,
        scope=answer.scope or known.scope,
        obtained_at=now,
        expires_at=None if answer.expires_in is None else now + max(0.0, answer.expires_in),
    )


def _parse(response: Response) -> _TokenAnswer:
    """Read JSON, and the form that some servers answer with; raises ValueError."""
    try:
        data = msgspec.json.decode(response.body)
    except ValueError:
        text = response.body.decode()
        data = dict(parse_qsl(text, strict_parsing=True, max_num_fields=50))
    return msgspec.convert(data, _TokenAnswer, strict=False)


def _refused(said: str, error: str, description: str, step: str) -> AuthorizationFailed:
    words = " ".join(f"{error}: {description}".split()).removesuffix(":")
    hint = _GRANT_HINTS.get(step, "") if error == "invalid_grant" else _HINTS.get(error, "")
    return AuthorizationFailed(f"{said}: {words[:500]}", step=step, error=error, hint=hint)


def _no_token(response: Response, said: str, step: str) -> AuthorizationFailed:
    words = " ".join(response.body[: 4 * _QUOTED].decode("utf-8", "replace").split())
    quoted = words if len(words) <= _QUOTED else f"{words[:_QUOTED]}…"
    if _MAYBE_TOKEN.search(words):
        quoted = "what it says is not shown, for it may hold one that is not understood"
    message = f"{said}, which is no token: {quoted or 'an empty body'}"
    return AuthorizationFailed(message, step=step, hint="Is token_url the URL of the endpoint?")
