"""Comma-separated values as a table, laid out a row at a time when the row is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from endpoint_explorer.bodies.body import UNWATCHED, Body, Fault, Watch
from endpoint_explorer.bodies.cells import cell_width, fit
from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.csv_rows import DELIMITERS, Field, Rows, fields, find_delimiter
from endpoint_explorer.bodies.document import Document, Span
from endpoint_explorer.bodies.media import MediaType
from endpoint_explorer.bodies.outline import Outline

SEPARATOR = " │ "
_HEAD = 256 * 1024
_TAIL = 4 * 1024
_SAMPLE = 200
"""Rows at the start by which the columns are made as wide as they need to be."""

_WIDEST = 40
"""Cells of a column, at most; what does not fit ends in an ellipsis."""

_COLUMNS = 1000
"""Columns that are shown, at most."""

_ROWS_KEPT = 256
_NUMBER = re.compile(r"\s*[-+]?[$€£]?(?:\d[\d,. '_]*|\.\d+)(?:[eE][-+]?\d+)?\s*%?\s*")
_TYPES = frozenset(
    {
        "text/csv",
        "application/csv",
        "text/x-csv",
        "application/x-csv",
        "text/comma-separated-values",
    }
)


class CsvFormat:
    """Values separated by commas (RFC 4180), semicolons, bars or tabs."""

    name = "Table"
    is_source = False

    def claims(self, media: MediaType) -> bool:
        """Accept the names of CSV in use, and that of tab-separated values."""
        return media.name in _TYPES or media.name == "text/tab-separated-values"

    def recognises(self, head: bytes) -> bool:
        """Accept four lines or more that fall into as many fields each, under clear headings."""
        lines = head.decode("utf-8", "replace").splitlines()[:-1]
        if len(lines) < 4:
            return False
        delimiter = find_delimiter(head)
        widths = {sum(1 for _ in fields(line, delimiter)) for line in lines}
        headings = [field.value for field in fields(lines[0], delimiter)]
        return (
            len(widths) == 1
            and len(headings) >= (2 if delimiter == "\t" else 3)
            and all(re.fullmatch(r"\w[\w .:/()-]{0,30}", text) for text in headings)
        )

    def highlight(self, text: str) -> Sequence[Span]:
        """Return the quoted fields of a line of source."""
        return [
            (match.start(), match.end(), "string")
            for match in re.finditer(r'(?<![^,;\t|])"(?:[^"]|"")*+"?', text)
        ]

    def render_head(self, body: Body) -> Document | None:
        """Show the first rows, in the columns that all will have."""
        data = body.data[: _HEAD + 4]
        cut = Body(data, body.media, body.charset).utf8()
        if len(body.data) > len(data):
            cut = cut[: cut.rfind(b"\n") + 1]
        return CsvDocument(
            cut, _delimiter(cut, body.media), is_headed=_is_headed(body.media), tail=_tail(body)
        )

    def render(self, body: Body, watch: Watch) -> Document | Fault:
        """Find the rows; none is laid out yet."""
        data = body.utf8()
        delimiter = _delimiter(data, body.media)
        return CsvDocument(
            data, delimiter, is_headed=_is_headed(body.media), tail=_tail(body), watch=watch
        )


def _tail(body: Body) -> list[str]:
    """Return the last lines, which may have the longest numbers."""
    if body.charset.codec != "utf-8" or len(body.data) < _HEAD:
        return []
    return body.data[-_TAIL:].decode("utf-8", "replace").splitlines()[1:]


def _delimiter(data: bytes, media: MediaType) -> str:
    if media.name == "text/tab-separated-values":
        return "\t"
    return find_delimiter(data[: 16 * 1024])


def _is_headed(media: MediaType) -> bool:
    return media.parameters.get("header") != "absent"


class CsvDocument:
    """Rows in columns; its bytes, for searching and saving, are those of the source."""

    outline: Outline | None = None

    def __init__(
        self,
        data: bytes,
        delimiter: str,
        *,
        is_headed: bool = True,
        tail: Iterable[str] = (),
        watch: Watch = UNWATCHED,
    ) -> None:
        assert delimiter in DELIMITERS
        self._data = data
        self._delimiter = delimiter
        self._is_headed = is_headed
        self._rows = Rows(data, delimiter, watch)
        self._widths: list[int] = []
        self._is_numeric: list[bool] = []
        self._measure(tail)
        self._laid_out = lru_cache(_ROWS_KEPT)(self._lay_out)

    @property
    def size(self) -> int:
        """The number of bytes of the source."""
        return len(self._data)

    @property
    def line_count(self) -> int:
        """The number of rows."""
        return self._rows.count

    def read(self, start: int, stop: int) -> bytes:
        """Return source between two addresses, fewer bytes at the end."""
        return self._data[start:stop]

    def span(self, line: int) -> tuple[int, int]:
        """Return where the source of a row starts and ends, its line end left out."""
        return self._rows.span(line)

    def line_at(self, address: int) -> int:
        """Return the row that holds an address."""
        return self._rows.row_at(address)

    def text(self, line: int, start: int = 0, stop: int | None = None) -> str:
        """Return a row as it is laid out, or the part between two of its characters."""
        return self._laid_out(line)[0][start:stop]

    def spans(self, line: int, text: str, start: int = 0) -> Sequence[Span]:
        """Return the colours of a row: headings, numbers, and what separates the columns."""
        shown, cells = self._laid_out(line)
        found: list[Span] = []
        for column, (left, right, _) in enumerate(cells):
            if line == 0 and self._is_headed:
                found.append((left, right, "heading"))
            elif column < len(self._is_numeric) and self._is_numeric[column]:
                found.append((left, right, "number"))
            if right < len(shown):
                found.append((right, right + len(SEPARATOR), "muted"))
        if not start:
            return found
        end = len(text)
        return [
            (max(left - start, 0), min(right - start, end), token)
            for left, right, token in found
            if right > start and left - start < end
        ]

    def columns(
        self, line: int, start: int, stop: int, offset: int = 0
    ) -> Sequence[tuple[int, int]]:
        """Return where source between two addresses stands in the row, as far as it is shown."""
        first, _ = self._rows.span(line)
        source = self._rows.text(line)
        left, right = (
            len(
                source.encode("utf-8", "replace")[: max(address - first, 0)].decode(
                    "utf-8", "replace"
                )
            )
            for address in (start, stop)
        )
        found = []
        for begin, end, field in self._laid_out(line)[1]:
            if field.end < left or field.start >= right:
                continue
            shift = begin - field.start - field.is_quoted
            low, high = max(left + shift, begin), min(right + shift, end)
            if low < high:
                found.append((low - offset, high - offset))
        return [(max(low, 0), high) for low, high in found if high > 0]

    def _measure(self, tail: Iterable[str]) -> None:
        """Make each column as wide as its values in the first rows and the last ones."""
        for number in range(min(self._rows.count, _SAMPLE)):
            self._measure_row(self._rows.text(number), is_heading=number == 0 and self._is_headed)
        for text in tail:
            self._measure_row(text, is_heading=False)

    def _measure_row(self, text: str, *, is_heading: bool) -> None:
        for column, field in enumerate(self._fields(text)):
            if column == len(self._widths):
                self._widths.append(1)
                self._is_numeric.append(True)
            width = cell_width(clean(field.value))
            self._widths[column] = min(max(self._widths[column], width), _WIDEST)
            if field.value and not is_heading:
                self._is_numeric[column] &= _NUMBER.fullmatch(field.value) is not None

    def _fields(self, text: str) -> Iterator[Field]:
        return islice(fields(text, self._delimiter), _COLUMNS)

    def _lay_out(self, row: int) -> tuple[str, list[tuple[int, int, Field]]]:
        """Return a row and, for each of its fields, where it starts and ends in it."""
        text = ""
        cells = []
        for column, field in enumerate(self._fields(self._rows.text(row))):
            if text:
                text += SEPARATOR
            value = clean(field.value)
            # A value that is wider than those the column was made for is not cut for that.
            width, is_right = min(cell_width(value), _WIDEST), False
            if column < len(self._widths):
                width, is_right = max(width, self._widths[column]), self._is_numeric[column]
            shown = fit(value, max(width, 1), is_right=is_right)
            start = len(text)
            pad = len(shown) - len(shown.lstrip(" ")) if is_right else 0
            cells.append((start + pad, start + len(shown), field))
            text += shown
        return text, cells
