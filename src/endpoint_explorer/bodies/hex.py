"""Any bytes, sixteen a line: offset, hexadecimal, ASCII."""

from __future__ import annotations

from collections.abc import Sequence

from endpoint_explorer.bodies.document import Span
from endpoint_explorer.bodies.outline import Outline

WIDTH = 16
_OFFSET_WIDTH = 8
_HEX_START = _OFFSET_WIDTH + 2
_GAP_AFTER = WIDTH // 2
_ASCII_START = _HEX_START + 3 * WIDTH + 2
_PRINTABLE = bytes(b if 0x20 <= b < 0x7F else ord(".") for b in range(256))


class HexDocument:
    """A view that is made a line at a time, and so costs nothing whatever the size."""

    outline: Outline | None = None

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def size(self) -> int:
        """The number of bytes."""
        return len(self._data)

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes between two addresses, fewer at the end."""
        return self._data[start:stop]

    @property
    def line_count(self) -> int:
        """The number of lines, one for no bytes at all."""
        return max(1, -(-len(self._data) // WIDTH))

    def span(self, line: int) -> tuple[int, int]:
        """Return the offsets of the bytes that a line shows."""
        if not 0 <= line < self.line_count:
            raise IndexError(line)
        return line * WIDTH, min((line + 1) * WIDTH, len(self._data))

    def line_at(self, address: int) -> int:
        """Return the line that shows a byte."""
        return min(max(address, 0) // WIDTH, self.line_count - 1)

    def text(self, line: int, start: int = 0, stop: int | None = None) -> str:
        """Return a line, or the part between two of its characters."""
        first, last = self.span(line)
        row = self._data[first:last]
        half = _GAP_AFTER
        digits = f"{row[:half].hex(' '):<{3 * half - 1}}  {row[half:].hex(' '):<{3 * half - 1}}"
        shown = row.translate(_PRINTABLE).decode("ascii")
        return f"{first:0{_OFFSET_WIDTH}x}  {digits}  {shown}"[start:stop]

    def spans(self, line: int, text: str, start: int = 0) -> Sequence[Span]:
        """Return the offset and the ASCII column as tokens."""
        del line
        if start:
            return ()
        offset: Span = (0, _OFFSET_WIDTH, "muted")
        return (offset, (_ASCII_START, len(text), "string"))

    def columns(
        self, line: int, start: int, stop: int, offset: int = 0
    ) -> Sequence[tuple[int, int]]:
        """Return where bytes stand in both columns of the line."""
        del offset  # a line this short is never cut
        first, last = self.span(line)
        begin, end = max(start, first) - first, min(stop, last) - first
        if begin >= end:
            return ()
        left, right = _hex_column(begin), _hex_column(end - 1) + 2
        return ((left, right), (_ASCII_START + begin, _ASCII_START + end))


def _hex_column(index: int) -> int:
    return _HEX_START + 3 * index + (index >= _GAP_AFTER)
