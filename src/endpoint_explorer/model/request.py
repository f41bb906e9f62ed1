"""A saved request, exactly as its TOML file says it."""

from __future__ import annotations

from typing import Literal

import msgspec

BodyType = Literal["none", "json", "text", "xml", "form", "multipart", "file", "graphql"]
AuthType = Literal[
    "inherit",
    "none",
    "basic",
    "bearer",
    "api-key",
    "digest",
    "oauth2",
    "oauth1",
    "aws-sigv4",
    "netrc",
    "ntlm",
]
AuthLocation = Literal["header", "query", "cookie"]
Grant = Literal["", "client-credentials", "authorization-code", "password"]
ClientAuth = Literal["", "header", "body"]
SignatureMethod = Literal["", "HMAC-SHA1", "HMAC-SHA256", "RSA-SHA1", "PLAINTEXT"]

COMMON_METHODS: tuple[str, ...] = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Methods that change nothing (RFC 9110, 9.2.1)."""


class Field(msgspec.Struct, frozen=True, omit_defaults=True):
    """A row: a named value that can be switched off.

    `bare` matters to query rows only: `?flag` (bare) and `?flag=` are different requests.
    """

    name: str
    value: str = ""
    enabled: bool = True
    bare: bool = False


class Capture(msgspec.Struct, frozen=True, omit_defaults=True):
    """A value that a response is to leave in a variable: the variable's name, and the query.

    The value of a `secret` one is tracked and redacted like any secret.
    """

    name: str
    query: str = ""
    enabled: bool = True
    secret: bool = False


class FormField(msgspec.Struct, frozen=True, omit_defaults=True):
    """A row of a form or multipart body; a part is a file when `file` names one.

    `file` is a path, relative to the collection's folder; `content_type` is the part's own.
    """

    name: str
    value: str = ""
    enabled: bool = True
    file: str = ""
    content_type: str = ""


class Body(msgspec.Struct, frozen=True, omit_defaults=True):
    """The payload. What other types hold is kept, so that switching types loses nothing.

    `text` serves json, text, xml and graphql (the query document); `variables` is graphql's JSON
    text; `fields` serves form and multipart; `file` is a path relative to the collection's folder.
    """

    type: BodyType = "none"
    text: str = ""
    variables: str = ""
    fields: tuple[FormField, ...] = ()
    file: str = ""
    content_type: str = ""


class Auth(msgspec.Struct, frozen=True, omit_defaults=True):
    """Credentials, as templates: `{{token}}` rather than the token.

    What other types hold is kept. `token` serves bearer and oauth1; from `grant` to
    `redirect_uri` it is oauth2, from `access_key` to `service` aws-sigv4, from `consumer_key` to
    `realm` oauth1, where `consumer_secret` is the private key in PEM if RSA-SHA1 signs. `domain`
    is ntlm's. An empty choice is the first one there is.
    """

    type: AuthType = "inherit"
    username: str = ""
    password: str = ""
    token: str = ""
    name: str = ""
    value: str = ""
    location: AuthLocation = msgspec.field(default="header", name="in")
    grant: Grant = ""
    token_url: str = ""
    authorize_url: str = ""
    client_id: str = ""
    client_secret: str = ""
    scope: str = ""
    audience: str = ""
    resource: str = ""
    client_auth: ClientAuth = ""
    redirect_uri: str = ""
    access_key: str = ""
    secret_key: str = ""
    session_token: str = ""
    region: str = ""
    service: str = ""
    consumer_key: str = ""
    consumer_secret: str = ""
    token_secret: str = ""
    signature_method: SignatureMethod = ""
    realm: str = ""
    domain: str = ""


SECRET_PARTS = (
    "password",
    "token",
    "value",
    "client_secret",
    "secret_key",
    "session_token",
    "consumer_secret",
    "token_secret",
)
"""The fields of an `Auth` that hold a credential; the others name who it belongs to."""


URL_PASSWORD = "url.password"  # noqa: S105 - a name
"""What a password in a URL is called where credentials are named by their fields."""


class Options(msgspec.Struct, frozen=True, omit_defaults=True):
    """How to send. None inherits.

    `timeout`: seconds for the whole send, 0 for no limit. `max_body` and `max_decoded`: bytes of
    a response's body that are taken, as it comes in and decoded, 0 for no limit.
    `resend_body_cross_origin`: whether a redirect to another origin gets the request's body.
    `http2`: whether HTTP/2 is offered to servers. `cookies`: whether the jar is used.
    `history`: whether what is sent, and what comes of it, is kept in the history.
    """

    timeout: float | None = None
    follow_redirects: bool | None = None
    resend_body_cross_origin: bool | None = None
    max_body: int | None = None
    max_decoded: int | None = None
    http2: bool | None = None
    cookies: bool | None = None
    history: bool | None = None


LONGEST_TIMEOUT = 1_000_000.0
"""Seconds, eleven days: the system waits for no longer than twice that in one call."""

DEFAULTS = Options(
    timeout=60.0,
    follow_redirects=True,
    resend_body_cross_origin=False,
    max_body=50_000_000,
    max_decoded=100_000_000,
    http2=True,
    cookies=True,
    history=True,
)
"""What holds where neither request, folder nor collection says; the limits, for what is kept."""


class Request(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A saved request. `url` is a route under the base URL (`/users/{id}`) or absolute."""

    id: str = ""
    name: str = ""
    method: str = "GET"
    url: str = ""
    description: str = ""
    path: tuple[Field, ...] = ()
    query: tuple[Field, ...] = ()
    headers: tuple[Field, ...] = ()
    body: Body = Body()
    auth: Auth = Auth()
    checks: tuple[str, ...] = ()
    captures: tuple[Capture, ...] = ()
    options: Options = Options()


class Draft(msgspec.Struct, frozen=True):
    """Edits laid over a saved request; `saved` is None for a request that was never saved."""

    saved: Request | None
    edited: Request

    @property
    def is_changed(self) -> bool:
        """Whether saving would write anything."""
        return self.saved != self.edited
