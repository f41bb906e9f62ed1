"""The OAuth 2 fields of an auth, resolved and checked; the token itself is had when sending."""

from __future__ import annotations

from typing import get_args

from endpoint_explorer.errors import InvalidRequest
from endpoint_explorer.model.authorization import OAuth2Settings
from endpoint_explorer.model.request import Auth, ClientAuth, Grant
from endpoint_explorer.sending import urls
from endpoint_explorer.sending.scope import Scope

PENDING = "(a token is fetched when sent)"
"""What stands for a token that there is not yet, in messages that are shown and not sent."""

_REDIRECT_HOSTS = ("127.0.0.1", "localhost")


def resolve_settings(auth: Auth, scope: Scope) -> OAuth2Settings:
    """Return what a token is asked for with; reports InvalidRequest, naming the field."""

    def text(name: str) -> str:
        return scope.resolve(getattr(auth, name), f"auth.{name}").strip()

    _choice(auth.grant, "grant", get_args(Grant), scope)
    _choice(auth.client_auth, "client_auth", get_args(ClientAuth), scope)
    settings = OAuth2Settings(
        grant=auth.grant or "client-credentials",
        token_url=_url(text("token_url"), "token_url", scope),
        client_id=_required(text("client_id"), "client_id", "Register a client there.", scope),
        client_secret=scope.credential(auth.client_secret, "auth.client_secret").strip(),
        scope=text("scope"),
        audience=text("audience"),
        resource=text("resource"),
        client_auth=auth.client_auth or "header",
        **_of_grant(auth, scope),
    )
    for name in settings.__struct_fields__:
        _check_text(getattr(settings, name), f"auth.{name}", scope)
    return settings


def _of_grant(auth: Auth, scope: Scope) -> dict[str, str]:
    """Return the fields of one grant; what those of the others hold is not even resolved."""
    if auth.grant == "password":
        username = scope.resolve(auth.username, "auth.username")
        return {
            "username": _required(username, "username", "Whose token is it?", scope),
            "password": scope.credential(auth.password, "auth.password"),
        }
    if auth.grant == "authorization-code":
        address = scope.resolve(auth.authorize_url, "auth.authorize_url").strip()
        redirect_uri = scope.resolve(auth.redirect_uri, "auth.redirect_uri").strip()
        return {
            "authorize_url": _url(address, "authorize_url", scope),
            "redirect_uri": _loopback(redirect_uri, scope),
        }
    return {}


def _choice(value: str, name: str, known: tuple[str, ...], scope: Scope) -> None:
    if value not in known:
        words = ", ".join(filter(None, known))
        message = f"auth.{name}: {value!r} is none of {words}"
        scope.report(InvalidRequest(message, field=f"auth.{name}"))


def _required(value: str, name: str, hint: str, scope: Scope) -> str:
    if not value:
        message = f"auth.{name}: OAuth 2 needs a {name}"
        scope.report(InvalidRequest(message, field=f"auth.{name}", hint=hint))
    return value


def _url(text: str, name: str, scope: Scope) -> str:
    """Check a URL; one that begins with a slash is below the base URL."""
    field = f"auth.{name}"
    if text.startswith("/") and scope.defines("base_url"):
        text = urls.join(scope.resolve("{{base_url}}", field), text)
    if scope.is_open(text):
        return text
    hint = "Write the whole URL of that endpoint; the server's documentation has it."
    if not _required(text, name, hint, scope):
        return text
    try:
        return str(urls.parse(text))
    except InvalidRequest as error:
        reason = error.message.removeprefix("url: ")
        scope.report(InvalidRequest(f"{field}: {reason}", field=field, hint=error.hint))
        return text


def _loopback(text: str, scope: Scope) -> str:
    """Check that the browser is led back to this machine (RFC 8252, 7.3)."""
    if not text or scope.is_open(text):
        return text
    field = "auth.redirect_uri"
    hint = "Write http://127.0.0.1/PATH, with a port if the server wants one, or leave it empty."
    try:
        url = urls.parse(text)
    except InvalidRequest as error:
        reason = error.message.removeprefix("url: ")
        scope.report(InvalidRequest(f"{field}: {reason}", field=field, hint=hint))
        return text
    if url.scheme != "http" or url.host.lower() not in _REDIRECT_HOSTS:
        reason = f"{url} does not lead to this machine"
        scope.report(InvalidRequest(f"{field}: {reason}", field=field, hint=hint))
    return str(url)


def _check_text(value: str, field: str, scope: Scope) -> None:
    """Refuse bytes that are no text: what OAuth 2 sends is UTF-8 (RFC 6749, appendix B)."""
    try:
        value.encode()
    except UnicodeEncodeError:
        scope.report(InvalidRequest(f"{field}: the value is no UTF-8", field=field))
