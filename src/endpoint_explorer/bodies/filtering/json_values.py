"""The members of JSON containers, as the bytes that they have in the text."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from json.decoder import WHITESPACE, JSONDecodeError, scanstring  # type: ignore[attr-defined]  # typeshed leaves it out
from typing import NoReturn

import msgspec

from endpoint_explorer.bodies.filtering.result import Unfilterable

Members = Mapping[str | int, bytes | msgspec.Raw]
Part = str | int

_CONTAINERS_KEPT = 512


def decode(text: bytes) -> object:
    """Return the value of a JSON text in UTF-8 without BOM; raises Unfilterable."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _decode_leniently(text)


def _decode_leniently(text: bytes) -> object:
    """Decode what msgspec refuses and RFC 8259 allows: lone surrogates, numbers of any size."""
    try:
        return json.loads(_str(text), parse_int=_integer, parse_constant=_refuse)
    except RecursionError as error:
        raise Unfilterable("nested too deeply to be filtered") from error
    except JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise Unfilterable(f"not valid JSON: {place}: {error.msg.lower()}") from error


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) < 4300 else float(digits)


def _refuse(word: str) -> NoReturn:
    raise Unfilterable(f"not valid JSON: {word} is no JSON value")


def _str(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")


class Cutter:
    """Cuts values out of a JSON text by their locations; `text` is UTF-8 without BOM.

    Of a name that is repeated, the last value counts, as it does for `decode`.
    """

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._containers: OrderedDict[tuple[Part, ...], Members] = OrderedDict()

    def cut(self, parts: tuple[Part, ...]) -> bytes:
        """Return the bytes of the value at a location: names and indexes from the root."""
        return bytes(self._members(parts[:-1])[parts[-1]]) if parts else self._text.strip()

    def _members(self, parts: tuple[Part, ...]) -> Members:
        """Return what is in a container; those used last are kept."""
        missing = len(parts)
        while missing >= 0 and parts[:missing] not in self._containers:
            missing -= 1
        for depth in range(missing + 1, len(parts) + 1):
            raw = self._containers[parts[: depth - 1]][parts[depth - 1]] if depth else self._text
            self._containers[parts[:depth]] = members(bytes(raw))
        # What a container is cut out of must not go before it: it may be the whole body.
        for depth in range(len(parts), -1, -1):
            self._containers.move_to_end(parts[:depth])
        while len(self._containers) > _CONTAINERS_KEPT:
            self._containers.popitem(last=False)
        return self._containers[parts]


def members(raw: bytes) -> Members:
    """Return the members of an object by name, or the elements of an array by index."""
    is_array = raw.lstrip()[:1] == b"["
    try:
        if is_array:
            return dict(enumerate(msgspec.json.decode(raw, type=list[msgspec.Raw])))
        return dict(msgspec.json.decode(raw, type=dict[str, msgspec.Raw]))
    except (msgspec.MsgspecError, UnicodeDecodeError):
        found = _scan(_str(raw))
        return dict(enumerate(value for _, value in found)) if is_array else dict(found)


def _scan(text: str) -> Sequence[tuple[str, bytes]]:
    """Return the members of a container that is known to be valid; array elements have no name."""
    scan = json.JSONDecoder(parse_int=float, parse_float=float).raw_decode
    at = _after_space(text, 0) + 1
    is_object = text[at - 1] == "{"
    found: list[tuple[str, bytes]] = []
    at = _after_space(text, at)
    while text[at] not in "]}":
        name = ""
        if is_object:
            name, at = scanstring(text, at + 1, True)
            at = _after_space(text, _after_space(text, at) + 1)
        _, end = scan(text, at)
        found.append((name, text[at:end].encode("utf-8", "surrogateescape")))
        at = _after_space(text, end)
        at = _after_space(text, at + 1) if text[at] == "," else at
    return found


def _after_space(text: str, at: int) -> int:
    match = WHITESPACE.match(text, at)
    return int(match.end()) if match else at
