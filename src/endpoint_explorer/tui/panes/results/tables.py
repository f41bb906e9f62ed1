"""Headers and cookies as lines of coloured columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.document import Span, TextDocument, Token
from endpoint_explorer.model.cookie import SetCookie, parse_set_cookie
from endpoint_explorer.model.exchange import Exchange, Headers
from endpoint_explorer.model.secret import redact
from endpoint_explorer.tui.panes.results.strip import reason_of

_WIDEST_NAME = 32

Cell = tuple[str, Token | None]
Line = tuple[Cell, ...]


class TableDocument(TextDocument):
    """Lines of cells, each with its own colour; the text must be clean."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = tuple(lines)
        text = "\n".join("".join(cell for cell, _ in line) for line in self._lines)
        super().__init__(text.encode("utf-8", "replace"))

    def spans(self, line: int, text: str, start: int = 0) -> Sequence[Span]:
        """Return the colours that the cells were given."""
        if start or line >= len(self._lines):
            return super().spans(line, text, start)
        spans: list[Span] = []
        position = 0
        for cell, token in self._lines[line]:
            if token is not None:
                spans.append((position, position + len(cell), token))
            position += len(cell)
        return spans


def headers_document(exchange: Exchange) -> TableDocument:
    """Show the headers of the response, then those that were sent, secrets by their names."""
    wire, response = exchange.wire, exchange.response
    sent = tuple((name, redact(value, exchange.secrets)) for name, value in wire.headers)
    received = () if response is None else response.headers
    width = _name_width(name for name, _ in (*received, *sent))
    lines: list[Line] = []
    if response is not None:
        status = f"{response.http_version} {response.status} {reason_of(response)}"
        lines += [_caption("Response", status), *_rows(received, width), ()]
    target = redact(wire.url, exchange.secrets)
    lines += [_caption("Request", f"{wire.method} {target}"), *_rows(sent, width)]
    return TableDocument(lines)


def cookies_document(cookies: Sequence[SetCookie]) -> TableDocument:
    """Show each cookie with its attributes below it."""
    width = _name_width(cookie.name for cookie in cookies)
    lines: list[Line] = []
    for cookie in cookies:
        name = clean(cookie.name) or "(no name)"
        lines.append(((_padded(name, width), "key"), (clean(cookie.value), "string")))
        lines += [
            ((" " * width, None), (clean(key), "attribute"), (clean(f"  {value}".rstrip()), None))
            for key, value in cookie.attributes
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


def _rows(headers: Headers, width: int) -> Iterator[Line]:
    for name, value in headers:
        yield ((_padded(clean(name), width), "key"), (clean(value), None))


def _name_width(names: Iterable[str]) -> int:
    return min(max((cell_len(clean(name)) for name in names), default=0), _WIDEST_NAME) + 2


def _padded(text: str, width: int) -> str:
    return text + " " * max(width - cell_len(text), 2)
