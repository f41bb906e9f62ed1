"""The forms in which a value may travel: as it is, quoted, escaped and encoded."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote, quote_plus

from endpoint_explorer.model.octets import to_bytes

_PERCENT = re.compile(r"%[0-9A-F]{2}")
_ESCAPE = re.compile(r"\\u[0-9a-f]{4}")
_HOST_LIKE = re.compile(r"[A-Za-z0-9.-]+")

SHORTEST_BASE64 = 4
"""Characters: less of a value within a longer base64 text stands there by chance."""


@lru_cache(maxsize=256)
def text_forms(value: str) -> frozenset[bytes]:
    """Return every form that a value has within text, as UTF-8."""
    forms = {value, *_percent_encoded(value), *_escaped(value)}
    if _HOST_LIKE.fullmatch(value):
        forms.add(value.lower())  # as it is within a host
    encoded = {form.encode("utf-8", "surrogatepass") for form in forms}
    for raw in _octets(value):
        encoded.update(_base64(raw))
    return frozenset(form for form in encoded if form)


@lru_cache(maxsize=256)
def byte_forms(value: str) -> frozenset[bytes]:
    """Return every form that a value has within bytes, which may be text in another encoding."""
    return text_forms(value) | frozenset(_octets(value))


def _percent_encoded(value: str) -> Iterator[str]:
    """Yield the value as in paths, in queries and in forms, and encoded twice, as in a redirect."""
    raw = to_bytes(value)
    for form in (quote(raw, safe=""), quote(raw), quote_plus(raw), quote_plus(raw, safe="*")):
        yield form
        yield _PERCENT.sub(lambda triplet: triplet[0].lower(), form)
        if "%" in form or "+" in form:
            yield quote(form, safe="")


def _escaped(value: str) -> Iterator[str]:
    """Yield the value as in JSON, in a quoted header value, and in HTML or XML."""
    # Late: the first frame has no secrets.
    import html
    import json

    for form in (json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]):
        yield form
        yield form.replace("/", "\\/")
        yield _ESCAPE.sub(lambda escape: "\\u" + escape[0][2:].upper(), form)
    yield value.encode("unicode_escape", "surrogatepass").decode("ascii")
    for form in (html.escape(value, quote=False), html.escape(value)):
        yield form
        yield form.replace("&#x27;", "&#39;")
        yield form.replace("&#x27;", "&apos;")


def _octets(value: str) -> Iterator[bytes]:
    """Yield the bytes that a value is, in the encodings that messages have."""
    yield to_bytes(value)
    yield value.encode("utf-8", "surrogatepass")
    if not value.isascii():
        try:
            yield value.encode("latin-1")
        except UnicodeEncodeError:
            return


def _base64(raw: bytes) -> Iterator[bytes]:
    """Yield the bytes in both alphabets, alone and from within a longer text.

    Within a longer text a value starts at one of three offsets into a group of four characters.
    Those of its characters that also depend on what stands beside it are left out.
    """
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        whole = encode(raw)
        yield whole
        yield whole.rstrip(b"=")
        for offset in range(3):
            start = -(-8 * offset // 6)
            end = 8 * (offset + len(raw)) // 6
            core = encode(bytes(offset) + raw)[start:end]
            if len(core) >= SHORTEST_BASE64:
                yield core
