"""Paths into JSON values, and the patterns by which values are left out of a comparison.

A pattern is a small part of JSONPath (RFC 9535): `$.items[*].updated_at`, `$['any name']`,
`$..etag` at any depth. `header:NAME` leaves a header out, `*` in it standing for anything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TypeAlias

import msgspec

from endpoint_explorer.bodies.json_names import path_step
from endpoint_explorer.errors import UsageError

Path: TypeAlias = tuple[str | int, ...]
"""Names of members and indexes of elements, from the root."""

HEADER = "header:"

ANY_INDEX = -1
"""A step to an element, where it does not matter which."""

_SPACE = " \t\r\n"

_STEP = re.compile(
    r"(?P<deep>\.\.)?(?:"
    r"\[(?P<index>\d+)\]"
    r"|\[\s*'(?P<single>(?:[^'\\]|\\.)*)'\s*\]"
    r'|\[\s*"(?P<double>(?:[^"\\]|\\.)*)"\s*\]'
    r"|(?P<any>\[\*\]|(?:(?<=\.\.)|\.)\*)"
    r"|(?:(?<=\.\.)|\.)(?P<name>[^ \t\r\n.\[\]*'\"]+)"
    r")"
)


class Step(msgspec.Struct, frozen=True):
    """One step of a pattern: a name, an index, or None for any; `is_deep` at any depth below."""

    wanted: str | int | None
    is_deep: bool = False

    def matches(self, step: str | int) -> bool:
        """Say whether a step of a path is meant."""
        return self.wanted is None or (type(self.wanted) is type(step) and self.wanted == step)


Pattern: TypeAlias = tuple[Step, ...]
Scope: TypeAlias = frozenset[Pattern]
"""What is left of the patterns behind a place in a value."""


class Ignoring(msgspec.Struct, frozen=True):
    """What a comparison leaves out: values of the body, and headers by patterns in lower case."""

    body: Scope = frozenset()
    headers: tuple[str, ...] = ()

    def has_header(self, name: str) -> bool:
        """Say whether a header is left out."""
        return any(fnmatchcase(name.lower(), pattern) for pattern in self.headers)


def format_path(path: Path) -> str:
    """Return a path as JSONPath: `$.items[2].name`."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else path_step(step) for step in path)


def pattern_of(path: Path) -> str:
    """Return the pattern for a place in every element of the arrays that it is in."""
    return "$" + "".join("[*]" if isinstance(step, int) else path_step(step) for step in path)


def parse_ignoring(texts: Iterable[str]) -> Ignoring:
    """Read patterns; raises UsageError, which names what is wrong and where."""
    body: set[Pattern] = set()
    headers: list[str] = []
    for text in (each.strip(_SPACE) for each in texts):
        if text.lower().startswith(HEADER):
            headers.append(_header(text))
        else:
            body.add(parse_pattern(text))
    return Ignoring(frozenset(body), tuple(headers))


def is_pattern(text: str) -> bool:
    """Say whether a pattern means something."""
    try:
        parse_ignoring((text,))
    except UsageError:
        return False
    return True


def parse_pattern(text: str) -> Pattern:
    """Read the pattern of a place in a body; raises UsageError."""
    at = 1
    steps: list[Step] = []
    if not text.startswith("$"):
        raise _fault(text, 0, "a path starts with $")
    while at < len(text):
        match = _STEP.match(text, at)
        if match is None:
            raise _fault(text, at, "no step of a path")
        steps.append(Step(_wanted(match, text), is_deep=match["deep"] is not None))
        at = match.end()
    if not steps:
        raise _fault(text, at, "the whole body cannot be left out")
    return tuple(steps)


def has_index(scope: Scope) -> bool:
    """Say whether patterns tell the elements of an array apart."""
    return any(pattern and isinstance(pattern[0].wanted, int) for pattern in scope)


@lru_cache(maxsize=4096)
def behind(scope: Scope, step: str | int) -> Scope:
    """Return what is left of patterns behind a step of a path; `()` in it means: all of it."""
    left: set[Pattern] = set()
    for pattern in scope:
        if not pattern:
            continue
        if pattern[0].is_deep:
            left.add(pattern)
        if pattern[0].matches(step):
            left.add(pattern[1:])
    return frozenset(left)


def _header(text: str) -> str:
    name = text[len(HEADER) :].strip().lower()
    if not name:
        raise _fault(text, len(HEADER), "the name of a header is missing")
    # Brackets mean themselves: a header's name has none, and a set of letters is no part of this.
    return name.replace("[", "[[]")


def _wanted(match: re.Match[str], text: str) -> str | int | None:
    if match["any"]:
        return None
    if match["index"] is not None:
        return int(match["index"])
    if match["name"] is not None:
        return match["name"]
    single, double = match["single"], match["double"]
    # In single quotes \' is an escape and " is none; JSON has it the other way round.
    inner = double if single is None else re.sub(r'\\.|"', _as_json, single)
    try:
        name = json.loads(f'"{inner}"', strict=False)
    except ValueError:
        raise _fault(text, match.start(), "an escape that means nothing") from None
    assert isinstance(name, str)
    return name


def _as_json(match: re.Match[str]) -> str:
    return {"\\'": "'", '"': '\\"'}.get(match[0], match[0])


def _fault(text: str, at: int, reason: str) -> UsageError:
    return UsageError(
        f"{text!r}, character {at + 1}: {reason}",
        hint="Such as $.items[*].updated_at, $['any name'], $..etag or header:ETag.",
    )
