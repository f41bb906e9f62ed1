"""Digest access authentication (RFC 7616): answers to one challenge, and to those after it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from urllib.parse import quote as percent_encode

from endpoint_explorer.errors import AuthFailed
from endpoint_explorer.model.authorization import DigestLogin
from endpoint_explorer.sending.challenges import AuthChallenge, quote
from endpoint_explorer.sending.urls import to_bytes

HASHES = {"SHA-512-256": "sha512_256", "SHA-256": "sha256", "MD5": "md5"}
"""The algorithms, the strongest first, by what hashlib calls them."""


def strongest(challenges: tuple[AuthChallenge, ...]) -> AuthChallenge | None:
    """Return the strongest Digest challenge that can be answered, the first among equals.

    None when there is none. Raises AuthFailed, saying why, when those that there are cannot be.
    """
    offered = [challenge for challenge in challenges if challenge.scheme == "digest"]
    known = [one for one in offered if not _obstacle(one.parameters)]
    if known:
        order = list(HASHES)
        return min(known, key=lambda one: order.index(_algorithm(one.parameters)[0]))
    if offered:
        raise AuthFailed(
            f"the Digest challenge cannot be answered: {_obstacle(offered[0].parameters)}"
        )
    return None


def _obstacle(parameters: Mapping[str, str]) -> str:
    """Return why a challenge cannot be answered; empty when it can."""
    name, _ = _algorithm(parameters)
    if name not in HASHES or HASHES[name] not in hashlib.algorithms_available:
        return f"the algorithm {parameters['algorithm']!r} is not known"
    if not parameters.get("nonce"):
        return "it has no nonce"
    if "qop" in parameters and not _quality(parameters):
        return f"the quality of protection {parameters['qop']!r} is not known"
    return ""


def _algorithm(parameters: Mapping[str, str]) -> tuple[str, bool]:
    """Return the name of the hash, and whether a session key is made with it."""
    name = parameters.get("algorithm", "MD5").upper()
    return name.removesuffix("-SESS"), name.endswith("-SESS")


def _quality(parameters: Mapping[str, str]) -> str:
    """Return the `qop` to use: auth before auth-int, as the body is read once more for that."""
    offered = {word.strip().lower() for word in parameters.get("qop", "").split(",")}
    return next((word for word in ("auth", "auth-int") if word in offered), "")


class DigestSession:
    """What is shared by the messages that answer one nonce; `count` is how many there were."""

    def __init__(
        self, login: DigestLogin, challenge: AuthChallenge, client_nonce: str | None = None
    ) -> None:
        self._login = login
        self._parameters = dict(challenge.parameters)
        name, self._has_session_key = _algorithm(challenge.parameters)
        self.hash_name = HASHES[name]
        # One for all messages: the key of a -sess algorithm is made with it (RFC 7616, 3.4.2).
        self._client_nonce = client_nonce or os.urandom(16).hex()
        self._first_nonce = self.nonce
        self.count = 0

    @property
    def hashes_body(self) -> bool:
        """Whether a message's body takes part in its answer."""
        return _quality(self._parameters) == "auth-int"

    @property
    def nonce(self) -> str:
        """The server's nonce."""
        return self._parameters["nonce"]

    @property
    def realm(self) -> str:
        """What the credentials are for."""
        return self._parameters.get("realm", "")

    @property
    def domain(self) -> tuple[str, ...]:
        """The URLs that the server says the credentials are for; none for the whole origin."""
        return tuple(self._parameters.get("domain", "").split())

    def renew(self, nonce: str) -> None:
        """Take the nonce that the server wants next (RFC 7616, 3.5)."""
        self._parameters["nonce"] = nonce
        self.count = 0

    def authorization(self, method: str, target: str, body_hash: str = "") -> str:
        """Return the value of Authorization for the next message, which is counted.

        `body_hash` is the hash of its body by `hash_name`, in hex digits, where that takes part.
        """
        self.count += 1
        quality = _quality(self._parameters)
        count = f"{self.count:08x}"
        middle = [count, self._client_nonce, quality] if quality else []
        secret = self._key()
        about = f"{method}:{target}"
        if quality == "auth-int":
            about += f":{body_hash}"
        response = self._digest(":".join([secret, self.nonce, *middle, self._digest(about)]))
        fields = [*self._who(), ("realm", quote(self.realm)), ("nonce", quote(self.nonce))]
        fields += [("uri", quote(target)), ("response", quote(response))]
        if "algorithm" in self._parameters:
            fields.append(("algorithm", self._parameters["algorithm"]))
        if "opaque" in self._parameters:
            fields.append(("opaque", quote(self._parameters["opaque"])))
        if quality:
            fields += [("qop", quality), ("nc", count)]
        if quality or self._has_session_key:
            fields.append(("cnonce", quote(self._client_nonce)))
        return "Digest " + ", ".join(f"{name}={value}" for name, value in fields)

    def _key(self) -> str:
        login = self._login
        key = self._digest(f"{login.username}:{self.realm}:{login.password}")
        if self._has_session_key:
            key = self._digest(f"{key}:{self._first_nonce}:{self._client_nonce}")
        return key

    def _who(self) -> list[tuple[str, str]]:
        """Return the user name as it is sent: hashed, extended, or as it is (RFC 7616, 3.4.4)."""
        username = self._login.username
        if self._parameters.get("userhash", "").lower() == "true":
            hashed = self._digest(f"{username}:{self.realm}")
            return [("username", quote(hashed)), ("userhash", "true")]
        is_utf_8 = self._parameters.get("charset", "").upper() == "UTF-8"
        if is_utf_8 and not (username.isascii() and username.isprintable()):
            return [("username*", f"UTF-8''{percent_encode(to_bytes(username), safe='')}")]
        return [("username", quote(username))]

    def _digest(self, text: str) -> str:
        return hashlib.new(self.hash_name, to_bytes(text), usedforsecurity=False).hexdigest()
