"""The head of an answer that broke, read as far as it can be."""

from __future__ import annotations

import re

from endpoint_explorer.model.exchange import Headers, Response

MOST = 512 * 1024
"""Bytes of an answer's head that are taken: thousands of cookies are an answer to look at."""

_STATUS_LINE = re.compile(rb"(HTTP/[0-9]\.[0-9]) ([0-9]{3})(?: ([^\r\n\0]*))?\r?\n")
_HEADER = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([^\r\n\0]*?)[ \t]*\r?")
_END = re.compile(rb"\n\r?\n")
_SWITCHING = 101


def read_broken(data: bytes) -> Response | None:
    """Return the status line and the headers of a head that is cut, too large or malformed.

    `data` is all that came since the request went out, from which interim answers are skipped.
    A header is left out when its line did not come whole or is not well-formed. None when there
    is no status line of a final answer.
    """
    start = 0
    while found := _STATUS_LINE.match(data, start):
        end = _END.search(data, found.end() - 1)
        status = int(found[2])
        if status >= 200 or status == _SWITCHING:
            lines = data[found.end() : end.start() if end else None].split(b"\n")
            # What follows the last line feed is a line that was cut.
            whole = list(filter(None, lines if end else lines[:-1]))
            headers = _headers(whole)
            return Response(
                status=status,
                reason=decode(found[3] or b""),
                http_version=found[1].decode("ascii"),
                headers=headers,
                is_complete=False,
                notes=_notes(len(headers), len(whole), is_cut=end is None),
            )
        if end is None:
            break
        start = end.end()
    return None


def _notes(read: int, whole: int, *, is_cut: bool) -> tuple[str, ...]:
    if is_cut:
        return (f"the headers are cut: {read:,} came whole",)
    if read < whole:
        return (f"{read:,} of {whole:,} lines of the headers could be read",)
    return ()


def _headers(lines: list[bytes]) -> Headers:
    found = map(_HEADER.fullmatch, lines)
    return tuple((decode(row[1]), decode(row[2])) for row in found if row)


def decode(raw: bytes) -> str:
    """Read a header's bytes as UTF-8, else as Latin-1, in which all bytes are something."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
