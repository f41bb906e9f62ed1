"""From a place in laid-out JSON to the place in the body, which has other white space."""

from __future__ import annotations

import re

from endpoint_explorer.bodies.json_layout import marker_for, shift, without_holes
from endpoint_explorer.bodies.json_text import JsonText

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[^\s"]+')
_KEY = re.compile(rb'\n *(?:"(?:[^"\\]|\\.)*+": )?')


def value_start(text: bytes, place: int) -> int:
    """Return where the value of the line behind a line end starts."""
    match = _KEY.match(text, place)
    return place if match is None else match.end()


def address_in(text: JsonText, number: int, laid_out: bytes, *, is_end: bool) -> int:
    """Return the address in the body of the end of `laid_out`, the first lines of a section.

    White space at the address is taken as before it, unless the address is an end.
    """
    section = text.sections[number]
    region = section.region
    marker = marker_for(text.data, region)
    core = without_holes(text.data, region, marker)
    if section.is_records:
        core = core.replace(b"\x1e", b" ")
    count = sum(map(len, _TOKEN.findall(laid_out)))
    offset = len(core)
    for match in _TOKEN.finditer(core):
        size = match.end() - match.start()
        if count < size or (is_end and count == size):
            offset = match.start() + count
            break
        count -= size
    return region.start + offset + shift(region, marker, core, offset)
