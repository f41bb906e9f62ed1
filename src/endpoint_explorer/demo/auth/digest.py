"""Digest authentication as a server does it (RFC 7616), with nonces that soon go stale."""

from __future__ import annotations

import hashlib
import re
import secrets

import msgspec
from starlette.requests import Request

from endpoint_explorer.demo.auth.accounts import PASSWORD, REALM, USERNAME, is_same
from endpoint_explorer.demo.auth.refusing import credentials_of, parameters_of, unauthorized
from endpoint_explorer.demo.problems import Problem
from endpoint_explorer.demo.received import received

ALGORITHMS = ("SHA-256", "MD5")
"""The strongest first, as RFC 7616, section 3.7, wants the challenges."""

LARGEST = 1000
"""How many nonces are remembered."""

_COUNT = re.compile(r"[0-9a-fA-F]{8}")
_NEEDED = ("username", "realm", "nonce", "uri", "response", "qop", "nc", "cnonce")


class Nonce(msgspec.Struct):
    """A nonce that was given out, the highest count that came with it, and how many it may be."""

    uses: int
    count: int = 0


class Nonces:
    """The nonces that are known."""

    def __init__(self) -> None:
        self._known: dict[str, Nonce] = {}

    def make(self, uses: int) -> str:
        """Return a new nonce, good for a number of requests."""
        if len(self._known) >= LARGEST:
            del self._known[next(iter(self._known))]
        nonce = secrets.token_urlsafe(18)
        self._known[nonce] = Nonce(uses)
        return nonce

    def use(self, nonce: str, count: int) -> str:
        """Count a request; return why the nonce cannot be used any more, or nothing."""
        known = self._known.get(nonce)
        if known is None:
            return "the nonce is not one that this server gave out lately"
        if count <= known.count:
            return f"the nonce count {count:08x} has been used with this nonce before"
        if count > known.uses:
            return f"the nonce was good for {known.uses} requests"
        known.count = count
        return ""


class Login(msgspec.Struct, frozen=True):
    """A login that was accepted; `info` is the value of Authentication-Info (section 3.5)."""

    algorithm: str
    count: int
    info: str


def check(request: Request, nonces: Nonces, algorithms: tuple[str, ...], uses: int) -> Login:
    """Accept the credentials of a request, or raise Problem: 401 with a challenge for each."""

    def refuse(detail: str, *, stale: bool = False) -> Problem:
        challenges = [_challenge(a, nonces.make(uses), stale=stale) for a in algorithms]
        return unauthorized(detail, *challenges)

    text = credentials_of(request, "Digest")
    if text is None:
        raise refuse(
            f"Send Digest credentials for {USERNAME} with the password {PASSWORD}: the first "
            "request is refused, and the answer to its challenge is let in."
        )
    given = parameters_of(text)
    fault = "the header cannot be read" if given is None else _fault(given, request, algorithms)
    if given is None or fault:
        raise refuse(f"These Digest credentials cannot be right: {fault}.")
    algorithm = given.get("algorithm", "MD5").upper()
    expected = _response(given, request.method, algorithm)
    if not (is_same(given["username"], USERNAME) and is_same(given["response"], expected)):
        raise refuse(
            "The response does not fit: it is made of the user name, the realm, the password "
            f"({PASSWORD}), the method, the URI and the nonces. The user is {USERNAME}."
        )
    count = int(given["nc"], 16)
    if worn := nonces.use(given["nonce"], count):
        raise refuse(f"Right, but {worn}; here is a new one.", stale=True)
    told = _response(given, "", algorithm)
    info = f'qop=auth, rspauth="{told}", cnonce="{given["cnonce"]}", nc={given["nc"]}'
    return Login(algorithm, count, info)


def _challenge(algorithm: str, nonce: str, *, stale: bool) -> str:
    worn = ", stale=true" if stale else ""
    return (
        f'Digest realm="{REALM}", qop="auth", algorithm={algorithm}, nonce="{nonce}", '
        f'opaque="{REALM}", charset=UTF-8{worn}'
    )


def _fault(given: dict[str, str], request: Request, algorithms: tuple[str, ...]) -> str:
    """Return what is wrong with credentials whatever the password is, or nothing."""
    target = received(request.scope).target.decode("ascii", "replace")
    if missing := [name for name in _NEEDED if name not in given]:
        return f"{', '.join(missing)} missing"
    faults = {
        f"the algorithm is none of {', '.join(algorithms)}": (
            given.get("algorithm", "MD5").upper() not in algorithms
        ),
        "qop is not auth": given["qop"] != "auth",
        "realm and opaque are not those of the challenge": (
            given["realm"] != REALM or given.get("opaque", REALM) != REALM
        ),
        f"uri is {given['uri']}, and the request is for {target}": given["uri"] != target,
        "nc must have eight hex digits, and cnonce no quotes": (
            not _COUNT.fullmatch(given["nc"])
            or not given["cnonce"].isprintable()
            or '"' in given["cnonce"]
        ),
    }
    return "; ".join(fault for fault, is_so in faults.items() if is_so)


def _response(given: dict[str, str], method: str, algorithm: str) -> str:
    """Return the digest of section 3.4.1; with an empty method it is the one of the answer."""

    def digest(*parts: str) -> str:
        made = hashlib.new(algorithm.replace("-", "").lower(), usedforsecurity=False)
        made.update(":".join(parts).encode())
        return made.hexdigest()

    first = digest(USERNAME, REALM, PASSWORD)
    second = digest(method, given["uri"])
    return digest(first, given["nonce"], given["nc"], given["cnonce"], "auth", second)
