"""Refusing: the problems that say who was expected, and how (RFC 9110, section 11)."""

from __future__ import annotations

import base64
import binascii
import re

from starlette.requests import Request

from endpoint_explorer.demo.payloads.problem import Fault
from endpoint_explorer.demo.problems import ACCESS_DENIED, CREDENTIALS_NEEDED, Problem

_PARAMETER = re.compile(
    r'\s*([!#-\'*+.^-z|~\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))\s*(?:,|$)'
)


def unauthorized(detail: str, *challenges: str) -> Problem:
    """Return a 401; each challenge is a value of WWW-Authenticate, of which it must have one."""
    return Problem(CREDENTIALS_NEEDED, detail, headers={"WWW-Authenticate": ", ".join(challenges)})


def forbidden(detail: str, *differences: str, challenge: str = "") -> Problem:
    """Return a 403; each of the differences is told by itself."""
    faults = [
        Fault(location="header", field="Authorization", detail=difference)
        for difference in differences
    ]
    headers = {"WWW-Authenticate": challenge} if challenge else {}
    return Problem(ACCESS_DENIED, detail, faults=faults, headers=headers)


def credentials_of(request: Request, scheme: str) -> str | None:
    """Return what follows the scheme in Authorization, None when it has another scheme."""
    given, _, rest = request.headers.get("authorization", "").strip().partition(" ")
    return rest.strip() if given.lower() == scheme.lower() else None


def basic_pair(request: Request) -> tuple[str, str] | None:
    """Return the user name and password of a Basic header (RFC 7617), None when it has none."""
    given = credentials_of(request, "Basic")
    if given is None:
        return None
    try:
        text = base64.b64decode(given, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    username, colon, password = text.partition(":")
    return (username, password) if colon else None


def parameters_of(text: str) -> dict[str, str] | None:
    """Return the parameters of credentials, names in lower case; None when they make no sense."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        match = _PARAMETER.match(text, at)
        if match is None or match[1].lower() in found:
            return None
        quoted = match[2]
        value = match[3] if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
        found[match[1].lower()] = value
        at = match.end()
    return found
