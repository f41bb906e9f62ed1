"""Many JSON texts, one a line: batches of whole lines are laid out at once."""

from __future__ import annotations

import re

from endpoint_explorer.bodies.json_cut import Region, nesting_of
from endpoint_explorer.bodies.json_layout import (
    TOO_DEEP,
    JsonFault,
    Section,
    format_text,
    refuse_growth,
)

AROUND = b"\x1e \t\r"
"""What may stand around a text on its line: white space, and the separator of RFC 7464."""

_TEXT = re.compile(rb"[^%b]" % AROUND)


def next_records(data: bytes, start: int, size: int) -> tuple[Region, bool]:
    """Return the next lines of at most `size` bytes, or one that is longer, and whether it is.

    A long line has no line end, and is empty where it is blank; raises `JsonFault` and `TooBig`.
    """
    stop = len(data)
    if stop - start > size:
        stop = data.rfind(b"\n", start, start + size) + 1
        if not stop:
            found = data.find(b"\n", start)
            stop = len(data) if found < 0 else found
            first = _TEXT.search(data, start, stop)
            return Region(stop if first is None else first.start(), stop), True
    nesting = nesting_of(data[start:stop])
    if nesting is None:
        raise JsonFault(TOO_DEEP)
    refuse_growth(nesting, 0)
    return Region(start, stop), False


def lay_out_records(data: bytes, section: Section) -> bytes:
    """Return the lines of each text of a section; raises `JsonFault`."""
    address, stop = section.region.start, section.region.stop
    laid_out = []
    for line in data[address:stop].split(b"\n"):
        text = line.strip(AROUND)
        if text:
            try:
                laid_out.append(format_text(text))
            except JsonFault as fault:
                if fault.address is None:
                    raise
                before = len(line) - len(line.lstrip(AROUND))
                raise JsonFault(fault.reason, address + before + fault.address) from None
        address += len(line) + 1
    laid_out.append(b"")
    return b"\n".join(laid_out)
