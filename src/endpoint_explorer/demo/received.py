"""A request as it came in, before any framework tidied it up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

STATE_KEY = "wire_connection"
"""Where the protocol leaves its connection in the state of an ASGI scope."""


def raw_path(scope: Mapping[str, Any]) -> str:
    """Return the path of an ASGI scope undecoded, as it can stand in a URI again."""
    path: bytes = scope["raw_path"]
    return path.decode("ascii", "replace")


class Received(NamedTuple):
    """The head of a request. `target` is undecoded; header names and values are as sent.

    `case_kept` is False where the server in front gives header names in lower case only. White
    space around a value is not part of it, and a folded value arrives as one line (RFC 9112).
    """

    method: bytes
    target: bytes
    http_version: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    case_kept: bool


def received(scope: Mapping[str, Any]) -> Received:
    """Return what was received for an ASGI scope, in the best form this server still has."""
    connection = scope.get("state", {}).get(STATE_KEY)
    request = None if connection is None else connection.request
    if request is not None:
        headers = tuple((bytes(n), bytes(v)) for n, v in request.headers.raw_items())
        return Received(request.method, request.target, request.http_version, headers, True)
    query: bytes = scope["query_string"]
    target = scope["raw_path"] + (b"?" + query if query else b"")
    headers = tuple((bytes(n), bytes(v)) for n, v in scope["headers"])
    version = scope["http_version"].encode("ascii")
    return Received(scope["method"].encode("ascii"), target, version, headers, False)
