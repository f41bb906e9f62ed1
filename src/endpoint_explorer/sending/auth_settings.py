"""The fields of an auth that signs messages or answers challenges, resolved and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from endpoint_explorer.errors import InvalidRequest
from endpoint_explorer.model.authorization import (
    AwsSigning,
    DigestLogin,
    NtlmLogin,
    OAuth1Signing,
)
from endpoint_explorer.model.request import SECRET_PARTS, Auth
from endpoint_explorer.sending import aws_hosts
from endpoint_explorer.sending.headers import checked_value
from endpoint_explorer.sending.scope import Scope

if TYPE_CHECKING:
    from endpoint_explorer.sending.urls import Url

MADE_WHEN_SENT = "… (made when sent)"
"""What stands for a signature that there is not yet, in messages that are shown and not sent."""


def digest_login(auth: Auth, scope: Scope) -> DigestLogin:
    """Return who answers a Digest challenge."""
    username = _text(auth, "username", scope)
    if ":" in username:
        reason = "a user name cannot have a colon in it (RFC 7616, 3.4.2)"
        _refuse("username", reason, scope)
    return DigestLogin(
        username=_required(username, "username", "Digest needs a user name", scope),
        password=_text(auth, "password", scope),
    )


def ntlm_login(auth: Auth, scope: Scope) -> NtlmLogin:
    """Return who answers an NTLM challenge; `DOMAIN\\name` gives both."""
    username, domain = _text(auth, "username", scope), _text(auth, "domain", scope).strip()
    if not domain and "\\" in username:
        domain, _, username = username.partition("\\")
    return NtlmLogin(
        username=_required(username, "username", "NTLM needs a user name", scope),
        password=_text(auth, "password", scope),
        domain=domain,
    )


def aws_signing(auth: Auth, url: Url | None, scope: Scope) -> AwsSigning:
    """Return what AWS messages are signed with; the host says what is left empty."""
    texts = {name: _text(auth, name, scope).strip() for name in ("region", "service")}
    # A host with a stand-in in it says nothing yet, and nothing is wrong with that.
    host = url.host if url and not scope.is_open(url.host) else ""
    guess = aws_hosts.guess(host)
    region = texts["region"] or guess.region
    service = texts["service"] or guess.service
    if host:
        for name, value in (("region", region), ("service", service)):
            _required(value, name, f"{host} does not say which {name} it is", scope)
    access_key = _text(auth, "access_key", scope).strip()
    secret_key = _text(auth, "secret_key", scope).strip()
    return AwsSigning(
        access_key=_required(access_key, "access_key", "AWS needs an access key", scope),
        secret_key=_required(secret_key, "secret_key", "AWS needs a secret key", scope),
        session_token=_value(auth, "session_token", scope),
        region=region,
        service=service,
    )


def oauth1_signing(auth: Auth, scope: Scope) -> OAuth1Signing:
    """Return what OAuth 1 signs with."""
    method = auth.signature_method or "HMAC-SHA1"
    key = _value(auth, "consumer_key", scope)
    secret = _text(auth, "consumer_secret", scope)
    is_rsa = method == "RSA-SHA1"
    if is_rsa and not secret.strip():
        _refuse("consumer_secret", "RSA-SHA1 needs the private key, in PEM", scope)
    return OAuth1Signing(
        consumer_key=_required(key, "consumer_key", "OAuth 1 needs a consumer key", scope),
        consumer_secret="" if is_rsa else secret,
        private_key=secret if is_rsa else "",
        token=_value(auth, "token", scope),
        token_secret=_text(auth, "token_secret", scope),
        method=method,
        realm=_value(auth, "realm", scope),
    )


def _text(auth: Auth, name: str, scope: Scope) -> str:
    resolve = scope.credential if name in SECRET_PARTS else scope.resolve
    return resolve(getattr(auth, name), f"auth.{name}")


def _value(auth: Auth, name: str, scope: Scope) -> str:
    """Return a text that becomes part of a header."""
    return checked_value("Authorization", _text(auth, name, scope), scope.report, f"auth.{name}")


def _required(value: str, name: str, reason: str, scope: Scope) -> str:
    if not value:
        _refuse(name, reason, scope, hint=f"Fill in {name}.")
    return value


def _refuse(name: str, reason: str, scope: Scope, hint: str = "") -> None:
    field = f"auth.{name}"
    scope.report(InvalidRequest(f"{field}: {reason}", field=field, hint=hint))
