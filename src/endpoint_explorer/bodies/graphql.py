"""What a GraphQL response says went wrong, in a line: its status is 200 all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.clean import clean

LIMIT = 512 * 1024
"""Bytes of a response that are decoded as a whole; of a longer one, errors that come first."""

_HEAD = 32 * 1024
_TYPE = "application/graphql-response+json"
_NAMED = 3
"""Errors whose messages are given."""

_LONGEST = 200
_ENTRIES = frozenset({"data", "errors", "extensions", "hasNext", "incremental"})
"""What a response map may hold, and nothing else (GraphQL, October 2021, 7.1)."""

_ERRORS_FIRST = re.compile(rb'\s*\{\s*"errors"\s*:\s*\[\s*(?=\{)')


def errors_note(body: Body) -> str:
    """Return `GraphQL: 2 errors: message (path); message`, empty where there are none."""
    if body.media.name not in {_TYPE, "application/json"}:
        return ""
    if len(body.data) > LIMIT:
        return _note(list(_first_errors(body.data[:_HEAD])), "at least ")
    return _note(_all_errors(body.utf8(), is_said=body.media.name == _TYPE))


def _all_errors(data: bytes, *, is_said: bool) -> list[dict[str, object]]:
    if b'"errors"' not in data or b'"message"' not in data:
        return []
    try:
        entries = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        if is_said or entries.keys() <= _ENTRIES:
            return msgspec.json.decode(entries.get("errors", b"[]"), type=list[dict[str, object]])
    except (msgspec.DecodeError, RecursionError):
        pass
    return []


def _note(errors: list[dict[str, object]], more: str = "") -> str:
    if not errors or not all(isinstance(error.get("message"), str) for error in errors):
        return ""
    count = f"{more}{len(errors):,} {'error' if len(errors) == 1 else 'errors'}"
    named = "; ".join(map(_described, errors[:_NAMED]))
    rest = f"; and {len(errors) - _NAMED:,} more" if len(errors) > _NAMED else ""
    return f"GraphQL: {count}: {named}{rest}"


def _described(error: dict[str, object]) -> str:
    message = clean(" ".join(str(error["message"])[: 4 * _LONGEST].split()))
    if len(message) > _LONGEST:
        message = message[: _LONGEST - 1] + "…"
    path = error.get("path")
    if not isinstance(path, list) or not path:
        return message
    return f"{message} ({clean('.'.join(map(str, path[:20])))[:_LONGEST]})"


def _first_errors(head: bytes) -> Iterator[dict[str, object]]:
    """Yield the errors of a response that starts with them, as far as they are whole."""
    from json import JSONDecoder

    found = _ERRORS_FIRST.match(head)
    if found is None:
        return
    text, position = head[found.end() :].decode("utf-8", "replace"), 0
    decoder = JSONDecoder()
    while True:
        try:
            error, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return
        if not isinstance(error, dict):
            return
        yield error
        following = re.compile(r"\s*,\s*").match(text, position)
        if following is None:
            return
        position = following.end()
