"""Secrets: values that must never leave memory, and the one function that takes them out."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, quote_plus

import msgspec

from endpoint_explorer.model.octets import to_bytes

MASK = "••••••"
MINIMUM_LENGTH = 4
"""Shorter values are not redacted: they would blot out half of any text."""


class Secret(msgspec.Struct, frozen=True):
    """A resolved secret: the variable's name, its reference (`env:TOKEN`) and its value."""

    name: str
    reference: str
    value: str

    def __repr__(self) -> str:
        """Show the reference only, so that no traceback or log can show the value."""
        return f"Secret({self.name!r}, {self.reference!r})"


@lru_cache(maxsize=256)
def _forms(value: str) -> tuple[str, ...]:
    """Return every form in which a value may appear, the longest first."""
    raw = value.encode("utf-8", "surrogatepass")
    forms = {value, quote(value, safe=""), quote(value), quote_plus(value)}
    forms |= {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
    forms.add(json.dumps(value)[1:-1].replace("/", "\\/"))
    for encoded in (base64.b64encode(raw), base64.urlsafe_b64encode(raw)):
        forms |= {encoded.decode(), encoded.decode().rstrip("=")}
    lower = {quote(value, safe="").replace(m, m.lower()) for m in _percent_triplets(value)}
    return tuple(sorted((f for f in forms | lower if f), key=len, reverse=True))


def _percent_triplets(value: str) -> set[str]:
    quoted = quote(value, safe="")
    return {quoted[i : i + 3] for i, c in enumerate(quoted) if c == "%"}


def redact(text: str, secrets: Iterable[Secret]) -> str:
    """Replace every form of every secret by its reference, `{{name}}`."""
    for secret in secrets:
        if len(secret.value) >= MINIMUM_LENGTH:
            for form in _forms(secret.value):
                if form in text:
                    text = text.replace(form, "{{" + secret.name + "}}")
    return text


def redact_bytes(data: bytes, secrets: Iterable[Secret]) -> bytes:
    """Do what `redact` does, on bytes, without decoding them."""
    for secret in secrets:
        if len(secret.value) >= MINIMUM_LENGTH:
            replacement = ("{{" + secret.name + "}}").encode()
            for form in _forms(secret.value):
                encoded = form.encode("utf-8", "surrogatepass")
                if encoded in data:
                    data = data.replace(encoded, replacement)
    return data


def basic_pair(username: str, password: Secret) -> Secret:
    """Return the secret that a Basic header makes of a user name and a secret password."""
    pair = base64.b64encode(to_bytes(f"{username}:{password.value}")).decode()
    return msgspec.structs.replace(password, value=pair)
