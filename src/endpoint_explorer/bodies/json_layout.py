"""Laying out one region of a JSON text, so that all of them make the layout of the whole.

The region is formatted inside a wrapper, made from the innermost of the containers that are open at
its start, and closed by closers for those that are open at its end; their lines are dropped.
"""

from __future__ import annotations

import re

import msgspec

from endpoint_explorer.bodies.json_cut import DEEPEST, Nesting, Region, nesting_of
from endpoint_explorer.bodies.json_frames import Place

INDENT = 2
LARGEST = 8 * 1024 * 1024
"""Bytes that indentation may add to a region, roughly."""

ENDS = "ends before it is complete"
TOO_DEEP = "nested too deeply to be laid out"

_WRAPPED_WHOLE = 24
"""Levels up to which all open containers are wrapped around: cheaper than indenting afterwards."""

_BLANK = b" \t\r\n"
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
_BYTE = re.compile(r" \(byte (\d+)\)$")


class JsonFault(Exception):
    """What is wrong with a JSON text, and the address where; None where it is no place."""

    def __init__(self, reason: str, address: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.address = address


class TooBig(Exception):
    """Indentation would make a region far larger than it is: cut it smaller."""

    def __init__(self, added: int) -> None:
        super().__init__(added)
        self.added = added


class Section(msgspec.Struct, frozen=True):
    """A region at its place: `before` and `after` are the places around it.

    `lowest` is the smallest number of containers that are open at once inside it.
    """

    region: Region
    before: Place
    after: Place
    lowest: int
    line: int = 0
    """The line of the body that the text starts in, where each line has a text of its own."""
    is_records: bool = False
    """Whether the region is whole lines, with a text on each."""

    @property
    def wrapped(self) -> int:
        """How many open containers the wrapper has: one more than the region closes."""
        depth = self.before.depth
        return depth if depth <= _WRAPPED_WHOLE else min(depth, depth - self.lowest + 1)


def marker_for(data: bytes, region: Region) -> bytes:
    """Return what stands for a long string: bytes that the rest of the region does not have."""
    number = 0
    while region.holes:
        marker = b"\xffstring%d\xff" % number
        if all(marker not in part for part in _solid(data, region)):
            return marker
        number += 1
    return b""


def without_holes(data: bytes, region: Region, marker: bytes) -> bytes:
    """Return the bytes of a region with the marker for each of its long strings."""
    return marker.join(_solid(data, region))


def _solid(data: bytes, region: Region) -> list[bytes]:
    starts = [region.start, *(stop for _, stop in region.holes)]
    stops = [*(start for start, _ in region.holes), region.stop]
    return [data[start:stop] for start, stop in zip(starts, stops, strict=True)]


def place_region(data: bytes, region: Region, before: Place, number: int, line: int = 0) -> Section:
    """Find the places around a region; raises `JsonFault` and `TooBig`."""
    nesting = nesting_of(without_holes(data, region, b""))
    if nesting is None:
        raise JsonFault(TOO_DEEP)
    refuse_growth(nesting, before.depth)
    found = before.after(nesting.rest, number)
    if found is None:
        # Brackets that do not match: the layout fails before the place behind the region counts.
        return Section(region, before, Place(), 0, line)
    if nesting.deepest > DEEPEST:
        raise JsonFault(TOO_DEEP)
    after, lowest = found
    return Section(region, before, after, lowest, line)


def refuse_growth(nesting: Nesting, depth: int) -> None:
    """Raise `TooBig` for what would get far more indentation than it has bytes."""
    added = nesting.lines * INDENT * (depth + nesting.deepest)
    if added > LARGEST:
        raise TooBig(added)


def lay_out(data: bytes, section: Section, marker: bytes) -> bytes:
    """Return the lines of a section, with the marker for each long string."""
    region = section.region
    core = without_holes(data, region, marker)
    if not region.is_last:
        core = core[:-1]
    prefix, suffix, skipped, dropped = _wrapper(section)
    try:
        _guard_start(core, section)
        at_end = _fault_at_end(core, section)
        text = _format_guarded(prefix, core, suffix, at_end, goes_on=not region.is_last)
    except JsonFault as fault:
        if fault.address is None:
            raise
        offset = min(max(fault.address, 0), len(core))
        address = region.start + offset + shift(region, marker, core, offset)
        raise JsonFault(fault.reason, address) from None
    text = text[skipped : len(text) - dropped]
    missing = b" " * (INDENT * (section.before.depth - section.wrapped))
    if missing:
        text = missing + text.replace(b"\n", b"\n" + missing)
    return text if region.is_last else text + b",\n"


def _format_guarded(
    prefix: bytes, core: bytes, suffix: bytes, at_end: JsonFault | None, *, goes_on: bool
) -> bytes:
    """Format, or raise the first fault, its address counted from the start of `core`."""
    try:
        text = format_text(b"".join((prefix, core, suffix)))
    except JsonFault as fault:
        if fault.address is None:
            raise
        address = fault.address - len(prefix)
        if goes_on and fault.reason == ENDS and core.strip(_BLANK):
            # A broken word at the very end is told from its start once something follows it.
            return _format_guarded(prefix, core + b",    ", suffix, None, goes_on=False)
        if at_end is None or address < len(core):
            raise JsonFault(fault.reason, address) from None
        raise at_end from None
    if at_end is not None:
        raise at_end
    return text


def _wrapper(section: Section) -> tuple[bytes, bytes, int, int]:
    """Return what goes around a region, and how many bytes of it come out laid out."""
    frames = list(section.before.frames())[: section.wrapped]
    kinds = bytes(frame.kind for frame in reversed(frames))
    prefix = kinds.replace(b"{", b'{"":')
    if kinds.endswith(b"{"):
        prefix = prefix[:-3]
    # A line for each opener: its indentation, its key, itself, the line end.
    skipped = INDENT * (len(kinds) * (len(kinds) - 1) // 2) + 2 * len(kinds)
    skipped += len('"": ') * kinds[:-1].count(b"{")
    if section.region.is_last:
        return prefix, b"", skipped, 0
    outside = section.before.depth - section.wrapped
    count = section.after.depth - outside
    closers = b"".join(frame.closer for frame in list(section.after.frames())[:count])
    return prefix, closers, skipped, closing_size(count)


def closing_size(count: int) -> int:
    """Return the bytes of the lines of so many closers, from the innermost to the outermost."""
    return INDENT * (count * (count - 1) // 2) + 2 * count


def _guard_start(core: bytes, section: Section) -> None:
    """Refuse a closer right behind a comma, which the wrapper would make well formed."""
    first = core.lstrip(_BLANK)
    frame = section.before.frame
    if frame is not None and first[:1] == frame.closer:
        kind = "array" if frame.kind == ord("[") else "object"
        raise JsonFault(f"trailing comma in {kind}", len(core) - len(first))


def _fault_at_end(core: bytes, section: Section) -> JsonFault | None:
    """Return what is wrong with the end of a region though its inside may be well formed."""
    last = core.rstrip(_BLANK)[-1:]
    if section.region.is_last:
        return None if last else JsonFault(ENDS, len(core))
    frame = section.after.frame
    if last in {b"", b"[", b"{", b","}:
        is_object = frame is not None and frame.kind == ord("{")
        return JsonFault("expected '\"'" if is_object else "invalid character", len(core))
    return None if frame is not None else JsonFault("trailing characters", len(core))


def format_text(text: bytes) -> bytes:
    """Format a JSON text; raises `JsonFault`."""
    try:
        return _formatted(text)
    except JsonFault:
        if _SURROGATE.search(text) is None:
            raise
    return _formatted_with_surrogates(text)


def _formatted(text: bytes) -> bytes:
    try:
        return msgspec.json.format(text, indent=INDENT)
    except RecursionError:
        raise JsonFault(TOO_DEEP) from None
    except msgspec.DecodeError as error:
        raise _fault(text, str(error)) from None


def _formatted_with_surrogates(text: bytes) -> bytes:
    """Format where there may be lone surrogates, such as `\\ud83d`.

    RFC 8259 (8.2) allows them, msgspec does not: they give way to escapes of the same length, and
    come back afterwards, in their order.
    """
    escapes = [match[0] for match in _ESCAPE.finditer(text) if match[1]]
    laid_out = _formatted(_softened(text))
    originals = iter(escapes)
    return _ESCAPE.sub(lambda m: next(originals) if m[1] else m[0], laid_out)


def _softened(text: bytes) -> bytes:
    return _ESCAPE.sub(lambda m: b"\\u0020" if m[1] and _SURROGATE.match(m[0]) else m[0], text)


def check_string(data: bytes, start: int, stop: int) -> None:
    """Check a part of the content of a string, which cuts no escape; raises `JsonFault`."""
    try:
        format_text(b'"%b"' % data[start:stop])
    except JsonFault as fault:
        address = None if fault.address is None else start + fault.address - 1
        raise JsonFault(fault.reason, address) from None


def _fault(text: bytes, message: str) -> JsonFault:
    found = _BYTE.search(message)
    if found is None:
        return JsonFault(ENDS, len(text))
    reason = message[: found.start()].removeprefix("JSON is malformed: ")
    address = int(found[1])
    if reason == "trailing characters":
        address -= 1  # msgspec counts from one here
    elif reason == "invalid character" and text[address : address + 1] >= b" ":
        # Of a broken `true`, the place is where the word begins.
        word = text[max(address - 5, 0) : address]
        address -= len(word) - len(word.rstrip(b"abcdefghijklmnopqrstuvwxyz"))
    return JsonFault(reason, address)


def shift(region: Region, marker: bytes, core: bytes, offset: int) -> int:
    """Return how much farther a place is in the body, by the holes before it."""
    added = 0
    position = -1
    for start, stop in region.holes:
        position = core.find(marker, position + 1)
        if position < 0 or position + len(marker) > offset:
            break
        added += stop - start - len(marker)
    return added
