"""Re-indenting XML by adding line ends and spaces, and by nothing else."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from functools import cache

from endpoint_explorer.bodies.body import Fault

INDENT = b"  "
_PIECE = 256 * 1024


def indent_xml(data: bytes) -> bytes | Fault:
    """Put each element of UTF-8 XML on its own line.

    An element that holds text of its own, or says `xml:space="preserve"`, is left as it is with
    all that is in it: white space may mean something there.
    """
    fault = check_xml(data)
    if fault is not None:
        return fault
    outline = _Outline(data)
    if not outline.is_whole:
        return Fault("uses a part of XML that is shown as it is")
    if outline.added * len(INDENT) > 64 * 1024 * 1024 + 12 * len(data):
        return Fault("nested so deeply that laying it out would take many times its size")
    return b"\n".join(outline.lines())


def check_xml(data: bytes) -> Fault | None:
    """Say why UTF-8 XML is not well formed, or None.

    Expat fetches nothing from outside, and refuses entities that multiply their size.
    """
    from xml.parsers import expat

    parser = expat.ParserCreate("utf-8")
    try:
        for start in range(0, len(data), _PIECE):
            parser.Parse(data[start : start + _PIECE], False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        return Fault(expat.ErrorString(error.code), error.lineno, error.offset + 1)
    return None


@cache
def _markup() -> re.Pattern[bytes]:
    return re.compile(
        rb"(?P<other><!--.*?-->|<\?.*?\?>"
        rb"|<!DOCTYPE(?:[^\[<>\"']|\"[^\"]*\"|'[^']*'|\[(?:[^\]\"'-]|\"[^\"]*\"|'[^']*')*+\])*+>)"
        rb"|(?P<cdata><!\[CDATA\[.*?\]\]>)|(?P<close></[^>]*>)"
        rb"|<[^<>\"'/!?](?:[^<>\"'/]++|/(?!>)|\"[^\"]*\"|'[^']*')*+(?P<empty>/)?>",
        re.DOTALL,
    )


class _Outline:
    """Where the marks of a well-formed document are, and which elements must be left alone.

    Numbers are kept in arrays: a list of objects would take twenty times the document.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._starts = array("Q")
        self._ends = array("Q")
        self._partners = array("Q")  # of an opening tag: the number of its closing tag
        self._is_kept = bytearray()
        self.added = 0
        self.is_whole = self._scan()

    def _scan(self) -> bool:
        """Note every mark; False when text between two marks has a `<` that was not understood."""
        data, position = self._data, 0
        is_kept, partners = self._is_kept, self._partners
        has_space_attributes = b"xml:space" in data
        open_elements: list[int] = []
        for number, match in enumerate(_markup().finditer(data)):
            start, end = match.span()
            kind = match.lastgroup
            if start != position or kind == "cdata":
                text = data[position:start]
                if b"<" in text:
                    return False
                if open_elements and (kind == "cdata" or not text.isspace()):
                    is_kept[open_elements[-1]] = True
            position = end
            self._starts.append(start)
            self._ends.append(end)
            partners.append(number)
            is_kept.append(has_space_attributes and kind is None and b"xml:space" in match[0])
            self.added += len(open_elements)
            if kind is None:
                open_elements.append(number)
            elif kind == "close":
                partners[open_elements.pop()] = number
        return b"<" not in data[position:]

    def lines(self) -> Iterator[bytes]:
        """Yield each mark, or each element that is kept whole, with its indentation."""
        data, starts, ends = self._data, self._starts, self._ends
        partners, is_kept = self._partners, self._is_kept
        depth = number = 0
        while number < len(starts):
            partner = partners[number]
            if partner == number:  # a closing tag, an empty one, a comment or an instruction
                depth -= data.startswith(b"</", starts[number])
                yield INDENT * depth + data[starts[number] : ends[number]]
            elif is_kept[number] or partner == number + 1:
                yield INDENT * depth + data[starts[number] : ends[partner]]
                number = partner
            else:
                yield INDENT * depth + data[starts[number] : ends[number]]
                depth += 1
            number += 1
