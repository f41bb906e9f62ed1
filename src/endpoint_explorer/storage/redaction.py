"""Taking every secret out of an exchange before it leaves memory."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from endpoint_explorer.model.exchange import Exchange, Failure
from endpoint_explorer.model.request import Auth, Body
from endpoint_explorer.model.secret import Secret, redact, redact_bytes

FIXED_WORDS: frozenset[tuple[type, str]] = frozenset(
    {(Body, "type"), (Auth, "type"), (Auth, "location"), (Failure, "kind")}
)
"""Fields that hold one of a few words: a secret that happens to be one must not replace it."""


def redact_exchange(exchange: Exchange) -> Exchange:
    """Return the exchange with each secret replaced by `{{name}}`, and without `secrets`.

    Every text and every body in it is looked through, whatever field it is in.
    """
    secrets = tuple(
        sorted(
            {*exchange.secrets, *_basic_pairs(exchange)},
            key=lambda secret: len(secret.value),
            reverse=True,  # a value that is part of another must not break the other up
        )
    )
    bare = msgspec.structs.replace(exchange, secrets=())
    redacted = _redact(bare, secrets) if secrets else bare
    assert isinstance(redacted, Exchange), "redaction keeps types"
    return redacted


def _redact(value: object, secrets: tuple[Secret, ...]) -> object:
    if isinstance(value, str):
        return redact(value, secrets)
    if isinstance(value, bytes):
        return redact_bytes(value, secrets)
    if isinstance(value, tuple):
        return tuple(_redact(item, secrets) for item in value)
    if isinstance(value, Mapping):
        return {_redact(k, secrets): _redact(v, secrets) for k, v in value.items()}
    if isinstance(value, msgspec.Struct):
        return _redact_struct(value, secrets)
    return value


def _redact_struct(value: msgspec.Struct, secrets: tuple[Secret, ...]) -> object:
    changes: dict[str, Any] = {
        field: _redact(getattr(value, field), secrets)
        for field in value.__struct_fields__
        if (type(value), field) not in FIXED_WORDS
    }
    return msgspec.structs.replace(value, **changes)


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
