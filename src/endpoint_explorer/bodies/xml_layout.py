"""Re-indenting XML by adding line ends and spaces, and by nothing else."""

from __future__ import annotations

from collections.abc import Callable

from endpoint_explorer.bodies.body import UNWATCHED, Declined, Fault, Watch
from endpoint_explorer.bodies.xml_marks import LONGEST_MARK, NotUnderstood, read_units
from endpoint_explorer.bodies.xml_scan import Layout, Scan

_PIECE = 32 * 1024
HEAD = 16 * 1024
"""Bytes of a body that its first screens are laid out from."""


def lay_out_xml(
    data: bytes,
    watch: Watch = UNWATCHED,
    grown: Callable[[Layout, float], None] | None = None,
) -> Layout | Fault:
    """Put each element of UTF-8 XML on its own line, in pieces that are made when they are read.

    An element that holds text of its own, or says `xml:space="preserve"`, is left as it is with
    all that is in it: white space may mean something there. `grown` is told how far it is, see
    `Scan.run`.
    """
    fault = check_xml(data, watch)
    return Scan(data).run(watch, grown) if fault is None else fault


def indent_xml(data: bytes) -> bytes | Fault:
    """Return the whole of what `lay_out_xml` makes."""
    layout = lay_out_xml(data)
    if isinstance(layout, Fault):
        return layout
    return b"".join(map(layout.make, range(len(layout.pieces))))


def indent_head(data: bytes) -> bytes | None:
    """Lay out the first window of UTF-8 XML that may go on, None where it has a fault.

    What is known only from the rest is left open: an element that has text of its own after the
    window is laid out here.
    """
    if check_xml(data, is_whole=False) is not None:
        return None
    try:
        units = read_units(data, 0, data.rfind(b"<", 1), 0)
    except NotUnderstood:
        return None
    return units.laid_out()[:-1] if units.marks else None


def check_xml(data: bytes, watch: Watch = UNWATCHED, *, is_whole: bool = True) -> Fault | None:
    """Say why UTF-8 XML is not well formed, or None.

    Expat fetches nothing from outside, and refuses entities that multiply their size. Where
    `is_whole` is False, more may follow the data.
    """
    from xml.parsers import expat

    parser = expat.ParserCreate("utf-8")
    start = 0
    try:
        while start < len(data):
            watch.check()
            # Expat reads an unfinished tag or comment again from its start: the longer it is,
            # the more of it comes at a time.
            unfinished = start - max(parser.CurrentByteIndex, 0)
            if unfinished > LONGEST_MARK // 2:
                return Declined("it has a tag or comment of many megabytes, so the source is shown")
            stop = start + max(_PIECE, unfinished)
            parser.Parse(data[start:stop], False)
            start = stop
        if is_whole:
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        return Fault(expat.ErrorString(error.code), error.lineno, error.offset + 1)
    return None
