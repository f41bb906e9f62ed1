"""Taking every secret out of an exchange before it leaves memory."""

from __future__ import annotations

import base64
import binascii
import operator
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import msgspec

from endpoint_explorer.model.exchange import Exchange, Failure, Headers, WireRequest
from endpoint_explorer.model.literals import hide_cookies
from endpoint_explorer.model.request import Auth, Body, Request
from endpoint_explorer.model.secret import MASK, Redactor, Secret, redactor_of

FIXED_WORDS: frozenset[tuple[type, str]] = frozenset(
    {
        (Body, "type"),
        (Auth, "type"),
        (Auth, "location"),
        (Auth, "grant"),
        (Auth, "client_auth"),
        (Auth, "signature_method"),
        (Failure, "kind"),
    }
)
"""Fields that hold one of a few words: a secret that happens to be one must not replace it."""


_WITH_COOKIES = frozenset({"cookie", "set-cookie"})
_NO_WIRE = WireRequest(method="", url="")

_LARGE = 1_000_000
"""Bytes of a body that is not copied only to be looked through."""


def redact_exchange(exchange: Exchange) -> Exchange:
    """Return the exchange with each secret replaced by `{{name}}`, and without `secrets`.

    Every text and every body in it is looked through, whatever field it is in. The values of
    cookies are masked in the headers that carry them; those that may be credentials, which
    `cookies` has, are replaced by `{{cookie NAME}}` everywhere else.
    """
    secrets = tuple(
        sorted(
            dict.fromkeys((*exchange.secrets, *exchange.cookies, *_basic_pairs(exchange))),
            key=lambda secret: len(secret.value),
            reverse=True,  # a value that is part of another must not break the other up
        )
    )
    bare = _mask_cookies(msgspec.structs.replace(exchange, secrets=(), cookies=()))
    return _redact_all(bare, redactor_of(secrets)) if secrets else bare


def _redact_all(exchange: Exchange, redactor: Redactor) -> Exchange:
    # Most often secrets are only in what was sent.
    if _is_clean(msgspec.structs.replace(exchange, wire=_NO_WIRE), redactor):
        wire = _redact(exchange.wire, redactor)
        assert isinstance(wire, WireRequest), "redaction keeps types"
        return msgspec.structs.replace(exchange, wire=wire)
    redacted = _redact(exchange, redactor)
    assert isinstance(redacted, Exchange), "redaction keeps types"
    return redacted


def _mask_cookies(exchange: Exchange) -> Exchange:
    wire, response = exchange.wire, exchange.response
    request = exchange.request and _hide_cookies(exchange.request)
    headers = (*wire.headers, *(response.headers if response else ()))
    if _WITH_COOKIES.isdisjoint([name.lower() for name, _ in headers]):
        if request is exchange.request:
            return exchange
        return msgspec.structs.replace(exchange, request=request)
    wire = msgspec.structs.replace(wire, headers=_masked(wire.headers, "cookie", _mask_all))
    if response is not None:
        headers = _masked(response.headers, "set-cookie", _mask_first)
        response = msgspec.structs.replace(response, headers=headers)
    return msgspec.structs.replace(exchange, wire=wire, response=response, request=request)


def _hide_cookies(request: Request) -> Request:
    """Put names for the cookies that a row says, so that a replay can tell what is missing."""
    if all(row.name.strip().lower() != "cookie" for row in request.headers):
        return request
    rows = tuple(
        msgspec.structs.replace(row, value=hide_cookies(row.value))
        if row.name.strip().lower() == "cookie"
        else row
        for row in request.headers
    )
    return msgspec.structs.replace(request, headers=rows)


def _masked(headers: Headers, name: str, mask: Callable[[str], str]) -> Headers:
    return tuple((key, mask(value) if key.lower() == name else value) for key, value in headers)


def _mask_all(cookie: str) -> str:
    """Mask each value of a Cookie header."""
    return "; ".join(map(_masked_pair, cookie.split("; ")))


def _mask_first(set_cookie: str) -> str:
    """Mask the value of a Set-Cookie header; its attributes say what the cookie was for."""
    pair, semicolon, attributes = set_cookie.partition(";")
    return f"{_masked_pair(pair)}{semicolon}{attributes}"


def _masked_pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    if not equals:
        return MASK if pair.strip() else pair
    return f"{name}={MASK}" if value else pair


def _redact(value: object, redactor: Redactor) -> object:
    """Return a value without secrets: the same object where there is none in it."""
    if isinstance(value, str):
        return redactor.text(value)
    if isinstance(value, msgspec.Struct):
        return _redact_struct(value, redactor)
    if isinstance(value, tuple):
        return _redact_items(value, redactor)
    if isinstance(value, bytes):
        return redactor.data(value)
    # To tell that a number is no mapping takes long.
    if not isinstance(value, (int, float)) and isinstance(value, Mapping):
        return dict(_redact_items(tuple(value.items()), redactor))
    return value


def _redact_items(values: tuple[Any, ...], redactor: Redactor) -> tuple[Any, ...]:
    items = tuple([_redact(item, redactor) for item in values])
    return values if all(map(operator.is_, items, values)) else items


def _redact_struct(value: msgspec.Struct, redactor: Redactor) -> object:
    if not isinstance(value, Exchange) and _is_clean(value, redactor):
        return value
    changes: dict[str, Any] = {}
    for field in _fields_to_redact(type(value)):
        held = getattr(value, field)
        # Most of an exchange is what was left empty.
        if held and (redacted := _redact(held, redactor)) is not held:
            changes[field] = redacted
    return msgspec.structs.replace(value, **changes) if changes else value


def _is_clean(value: msgspec.Struct, redactor: Redactor) -> bool:
    """Say that there is no secret in what is looked through at once, which takes no walk.

    In MessagePack texts, as UTF-8, and bytes stand as they are.
    """
    message = value.response if isinstance(value, Exchange) else value
    body = getattr(message, "body", None)
    if isinstance(body, bytes) and len(body) > _LARGE:
        return False
    try:
        return not redactor.may_change(msgspec.msgpack.encode(value))
    except (TypeError, ValueError, OverflowError):  # half a surrogate pair
        return False


@cache
def _fields_to_redact(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    return tuple(name for name in kind.__struct_fields__ if (kind, name) not in FIXED_WORDS)


def _basic_pairs(exchange: Exchange) -> Iterable[Secret]:
    """Yield what a Basic header (RFC 7617) makes of a secret, which is no form of it alone."""
    for _, value in exchange.wire.headers:
        scheme, _, token = value.partition(" ")
        if scheme.lower() != "basic":
            continue
        try:
            pair = base64.b64decode(token.strip(), validate=True)
        except (binascii.Error, ValueError):
            continue
        for secret in exchange.secrets:
            if secret.value and secret.value.encode("utf-8", "surrogatepass") in pair:
                yield msgspec.structs.replace(secret, value=token.strip())
