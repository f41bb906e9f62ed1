"""AWS Signature Version 4 in the Authorization header.

Source: "AWS API request signing" in the AWS Identity and Access Management User Guide, and for S3
"Authenticating Requests: Using the Authorization Header" in its API reference.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from urllib.parse import quote, unquote_to_bytes

import msgspec

from endpoint_explorer.model.authorization import AwsSigning
from endpoint_explorer.model.exchange import Headers
from endpoint_explorer.sending.urls import Url, to_bytes

ALGORITHM = "AWS4-HMAC-SHA256"

_SPACES = re.compile(r"[ \t]+")
_S3 = {"s3", "s3-object-lambda", "s3-outposts", "s3express"}
_NOT_SIGNED = {
    "accept-encoding",
    "authorization",
    "connection",
    "expect",
    "keep-alive",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-amzn-trace-id",
}
"""Headers that whoever is on the way may change."""


class Message(msgspec.Struct, frozen=True):
    """What is signed; `payload` is the SHA-256 of the body in hex digits, or UNSIGNED-PAYLOAD.

    `headers` are those that go out, Host and X-Amz-Date among them.
    """

    method: str
    url: Url
    headers: Headers
    payload: str


def timestamp(now: float) -> str:
    """Return seconds since the epoch as X-Amz-Date has them."""
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now))


def authorization(message: Message, signing: AwsSigning, date: str) -> str:
    """Return the value of Authorization; `date` is that of X-Amz-Date."""
    scope = f"{date[:8]}/{signing.region}/{signing.service}/aws4_request"
    hashed = hashlib.sha256(canonical_request(message, signing.service)).hexdigest()
    key = b"AWS4" + to_bytes(signing.secret_key)
    for part in scope.split("/"):
        key = hmac.digest(key, to_bytes(part), "sha256")
    text = "\n".join((ALGORITHM, date, scope, hashed))
    signature = hmac.digest(key, to_bytes(text), "sha256").hex()
    names = ";".join(name for name, _ in _canonical_headers(message.headers))
    credential = f"{signing.access_key}/{scope}"
    return f"{ALGORITHM} Credential={credential}, SignedHeaders={names}, Signature={signature}"


def canonical_request(message: Message, service: str) -> bytes:
    """Return the bytes of a message that are hashed and signed."""
    headers = _canonical_headers(message.headers)
    lines = (
        message.method,
        _canonical_path(message.url.path, service),
        _canonical_query(message.url.query or ""),
        *(f"{name}:{value}" for name, value in headers),
        "",
        ";".join(name for name, _ in headers),
        message.payload,
    )
    return to_bytes("\n".join(lines))


def _canonical_path(path: str, service: str) -> str:
    """Encode the path as it goes out once more, dots and empty segments folded.

    S3 names objects by their paths: there nothing is folded, and nothing encoded twice.
    """
    if service in _S3:
        return "/".join(_encode(unquote_to_bytes(to_bytes(part))) for part in path.split("/"))
    kept: list[str] = []
    for part in path.split("/"):
        if part == ".." and kept:
            kept.pop()
        elif part not in ("", ".", ".."):
            kept.append(_encode(to_bytes(part)))
    is_folder = path.endswith(("/", "/.", "/..")) and kept
    return f"/{'/'.join(kept)}{'/' if is_folder else ''}"


def _canonical_query(query: str) -> str:
    """Sort the pairs in the form in which they are encoded; a `+` is read as a space there."""
    pairs = [piece.partition("=") for piece in query.split("&") if piece]
    decoded = [tuple(_decoded(text) for text in (name, value)) for name, _, value in pairs]
    encoded = sorted((_encode(name), _encode(value)) for name, value in decoded)
    return "&".join(f"{name}={value}" for name, value in encoded)


def _canonical_headers(headers: Headers) -> list[tuple[str, str]]:
    found: dict[str, list[str]] = {}
    for name, value in headers:
        if name.lower() not in _NOT_SIGNED:
            found.setdefault(name.lower(), []).append(_SPACES.sub(" ", value.strip(" \t")))
    return sorted((name, ",".join(values)) for name, values in found.items())


def _decoded(text: str) -> bytes:
    return unquote_to_bytes(to_bytes(text.replace("+", " ")))


def _encode(data: bytes) -> str:
    """Percent-encode all but the unreserved characters (RFC 3986, 2.3)."""
    return quote(data, safe="-_.~")
