"""OAuth 1.0 (RFC 5849) in the Authorization header, signed by oauthlib."""

from __future__ import annotations

import logging
import os
from urllib.parse import quote, unquote_plus

from endpoint_explorer.errors import AuthFailed
from endpoint_explorer.model.authorization import OAuth1Signing
from endpoint_explorer.model.exchange import Headers, PreparedRequest

FORM = "application/x-www-form-urlencoded"

# Its debug lines hold what is signed, and with it secrets.
logging.getLogger("oauthlib").setLevel(logging.WARNING)


def authorization(
    signing: OAuth1Signing,
    request: PreparedRequest,
    form: str | None,
    now: float,
    nonce: str | None = None,
) -> str:
    """Return the value of Authorization for a message; `now` is in seconds since the epoch.

    `form` is the body where it is a form, which is signed too; of other bodies nothing is.
    Raises AuthFailed where the message cannot be signed.
    """
    try:
        from oauthlib.oauth1 import Client

        client = Client(
            signing.consumer_key,
            client_secret=signing.consumer_secret,
            resource_owner_key=signing.token or None,
            resource_owner_secret=signing.token_secret or None,
            signature_method=signing.method,
            rsa_key=signing.private_key or None,
            realm=signing.realm or None,
            timestamp=str(int(now)),
            nonce=nonce or os.urandom(16).hex(),
        )
        before, mark, query = request.url.partition("?")
        _, made, _ = client.sign(
            f"{before}{mark}{_strict(query)}",
            http_method=request.method,  # type: ignore[arg-type] # any token is one
            body=None if form is None else _strict(form),
            headers=_needed(request.headers, is_form=form is not None),
        )
    except ImportError as error:
        raise _failed(
            f"{signing.method} needs packages that are not installed",
            "Install them: pip install 'endpoint-explorer[rsa]'",
        ) from error
    except Exception as error:
        # oauthlib tells of what it cannot sign by ValueError, PyJWT of a key by errors of its own.
        raise _failed(_reason(error, signing)) from None
    value = made["Authorization"]
    return value if isinstance(value, str) else value.decode("utf-8", "surrogateescape")


def _strict(pairs: str) -> str:
    """Encode pairs anew: oauthlib refuses characters that are often left as they are."""
    split = (piece.partition("=") for piece in pairs.split("&") if piece)
    return "&".join(f"{_encode(name)}={_encode(value)}" for name, _, value in split)


def _encode(text: str) -> str:
    return quote(unquote_plus(text), safe="", errors="surrogateescape")


def _needed(headers: Headers, *, is_form: bool) -> dict[str, str]:
    """Return the headers that the signature depends on."""
    needed = {name.title(): value for name, value in headers if name.lower() == "host"}
    return {**needed, "Content-Type": FORM} if is_form else needed


def _reason(error: Exception, signing: OAuth1Signing) -> str:
    if signing.private_key:
        # What is said about a key may quote it.
        return "auth.consumer_secret is no private key in PEM, as RSA-SHA1 needs it"
    return f"the message cannot be signed: {error}"


def _failed(reason: str, hint: str = "") -> AuthFailed:
    return AuthFailed(f"OAuth 1: {reason}", phase="resolve", hint=hint)
