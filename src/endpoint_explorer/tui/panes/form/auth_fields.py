"""What each kind of auth asks for: its fields and its choices, explained in a line each."""

from __future__ import annotations

import msgspec

from endpoint_explorer.model.request import Auth, AuthType

VARIABLE_ADVICE = "Write a {{variable}}, so that no file holds the secret."

KINDS: tuple[tuple[AuthType, str, str], ...] = (
    ("inherit", "inherit", ""),
    ("none", "none", "This request is sent without credentials."),
    ("basic", "basic", "User name and password in the Authorization header (RFC 7617)."),
    ("bearer", "bearer", "A token in the Authorization header (RFC 6750)."),
    ("api-key", "API key", "A key, under the name that the API gives it."),
    ("digest", "digest", "Answers the server's challenge without the password (RFC 7616)."),
    ("oauth2", "OAuth 2", "A token that is fetched, kept and refreshed (RFC 6749)."),
    ("oauth1", "OAuth 1", "Signs each message with two keys (RFC 5849)."),
    ("aws-sigv4", "AWS", "Signs each message with an AWS key (Signature Version 4)."),
    ("netrc", "netrc", "User name and password of the host, from $NETRC or ~/.netrc."),
    ("ntlm", "NTLM", "Answers a Windows server: pip install 'endpoint-explorer[ntlm]'."),
)
"""The value in a file, the label, and what it means."""

MEANINGS = {value: meaning for value, _, meaning in KINDS}


class AuthField(msgspec.Struct, frozen=True):
    """A text of an auth: the attribute that holds it, and what a person is told about it."""

    field: str
    label: str
    hint: str
    meaning: str
    is_secret: bool = False


class AuthChoice(msgspec.Struct, frozen=True):
    """A fixed word of an auth: pairs of value and label; an empty value is the first of them."""

    field: str
    label: str
    choices: tuple[tuple[str, str], ...]
    meaning: str

    def value(self, auth: Auth) -> str:
        """Return the word that holds for an auth."""
        return getattr(auth, self.field) or self.choices[0][0]


GRANT = AuthChoice(
    "grant",
    "Grant",
    (
        ("client-credentials", "client credentials"),
        ("authorization-code", "authorization code"),
        ("password", "password"),
    ),
    "How the token is had: as this program, as a person in the browser, or by a password.",
)
CLIENT_AUTH = AuthChoice(
    "client_auth",
    "Client",
    (("header", "in the header"), ("body", "in the body")),
    "Where the client's id and secret are sent to the token URL.",
)
SIGNATURE_METHOD = AuthChoice(
    "signature_method",
    "Signature",
    tuple((name, name) for name in ("HMAC-SHA1", "HMAC-SHA256", "RSA-SHA1", "PLAINTEXT")),
    "How messages are signed; RSA-SHA1 needs pip install 'endpoint-explorer[rsa]'.",
)
LOCATION = AuthChoice(
    "location",
    "Sent",
    (("header", "in a header"), ("query", "in the query"), ("cookie", "in a cookie")),
    "Where the key is sent.",
)
ALL_CHOICES = (GRANT, CLIENT_AUTH, SIGNATURE_METHOD, LOCATION)


def _secret(field: str, label: str, hint: str, meaning: str = VARIABLE_ADVICE) -> AuthField:
    return AuthField(field, label, hint, meaning, is_secret=True)


_USERNAME = AuthField("username", "User name", "{{username}}", "Who logs in.")
_PASSWORD = _secret("password", "Password", "{{password}}")
_TOKEN_URL = AuthField(
    "token_url", "Token URL", "/oauth/token", "Where tokens are had; a path is below the base URL."
)
_CLIENT_ID = AuthField("client_id", "Client id", "{{client_id}}", "The name this client has there.")
_CLIENT_SECRET = _secret(
    "client_secret", "Client secret", "{{client_secret}}", "Empty for a client that has none."
)
_ASKED_FOR = (
    AuthField("scope", "Scope", "optional, read write", "What the token is to allow, spaced."),
    AuthField(
        "audience", "Audience", "optional", "Which API it is for, where servers ask (Auth0)."
    ),
    AuthField("resource", "Resource", "optional, a URL", "Which API it is for (RFC 8707)."),
)
_OAUTH2: dict[str, tuple[AuthField, ...]] = {
    "client-credentials": (_TOKEN_URL, _CLIENT_ID, _CLIENT_SECRET, *_ASKED_FOR),
    "authorization-code": (
        AuthField(
            "authorize_url",
            "Authorize URL",
            "/oauth/authorize",
            "The page on which a person agrees; a path is below the base URL.",
        ),
        _TOKEN_URL,
        _CLIENT_ID,
        _CLIENT_SECRET,
        *_ASKED_FOR,
        AuthField(
            "redirect_uri",
            "Redirect URI",
            "optional, http://127.0.0.1:8765/",
            "Where the browser comes back to, on this machine; empty for any free port.",
        ),
    ),
    "password": (_TOKEN_URL, _USERNAME, _PASSWORD, _CLIENT_ID, _CLIENT_SECRET, *_ASKED_FOR),
}
_FIELDS: dict[AuthType, tuple[AuthField, ...]] = {
    "basic": (_USERNAME, _PASSWORD),
    "bearer": (_secret("token", "Token", "{{token}}"),),
    "api-key": (
        AuthField("name", "Name", "X-API-Key", "The name of the header, parameter or cookie."),
        _secret("value", "Key", "{{api_key}}"),
    ),
    "digest": (_USERNAME, _PASSWORD),
    "ntlm": (
        AuthField("username", "User name", "{{username}}", r"Who logs in; DOMAIN\name gives both."),
        _PASSWORD,
        AuthField("domain", "Domain", "optional", "The Windows domain of the user."),
    ),
    "oauth1": (
        AuthField("consumer_key", "Consumer key", "{{consumer_key}}", "The name of this client."),
        _secret(
            "consumer_secret",
            "Consumer secret",
            "{{consumer_secret}}",
            "For RSA-SHA1 a {{variable}} with the private key in PEM.",
        ),
        _secret("token", "Token", "optional, {{token}}", "The user's token; empty without a user."),
        _secret("token_secret", "Token secret", "optional, {{token_secret}}"),
        AuthField("realm", "Realm", "optional", "What the server calls the protected area."),
    ),
    "aws-sigv4": (
        AuthField("access_key", "Access key", "{{access_key}}", "The id of the key, AKIA…"),
        _secret("secret_key", "Secret key", "{{secret_key}}"),
        _secret(
            "session_token",
            "Session token",
            "optional, {{session_token}}",
            "For temporary keys, ASIA…; empty for lasting ones.",
        ),
        AuthField("region", "Region", "from the host", "Such as eu-central-1; empty: by the host."),
        AuthField("service", "Service", "from the host", "Such as s3; empty: as the host says."),
    ),
}
_CHOICES: dict[AuthType, tuple[AuthChoice, ...]] = {
    "api-key": (LOCATION,),
    "oauth2": (GRANT, CLIENT_AUTH),
    "oauth1": (SIGNATURE_METHOD,),
}


def fields_of(auth: Auth) -> tuple[AuthField, ...]:
    """Return the texts that an auth needs; those of OAuth 2 are the grant's."""
    if auth.type == "oauth2":
        return _OAUTH2.get(GRANT.value(auth), ())
    return _FIELDS.get(auth.type, ())


def choices_of(auth: Auth) -> tuple[AuthChoice, ...]:
    """Return the fixed words that an auth needs."""
    return _CHOICES.get(auth.type, ())
