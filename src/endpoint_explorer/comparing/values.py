"""JSON values as they were sent: numbers keep their digits, large containers are opened late.

A number is the `bytes` of its digits, so that 1.10 is neither 1.1 nor the text "1.10". What is
inside a large container stays `msgspec.Raw` until somebody looks, and is let go again: of two
large bodies only what differs is decoded, and never all at once, which would take much memory
and, of the garbage collector, long pauses. Of a name that is repeated the last value counts, as
it does for filters.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, NoReturn, TypeAlias

import msgspec

from endpoint_explorer.bodies.filtering.json_values import members
from endpoint_explorer.comparing.paths import ANY_INDEX, Scope, behind, has_index

Value: TypeAlias = Any
"""None, bool, str, bytes (a number), dict, list; `Raw` or `Pruned` while it is not opened."""

SMALL = 64 * 1024
"""Bytes of a value that is decoded as a whole: a call that takes less than a millisecond."""

_LENIENT = 1024 * 1024
"""Bytes of a text that is decoded in one call to see whether it is JSON after all."""

_INDENT = "  "
_DEEPEST = 50
"""Levels that are laid out; what is deeper stands in one line."""


class NotJson(Exception):
    """A text that is no JSON value."""


class Ignored:
    """What stands in an array for an element that is left out; all of them are the same."""

    def __repr__(self) -> str:
        """Say what it is."""
        return "IGNORED"


IGNORED: Final = Ignored()


class Pruned(msgspec.Struct, frozen=True, gc=False):
    """A value that is not opened yet, of which what the scope names is left out."""

    raw: msgspec.Raw
    scope: Scope


def parse(text: bytes) -> Value:
    """Return the value of a JSON text in UTF-8 without BOM; raises NotJson."""
    try:
        return opened(msgspec.json.decode(text, type=msgspec.Raw))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        # It may be a lone surrogate, which RFC 8259 allows; one call for all of it takes its time.
        if len(text) > _LENIENT and b"\\u" not in text:
            raise NotJson from error
        return _decode(text)


def opened(value: Value) -> Value:
    """Return a value with its own type, its members perhaps not opened yet; raises NotJson."""
    if isinstance(value, Pruned):
        return without(opened(value.raw), value.scope)
    if not isinstance(value, msgspec.Raw):
        return value
    text = bytes(value)
    first = text[:SMALL].lstrip()[:1]
    if len(text) <= SMALL or first not in (b"[", b"{"):
        return _decode(text)
    try:
        found = members(text)
    except (ValueError, IndexError, RecursionError) as error:
        raise NotJson from error
    if first == b"[":
        return [_raw(each) for each in found.values()]
    return {name: _raw(each) for name, each in found.items()}


def without(value: Value, scope: Scope) -> Value:
    """Return a value without what patterns name; raises NotJson.

    A member goes; an element leaves IGNORED in its place, so that the others keep their indexes.
    What no pattern leads to is the same object as before.
    """
    if not scope:
        return value
    if isinstance(value, msgspec.Raw):
        return Pruned(value, scope)
    if isinstance(value, dict):
        kept = {}
        for name, member in value.items():
            inner = behind(scope, name)
            if () not in inner:
                kept[name] = without(member, inner)
        return kept
    if isinstance(value, list):
        if has_index(scope):
            return [_element(element, behind(scope, at)) for at, element in enumerate(value)]
        inner = behind(scope, ANY_INDEX)
        return [_element(element, inner) for element in value]
    return value


def _element(value: Value, scope: Scope) -> Value:
    return IGNORED if () in scope else without(value, scope)


def _raw(value: bytes | msgspec.Raw) -> msgspec.Raw:
    return value if isinstance(value, msgspec.Raw) else msgspec.Raw(value)


def is_container(value: Value) -> bool:
    """Say whether an opened value is an object or an array."""
    return isinstance(value, dict | list)


def is_large(value: Value) -> bool:
    """Say whether it takes long to open a value."""
    source = value.raw if isinstance(value, Pruned) else value
    return isinstance(source, msgspec.Raw) and len(memoryview(source)) > SMALL


def canonical(value: Value) -> str:
    """Return a text that equals that of another value exactly when they are the same value."""
    value = opened(value)
    if isinstance(value, dict):
        members = [f"{_quoted(name)}:{canonical(member)}" for name, member in value.items()]
        return f"{{{','.join(sorted(members))}}}"
    if isinstance(value, list):
        return f"[{','.join(map(canonical, value))}]"
    return _scalar(value, None)


def text_of(value: Value, limit: int | None = None) -> str:
    """Return a value as JSON text in one line; beyond `limit` characters it ends with `…`.

    With a limit it takes no longer for a large value than for a small one.
    """
    if limit is not None and is_large(value):
        source = value.raw if isinstance(value, Pruned) else value
        head = bytes(memoryview(source)[: 4 * limit]).decode("utf-8", "replace")
        return f"{' '.join(head.split())[: max(limit - 1, 0)]}…"
    parts: list[str] = []
    size = 0
    for part in _pieces(value, limit):
        parts.append(part)
        size += len(part)
        if limit is not None and size > limit:
            return "".join(parts)[: max(limit - 1, 0)] + "…"
    return "".join(parts)


def lines_of(value: Value, depth: int = 0, name: str = "") -> Iterator[str]:
    """Yield the lines of a value, its members one below the other."""
    value = opened(value)
    lead = _INDENT * depth + name
    if not is_container(value) or not value or depth > _DEEPEST:
        yield lead + text_of(value)
        return
    ends = "{}" if isinstance(value, dict) else "[]"
    yield lead + ends[0]
    last = len(value) - 1
    for number, (label, member) in enumerate(_named(value)):
        held = None
        for line in lines_of(member, depth + 1, label):
            if held is not None:
                yield held
            held = line
        yield (held or "") + ("," if number < last else "")
    yield _INDENT * depth + ends[1]


def _pieces(value: Value, limit: int | None) -> Iterator[str]:
    """Yield the text of a value in parts; a stack of its own bears any depth."""
    stack: list[Iterator[tuple[str, Value]]] = [iter((("", value),))]
    ends = [""]
    while stack:
        item = next(stack[-1], None)
        if item is None:
            stack.pop()
            yield ends.pop()
            continue
        lead, inner = item
        inner = opened(inner)
        if is_container(inner):
            is_object = isinstance(inner, dict)
            yield lead + ("{" if is_object else "[")
            ends.append("}" if is_object else "]")
            stack.append(_separated(inner))
        else:
            yield lead + _scalar(inner, limit)


def _separated(value: Value) -> Iterator[tuple[str, Value]]:
    for number, (label, member) in enumerate(_named(value)):
        yield (", " if number else "") + label, member


def _named(value: Value) -> Iterator[tuple[str, Value]]:
    """Yield the members of a container, each with what stands before it."""
    if isinstance(value, dict):
        return ((f"{_quoted(name)}: ", member) for name, member in value.items())
    return (("", element) for element in value if element is not IGNORED)


def _scalar(value: Value, limit: int | None) -> str:
    if isinstance(value, bytes):
        return value.decode("ascii")
    if isinstance(value, str):
        # A long text is cut before it is escaped: it may be a whole body.
        return _quoted(value if limit is None else value[: limit + 1])
    return {None: "null", True: "true", False: "false"}.get(value, "…")


def _decode(text: bytes) -> Value:
    try:
        return _DECODER.decode(text.decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError) as error:
        raise NotJson from error


def _number(digits: str) -> bytes:
    return digits.encode("ascii")


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)


_quoted = json.JSONEncoder(ensure_ascii=False).encode
_DECODER = json.JSONDecoder(parse_int=_number, parse_float=_number, parse_constant=_refuse)
