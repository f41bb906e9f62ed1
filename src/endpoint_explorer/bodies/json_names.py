"""The keys of laid-out JSON, and the steps of a path (RFC 9535)."""

from __future__ import annotations

import json
import re

import msgspec

from endpoint_explorer.bodies.json_layout import marker_for
from endpoint_explorer.bodies.json_text import JsonText

_STRING = re.compile(rb'"((?:[^"\\]|\\.)*+)"')
_SHORT = re.compile(r"[A-Za-z_\u0080-\U0010ffff][0-9A-Za-z_\u0080-\U0010ffff]*")
_NAMED = {"\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "'": "\\'", "\\": "\\\\"}
_QUOTED = re.compile(r"[\x00-\x1f'\\\ud800-\udfff]")


def path_step(key: str) -> str:
    """Return the step to a member: `.name`, or `['any name']` where that is not allowed."""
    if _SHORT.fullmatch(key) and not _QUOTED.search(key):
        return f".{key}"
    quoted = _QUOTED.sub(lambda m: _NAMED.get(m[0]) or f"\\u{ord(m[0]):04x}", key)
    return f"['{quoted}']"


def key_of(text: JsonText, number: int, laid_out: bytes, start: int) -> str:
    """Return the key that starts at an offset into the lines of a section."""
    match = _STRING.match(laid_out, start)
    if match is None:
        return ""
    raw = match[1]
    region = text.sections[number].region
    if region.holes:
        marker = marker_for(text.data, region)
        if raw == marker:
            hole = region.holes[laid_out.count(marker, 0, start)]
            raw = text.data[slice(*hole)]
    try:
        return msgspec.json.decode(b'"%b"' % raw, type=str)
    except (msgspec.DecodeError, UnicodeDecodeError):
        # Half of a surrogate pair, or bytes that are no UTF-8: as filters take them, too.
        spelled = raw.decode("utf-8", "surrogateescape")
        return str(json.loads(f'"{spelled}"', strict=False))
