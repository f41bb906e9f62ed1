"""Headers and cookies as lines of coloured columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.document import Span, TextDocument, Token
from endpoint_explorer.model.cookie import SetCookie, parse_set_cookie
from endpoint_explorer.model.exchange import Exchange, Headers
from endpoint_explorer.model.secret import redact
from endpoint_explorer.tui.panes.results.header_values import cookie_facts
from endpoint_explorer.tui.panes.results.strip import reason_of

_WIDEST_NAME = 32

Cell = tuple[str, Token | None]
Line = tuple[Cell, ...]
Field = tuple[str, str]


class TableDocument(TextDocument):
    """Lines of cells, each with its own colour; the text must be clean."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._cells = tuple(lines)
        text = "\n".join("".join(cell for cell, _ in line) for line in self._cells)
        super().__init__(text.encode("utf-8", "replace"))

    def spans(self, line: int, text: str, start: int = 0) -> Sequence[Span]:
        """Return the colours that the cells were given."""
        if start or line >= len(self._cells):
            return super().spans(line, text, start)
        spans: list[Span] = []
        position = 0
        for cell, token in self._cells[line]:
            if token is not None:
                spans.append((position, position + len(cell), token))
            position += len(cell)
        return spans


class HeadersDocument(TableDocument):
    """Fields in columns; `fields` has the one of each line, None where there is none."""

    def __init__(self, lines: Iterable[tuple[Line, Field | None]]) -> None:
        pairs = tuple(lines)
        self.fields = tuple(field for _, field in pairs)
        super().__init__(line for line, _ in pairs)


def headers_document(exchange: Exchange) -> HeadersDocument:
    """Show the headers of the response, then those that were sent, secrets by their names."""
    wire, response = exchange.wire, exchange.response
    sent = tuple((name, redact(value, exchange.secrets)) for name, value in wire.headers)
    received = () if response is None else response.headers
    width = _name_width(name for name, _ in (*received, *sent))
    lines: list[tuple[Line, Field | None]] = []
    if response is not None:
        status = f"{response.http_version} {response.status} {reason_of(response)}"
        lines += [(_caption("Response", status), None), *_rows(received, width), ((), None)]
    target = redact(wire.url, exchange.secrets)
    lines += [(_caption("Request", f"{wire.method} {target}"), None), *_rows(sent, width)]
    return HeadersDocument(lines)


def cookies_document(cookies: Sequence[SetCookie], now: float) -> TableDocument:
    """Show each cookie with its attributes below it, and what they say."""
    width = _name_width(cookie.name for cookie in cookies)
    lines: list[Line] = []
    for cookie in cookies:
        name = clean(cookie.name) or "(no name)"
        lines.append(((_padded(name, width), "key"), (clean(cookie.value), "string")))
        facts = [
            (clean(said), clean(words)) for said, words in cookie_facts(cookie.attributes, now)
        ]
        column = _name_width(said for said, _ in facts)
        lines += [
            ((" " * width, None), (_padded(said, column), "attribute"), (words, "muted"))
            for said, words in facts
        ]
        lines.append(())
    return TableDocument(lines[:-1])


def cookies_of(exchange: Exchange) -> tuple[SetCookie, ...]:
    """Return the cookies that a response sets, repeated ones too."""
    if exchange.response is None:
        return ()
    return tuple(map(parse_set_cookie, exchange.response.header_values("set-cookie")))


def _caption(title: str, detail: str) -> Line:
    return ((f"{title}  ", "literal"), (clean(detail), "muted"))


def _rows(headers: Headers, width: int) -> Iterator[tuple[Line, Field]]:
    for name, value in headers:
        yield ((_padded(clean(name), width), "key"), (clean(value), None)), (name, value)


def _name_width(names: Iterable[str]) -> int:
    return min(max((cell_len(clean(name)) for name in names), default=0), _WIDEST_NAME) + 2


def _padded(text: str, width: int) -> str:
    return text + " " * max(width - cell_len(text), 2)
