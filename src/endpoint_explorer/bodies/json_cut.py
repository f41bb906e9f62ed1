"""Where a JSON text can be cut, and how its containers are nested, by operations on bytes.

Nothing here looks at one character after the other: a cut after a comma that separates members or
elements is found from the quotes of the last few strings before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import accumulate

import msgspec

SIZE = 128 * 1024
"""Bytes between two cuts, and a long string aside, at most."""

LONG = 64 * 1024
"""Bytes of a string that is taken out of its region before the region is laid out."""

DEEPEST = 512
"""Levels that a region may open: laying out recurses, also in a thread with a deep stack."""

_STEPS = 4096
_ROUNDS = 32
_USUAL_LEAVES = 8
_USUAL_SHARE = 8
_NEITHER_STRUCTURE_NOR_QUOTE = bytes(b for b in range(256) if b not in b'[]{},"')
_STEP = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_OPENERS = {ord("]"): ord("["), ord("}"): ord("{")}
_COMMA = ord(",")
_LEAF = re.compile(rb"\[,*+\]|\{,*+\}")
_ESCAPED_AT_END = re.compile(rb"\\(?:u[0-9a-fA-F]{0,3})?\Z")


class Region(msgspec.Struct, frozen=True):
    """A part of a JSON text, from outside any string to just behind a comma or to the end.

    `holes` are the contents of its long strings, without their quotes. All are addresses.
    """

    start: int
    stop: int
    holes: tuple[tuple[int, int], ...] = ()
    is_last: bool = False
    is_closed: bool = True
    """Whether the last string ends."""

    @property
    def size(self) -> int:
        """The bytes outside the holes."""
        return self.stop - self.start - sum(stop - start for start, stop in self.holes)


class Nesting(msgspec.Struct, frozen=True):
    """What is left of the brackets and commas of a region when those that match are taken out."""

    rest: bytes
    lines: int
    """The lines that it is laid out as, at most."""
    deepest: int
    """The levels open at once, at most, counted from the start of the region; of few, some more."""


def masked(data: bytes) -> bytes:
    """Put other bytes in the place of escaped quotes and backslashes; offsets stay the same."""
    if b"\\" not in data:
        return data
    return data.replace(b"\\\\", b"__").replace(b'\\"', b"__")


def next_region(
    data: bytes, start: int, end: int, size: int = SIZE, tick: Callable[[], None] = lambda: None
) -> Region:
    """Cut a region of about `size` bytes off what is between `start` and `end`.

    `start` is outside any string. `tick` is called while a long string is looked through.
    """
    holes: list[tuple[int, int]] = []
    origin, reach = start, size
    while True:
        stop = min(origin + reach, end)
        if stop == end and end - origin <= size:
            return Region(start, end, tuple(holes), is_last=True)
        comma, opening = last_comma(masked(data[origin:stop]))
        if comma >= 0:
            return Region(start, origin + comma + 1, tuple(holes))
        if opening < 0:
            if stop == end:
                return Region(start, end, tuple(holes), is_last=True)
            reach *= 2
            continue
        first = origin + opening + 1
        closing = string_end(data, first, end, tick)
        if closing < 0:
            return Region(start, end, (*holes, (first, end)), is_last=True, is_closed=False)
        if closing - first <= max(LONG, size):
            reach = closing + 1 - origin + size // 4
            size = max(size, reach)
        else:
            holes.append((first, closing))
            origin, reach = closing + 1, size


def last_comma(text: bytes) -> tuple[int, int]:
    """Return the offset of the last comma outside strings, and of a quote that is not closed.

    Each is -1 where there is none. `text` is masked, and starts outside any string.
    """
    is_inside = text.count(b'"') % 2 == 1
    opening = text.rfind(b'"') if is_inside else -1
    if b"," not in text:
        return -1, opening
    stop = len(text)
    for _ in range(_STEPS):
        quote = text.rfind(b'"', 0, stop)
        if not is_inside:
            comma = text.rfind(b",", quote + 1, stop)
            if comma >= 0:
                return comma, opening
        if quote < 0:
            return -1, opening
        stop, is_inside = quote, not is_inside
    # So many strings without a comma between them are hardly JSON; never walk through them all.
    outside = b'"'.join(
        part if number % 2 == 0 else b"_" * len(part)
        for number, part in enumerate(text[:stop].split(b'"'))
    )
    return outside.rfind(b","), opening


def string_end(data: bytes, start: int, end: int, tick: Callable[[], None] = lambda: None) -> int:
    """Return the address of the quote that closes the string whose content starts at `start`.

    It is -1 when there is none before `end`.
    """
    while start < end:
        stop = min(start + LONG, end)
        part = masked(data[start:stop])
        quote = part.find(b'"')
        if quote >= 0:
            return start + quote
        # A backslash at the very end escapes what comes next.
        start = stop - part.endswith(b"\\") if stop < end else end
        tick()
    return -1


def whole_escapes(data: bytes, start: int, stop: int) -> int:
    """Return where to stop, a few bytes before `stop`, so that no escape or character is cut."""
    for _ in range(3):
        if stop <= start + 1 or stop >= len(data) or data[stop] & 0xC0 != 0x80:
            break
        stop -= 1
    # Escapes come second: the character that is not cut may stand behind a backslash, wrongly.
    window = data[start:stop]
    found = _ESCAPED_AT_END.search(masked(window), max(0, len(window) - 6))
    if found is not None:
        stop = start + found.start()
    return stop


def nesting_of(text: bytes) -> Nesting | None:
    """Return the brackets and commas outside strings that stay; None where nested too deeply.

    `text` starts outside any string. Of a well formed text `]` and `}` stand before `[` and `{`.
    """
    structure = _structure(text)
    rest, rounds = _without_usual_leaves(structure)
    count = 1
    while count and rounds < _ROUNDS:
        rest, count = _LEAF.subn(b"", rest)
        rounds += count > 0
    if count:
        # A round for each of many levels would take as many times as long.
        if _deepest(rest) > DEEPEST:
            return None
        rest = _unmatched(rest)
    deepest = rounds + rest.count(b"[") + rest.count(b"{")
    if count or deepest > _ROUNDS:
        deepest = _deepest(structure)
    return Nesting(rest, len(structure) + 1, deepest)


def _without_usual_leaves(structure: bytes) -> tuple[bytes, int]:
    """Take out what the innermost containers most often look like, and say how many such looks.

    The records of a body are much alike. Equal bytes go four times as fast as those of a pattern.
    """
    for rounds in range(_USUAL_LEAVES):
        leaf = _LEAF.search(structure)
        if leaf is None:
            return structure, rounds
        size = len(structure)
        structure = structure.replace(leaf[0], b"")
        if (size - len(structure)) * _USUAL_SHARE < size:
            return structure, rounds + 1
    return structure, _USUAL_LEAVES


def _unmatched(structure: bytes) -> bytes:
    """Take out the containers that are whole, however deep, with what is in them."""
    left = bytearray()
    for byte in structure:
        opener = _OPENERS.get(byte)
        if opener is not None:
            end = len(left)
            while end and left[end - 1] == _COMMA:
                end -= 1
            if end and left[end - 1] == opener:
                del left[end - 1 :]
                continue
        left.append(byte)
    return bytes(left)


def _structure(text: bytes) -> bytes:
    # Two quotes with nothing structural between them cancel out, whichever of them opens.
    quoted = masked(text).translate(None, _NEITHER_STRUCTURE_NOR_QUOTE).replace(b'""', b"")
    return b"".join(quoted.split(b'"')[::2])


def _deepest(structure: bytes) -> int:
    return max(accumulate(map(_STEP.__getitem__, structure.translate(None, b",")), initial=0))
