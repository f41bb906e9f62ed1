"""Checking AWS Signature Version 4, as a service does it, and saying what differs.

Source: "AWS API request signing" in the AWS Identity and Access Management User Guide. It is
written for itself: a fault in how the program signs does not hide in how the demo checks.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from calendar import timegm
from urllib.parse import quote_from_bytes, unquote_to_bytes

import msgspec
from starlette.requests import Request

from endpoint_explorer.demo.auth.accounts import ACCESS_KEY, REGION, SECRET_KEY, SERVICE, is_same
from endpoint_explorer.demo.auth.refusing import (
    credentials_of,
    forbidden,
    parameters_of,
    unauthorized,
)
from endpoint_explorer.demo.received import Received, received

ALGORITHM = "AWS4-HMAC-SHA256"
SKEW = 15 * 60
"""Seconds that the clocks of both sides may be apart."""

_EXPECTED = (
    f"Sign with AWS Signature 4: access key {ACCESS_KEY}, secret key {SECRET_KEY}, region "
    f"{REGION}, service {SERVICE}."
)


class Claim(msgspec.Struct, frozen=True):
    """What Authorization says: who signed, for when and where, and which headers."""

    access_key: str
    scope: tuple[str, ...]
    signed: tuple[str, ...]
    signature: str


def check(request: Request, body: bytes) -> Claim:
    """Return what a request says of its signature, or raise Problem: 401 without one, else 403."""
    text = credentials_of(request, ALGORITHM)
    if text is None:
        raise unauthorized(_EXPECTED, ALGORITHM)
    claim = _read(text)
    if claim is None:
        raise forbidden(f"Credential, SignedHeaders and Signature are needed. {_EXPECTED}")
    date = request.headers.get("x-amz-date", "")
    if differences := [*_claim_faults(claim, date), *_message_faults(request, claim, body)]:
        raise forbidden(f"The request is not signed for this place. {_EXPECTED}", *differences)
    canonical = _canonical_request(received(request.scope), claim, _payload(request, body))
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = "\n".join((ALGORITHM, date, "/".join(claim.scope), hashed))
    if not is_same(claim.signature, _sign(claim, to_sign)):
        raise forbidden(
            "The signature does not fit. Compare what was signed with what the server signs; if "
            f"both are the same, the secret key is another one. {_EXPECTED}",
            f"the server's canonical request is:\n{canonical}",
            f"the server's string to sign is:\n{to_sign}",
        )
    return claim


def _read(text: str) -> Claim | None:
    given = parameters_of(text) or {}
    try:
        access_key, *scope = given["credential"].split("/")
        signed = tuple(given["signedheaders"].lower().split(";"))
        return Claim(access_key, tuple(scope), signed, given["signature"])
    except KeyError:
        return None


def _claim_faults(claim: Claim, date: str) -> list[str]:
    """Compare whom and where the signature is for with who and where this is."""
    faults = []
    if claim.access_key != ACCESS_KEY:
        faults.append(f"the access key is {claim.access_key}, and only {ACCESS_KEY} is known")
    wanted = (date[:8], REGION, SERVICE, "aws4_request")
    if claim.scope != wanted:
        given = "/".join(claim.scope)
        faults.append(f"the credential's scope is {given}, and must be {'/'.join(wanted)}")
    try:
        signed_at = timegm(time.strptime(date, "%Y%m%dT%H%M%SZ"))
    except ValueError:
        return [*faults, f"X-Amz-Date is {date or 'missing'}, and must be like 20250131T120000Z"]
    if abs(time.time() - signed_at) > SKEW:
        faults.append(f"X-Amz-Date is {date}, more than {SKEW // 60} minutes from the server's now")
    return faults


def _message_faults(request: Request, claim: Claim, body: bytes) -> list[str]:
    """Compare what is signed with what was received."""
    names = {name for name in request.headers if name.startswith("x-amz-")}
    faults = [
        f"the header {name} must be among the signed ones"
        for name in sorted({"host"} | names)
        if name not in claim.signed
    ]
    faults += [
        f"{name} is signed and missing" for name in claim.signed if name not in request.headers
    ]
    said = request.headers.get("x-amz-content-sha256")
    if said not in (None, "UNSIGNED-PAYLOAD", hashlib.sha256(body).hexdigest()):
        faults.append("X-Amz-Content-Sha256 is not the hash of the body that was received")
    return faults


def _payload(request: Request, body: bytes) -> str:
    return request.headers.get("x-amz-content-sha256") or hashlib.sha256(body).hexdigest()


def _canonical_request(message: Received, claim: Claim, payload: str) -> str:
    path, _, query = message.target.partition(b"?")
    pairs = (piece.partition(b"=") for piece in query.split(b"&") if piece)
    rows = sorted((_recode(name), _recode(value)) for name, _, value in pairs)
    lines = [
        message.method.decode("ascii", "replace"),
        # What is encoded on the wire is encoded once more, but for S3.
        quote_from_bytes(path, safe="/-_.~"),
        "&".join(f"{name}={value}" for name, value in rows),
    ]
    for wanted in claim.signed:
        values = [v for n, v in message.headers if n.decode("latin-1").lower() == wanted]
        texts = (" ".join(v.decode("utf-8", "replace").split()) for v in values)
        lines.append(f"{wanted}:{','.join(texts)}")
    return "\n".join([*lines, "", ";".join(claim.signed), payload])


def _recode(text: bytes) -> str:
    return quote_from_bytes(unquote_to_bytes(text.replace(b"+", b" ")), safe="-_.~")


def _sign(claim: Claim, text: str) -> str:
    key = f"AWS4{SECRET_KEY}".encode()
    for part in claim.scope:
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, text.encode(), "sha256").hex()
