"""JSON as it is typed, with variables in it: where it is wrong, and the same with new indents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

import msgspec
from textual.content import Content

from endpoint_explorer.model.variable import VARIABLE

_BYTE = re.compile(r" \(byte (\d+)\)$")
_STRING_OR_VARIABLE = re.compile(rf'"(?:[^"\\]|\\.)*"|(?P<variable>{VARIABLE.pattern})')
_LITERAL_BRACES = "\\{{"
"""What stands for `{{` in a text with variables; JSON knows no such escape."""
_COLON_FOLLOWS = re.compile(r"\s*:")


class Fault(NamedTuple):
    """What is wrong with a text; line and column count from 1."""

    line: int
    column: int
    reason: str


TOO_DEEP = Fault(1, 1, "nested too deeply to be checked")


class FaultyJson(Exception):
    """The text is no JSON."""


def find_fault(text: str) -> Fault | None:
    """Return the first fault of a JSON text, None when it is valid.

    A variable stands for any value: inside a string, as a value, or as a name.
    """
    if "{{" in text:
        text = text.replace(_LITERAL_BRACES, "x" * len(_LITERAL_BRACES))
        text = _STRING_OR_VARIABLE.sub(lambda m: _filler(m) if m["variable"] else m[0], text)
    data = text.encode("utf-8", "replace")
    try:
        msgspec.json.decode(data)
    except msgspec.DecodeError as error:
        return _fault(text, data, str(error))
    except RecursionError:
        return TOO_DEEP
    return None


def fault_content(text: str, praise: str = "JSON is valid") -> Content:
    """Say that a JSON text is valid, or what is wrong with it and where."""
    fault = find_fault(text)
    if fault is None:
        return Content.styled(praise, "$text-success")
    place = f"line {fault.line}, column {fault.column}: "
    return Content.styled(place + fault.reason, "$text-warning")


def _filler(match: re.Match[str]) -> str:
    """Return JSON of the same length as a variable, so that positions stay."""
    length = len(match[0])
    if '"' in match[0]:
        return match[0]  # two objects, one directly in the other, which JSON has not
    if _COLON_FOLLOWS.match(match.string, match.end()):
        return '"' + "x" * (length - 2) + '"'
    return "1" * length


def _fault(text: str, data: bytes, message: str) -> Fault | None:
    """Find the place of a fault: msgspec is fast, but says it only roughly."""
    import json

    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        reason = error.msg[0].lower() + error.msg[1:]
        return _at(text, error.pos, reason if text.strip() else "there is no text")
    except RecursionError:
        return TOO_DEEP
    match = _BYTE.search(message)
    if match is None:
        return None  # a lone surrogate escape: odd, but JSON (RFC 8259, section 8.2)
    position = len(data[: int(match[1])].decode("utf-8", "replace"))
    return _at(text, position, message[: match.start()].removeprefix("JSON is malformed: "))


def _at(text: str, position: int, reason: str) -> Fault:
    line = text.count("\n", 0, position) + 1
    return Fault(line, position - (text.rfind("\n", 0, position) + 1) + 1, reason)


def reindent(text: str) -> str:
    """Return JSON with new white space and every other character kept, variables too.

    Raises:
        FaultyJson: the text is no JSON.
    """
    numbers = count(1)
    names: dict[str, str] = {}

    def hide(match: re.Match[str]) -> str:
        if match["variable"] is None:
            return match[0]
        filler = next(f for f in (f"1{n:015}" for n in numbers) if f not in text)
        if _COLON_FOLLOWS.match(match.string, match.end()):
            filler = f'"{filler}"'
        names[filler] = match["variable"]
        return filler

    braces = next(mark for mark in _unused_marks() if mark not in text)
    hidden = _STRING_OR_VARIABLE.sub(hide, text.replace(_LITERAL_BRACES, braces))
    try:
        formatted: str = msgspec.json.format(hidden, indent=2)
    except (msgspec.DecodeError, RecursionError) as error:
        raise FaultyJson(str(error)) from error
    for filler, variable in names.items():
        formatted = formatted.replace(filler, variable)
    return formatted.replace(braces, _LITERAL_BRACES)


def _unused_marks() -> Iterator[str]:
    """Yield texts that stand in hardly any JSON: private characters, and more of them."""
    return ("\ue000" * number for number in count(1))
