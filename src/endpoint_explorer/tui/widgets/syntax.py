"""Colours for the text in an editor, a line at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from endpoint_explorer.tui.widgets.marks import variable_marks

TokenKind = Literal["key", "string", "number", "literal", "variable"]


class Token(NamedTuple):
    """A range of characters of a line, the end not included, and what it is."""

    start: int
    end: int
    kind: TokenKind


Tokenizer = Callable[[str], Iterator[Token]]

_JSON = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*"(?=\s*:))'
    r'|(?P<string>"(?:[^"\\]|\\.)*"?)'
    r"|(?P<number>-?\d[\d.eE+-]*)"
    r"|(?P<literal>\b(?:true|false|null)\b)"
)

_KINDS: dict[str, TokenKind] = {
    "key": "key",
    "string": "string",
    "number": "number",
    "literal": "literal",
}


def plain_tokens(line: str) -> Iterator[Token]:
    """Yield the variables of a line."""
    for start, end, _ in variable_marks(line):
        yield Token(start, end, "variable")


def json_tokens(line: str) -> Iterator[Token]:
    """Yield the tokens of a line of JSON, in which a string never spans lines, and variables."""
    for match in _JSON.finditer(line):
        yield Token(match.start(), match.end(), _KINDS[match.lastgroup or "string"])
    yield from plain_tokens(line)
