"""The statements of a TOML text and where each stands.

tomllib gives values without places. Naming a wrong value by its line, and changing one value
without touching the rest, need the places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

KeyPath = tuple[str | int, ...]
"""Keys and array positions from the top of a document: `("headers", 1, "value")`."""


class Statement(NamedTuple):
    """A header or a key with its value, as offsets into the text.

    `start` to `end` are its whole lines, the comment and the newline at the end included;
    `value_start` to `value_end` is the value alone. `path` is absolute; `section` is the path of
    the header that it stands under. The kinds: `[table]`, `[[row]]`, `key = value`.
    """

    kind: Literal["table", "row", "key"]
    path: KeyPath
    section: KeyPath
    start: int
    value_start: int
    value_end: int
    end: int


_KEY_PART = re.compile(r"""[ \t]*(?:([A-Za-z0-9_-]+)|("(?:[^"\\\n]|\\.)*")|'([^'\n]*)')[ \t]*""")
_PIECE = re.compile(
    r"""(?xs)
      (?P<text>
        \"{3} (?: [^"\\]++ | \\. | "(?!"") )*+ \"{3,5}
      | \'{3} (?: [^']++ | '(?!'') )*+ \'{3,5}
      | " (?: [^"\\\n]++ | \\. )*+ "
      | ' [^'\n]*+ ' )
    | (?P<comment> \# [^\n]*+ )
    | (?P<open> [\[{] ) | (?P<close> [\]}] ) | (?P<comma> , ) | (?P<newline> \n )
    | (?P<space> [ \t\r]++ )
    | [^"'\#\[\]{},\n\t\r ]++
    | ["']"""
)
_BETWEEN = re.compile(r"(?:[ \t\r\n\ufeff]++|#[^\n]*+)*+")
_REST_OF_LINE = re.compile(r"[^\n]*+\n?")


def line_of(text: str, keys: KeyPath) -> int | None:
    """Return the line, counted from 1, of the statement that says most of `keys`.

    That is the key's own line, else the line of the table or array it would be in, else None.
    `text` must be valid TOML, as for all functions here.
    """
    best: Statement | None = None
    for statement in statements(text):
        says = statement.path == keys[: len(statement.path)]
        if says and (best is None or len(statement.path) > len(best.path)):
            best = statement
    return None if best is None else text.count("\n", 0, best.start) + 1


def statements(text: str) -> Iterator[Statement]:
    """Yield every statement of a document, in order."""
    section: KeyPath = ()
    rows: dict[KeyPath, int] = {}
    after_bom = 1 if text.startswith("\ufeff") else 0
    position = _skip_between(text, 0)
    while position < len(text):
        start = max(text.rfind("\n", 0, position) + 1, after_bom)
        if text[position] == "[":
            is_row = text.startswith("[[", position)
            names, position = _key(text, position + 1 + is_row)
            section = _next_row(names, rows) if is_row else _resolve((), names, rows)
            kind: Literal["table", "row"] = "row" if is_row else "table"
            end = _end_of_line(text, position)
            yield Statement(kind, section, section, start, position, position, end)
        else:
            names, position = _key(text, position)
            first, last = value_span(text, position + 1)
            end = _end_of_line(text, last)
            path = _resolve(section, names, rows)
            yield Statement("key", path, section, start, first, last, end)
        position = _skip_between(text, end)


def elements(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where each element of an array stands; the array is from `start` to `end`."""
    spans: list[tuple[int, int]] = []
    position = start + 1
    while position < end - 1:
        match = _PIECE.match(text, position)
        assert match is not None, "every character matches one of the pieces"
        if match.lastgroup in ("comment", "newline", "space", "comma"):
            position = match.end()
        else:
            first, position = value_span(text, position, stops=("comma", "newline", "close"))
            spans.append((first, position))
    return spans


def value_span(
    text: str, position: int, *, stops: tuple[str, ...] = ("newline",)
) -> tuple[int, int]:
    """Return where the value at or after `position` starts and ends."""
    start = end = None
    depth = 0
    while match := _PIECE.match(text, position):
        group = match.lastgroup
        if depth == 0 and group in stops and start is not None:
            break
        depth += (group == "open") - (group == "close")
        position = match.end()
        if group not in ("comment", "newline", "space"):
            start = match.start() if start is None else start
            end = position
    return (start or position, end or position)


def _resolve(section: KeyPath, names: list[str], rows: dict[KeyPath, int]) -> KeyPath:
    path = section
    for name in names:
        path = (*path, name)
        if path in rows:
            path = (*path, rows[path])
    return path


def _next_row(names: list[str], rows: dict[KeyPath, int]) -> KeyPath:
    array = (*_resolve((), names[:-1], rows), names[-1])
    rows[array] = rows.get(array, -1) + 1
    return (*array, rows[array])


def _key(text: str, position: int) -> tuple[list[str], int]:
    names: list[str] = []
    while match := _KEY_PART.match(text, position):
        bare, quoted, literal = match.groups()
        names.append(bare or (_unquote(quoted) if quoted else literal or ""))
        position = match.end()
        if not text.startswith(".", position):
            break
        position += 1
    return names, position


def _unquote(quoted: str) -> str:
    import tomllib

    return str(tomllib.loads(f"key = {quoted}")["key"])


def _skip_between(text: str, position: int) -> int:
    match = _BETWEEN.match(text, position)
    return match.end() if match else position


def _end_of_line(text: str, position: int) -> int:
    match = _REST_OF_LINE.match(text, position)
    return match.end() if match else position
