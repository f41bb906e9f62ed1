"""The grammar of queries, as Hurl's (https://hurl.dev/docs/capturing-response.html#query).

query    = ("status" | "body" | "bytes" | "url" | "duration" | "version")
         | ("header" | "cookie" | "jsonpath" | "xpath" | "regex") string
string   = '"' (character | escape)* '"'
escape   = "\\" ('"' | "\\" | "#" | "b" | "f" | "n" | "r" | "t" | "u{" hex digits "}")
"""

from __future__ import annotations

import re
from typing import Literal, get_args

import msgspec

Kind = Literal[
    "status",
    "header",
    "cookie",
    "body",
    "bytes",
    "jsonpath",
    "xpath",
    "regex",
    "url",
    "duration",
    "version",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

EXAMPLES: dict[Kind, str] = {
    "header": 'header "Location"',
    "cookie": 'cookie "sid"',
    "jsonpath": 'jsonpath "$.id"',
    "xpath": 'xpath "string(//title)"',
    "regex": 'regex "id=(\\\\d+)"',
}
"""A query for each of the words that a string follows."""

COOKIE_ATTRIBUTES = (
    "Value",
    "Expires",
    "Max-Age",
    "Domain",
    "Path",
    "Secure",
    "HttpOnly",
    "SameSite",
)

_WORD = re.compile(r"[^\s\"]+")
_SPACE = re.compile(r"\s*")
_COOKIE = re.compile(r"(?P<name>[^\[\]]+)(?:\[(?P<attribute>[^\[\]]*)\])?\Z")
_ESCAPES = {
    '"': '"',
    "\\": "\\",
    "#": "#",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
}
_NAMES = {value: name for name, value in _ESCAPES.items() if name != "#"}
_CODE = re.compile(r"\{([0-9A-Fa-f]{1,6})\}")


class MalformedQuery(Exception):
    """A text that is no query; `column` counts characters from 1."""

    def __init__(self, reason: str, column: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.column = column

    def __str__(self) -> str:
        """Say where, then what."""
        return f"column {self.column}: {self.reason}"


class Query(msgspec.Struct, frozen=True):
    """What is asked of an exchange; `argument` is the string behind the word, "" where none is."""

    kind: Kind
    argument: str = ""

    def __str__(self) -> str:
        """Return the text that reads as this query."""
        return f"{self.kind} {quote(self.argument)}" if self.kind in EXAMPLES else self.kind

    @property
    def cookie(self) -> tuple[str, str]:
        """The name of the cookie that is asked for, and its attribute."""
        found = _COOKIE.match(self.argument)
        assert found is not None, "parsing has seen to it"
        return found["name"], found["attribute"] or "Value"

    @property
    def finds_credential(self) -> bool:
        """Whether what it finds is a credential, whatever it is to be called."""
        if self.kind == "cookie":
            return self.cookie[1] == "Value"
        return self.kind == "header" and self.argument.lower() in ("set-cookie", "authorization")


def quote(text: str) -> str:
    """Return a text as a string of the grammar."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in _NAMES:
        return "\\" + _NAMES[character]
    return character if character.isprintable() else f"\\u{{{ord(character):x}}}"


class Scanner:
    """Reads the parts of a line from left to right; so that more than a query may stand in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    @property
    def column(self) -> int:
        """Where the next part starts, in characters from 1, white space before it left out."""
        space = _SPACE.match(self._text, self._at)
        assert space is not None, "there may be none of it"
        self._at = space.end()
        return self._at + 1

    def word(self) -> str:
        """Return the next word, "" where there is none."""
        found = _WORD.match(self._text, self.column - 1)
        if found is None:
            return ""
        self._at = found.end()
        return found[0]

    def string(self, after: str) -> str:
        """Return the next string; raises MalformedQuery."""
        start = self.column
        if self._text[start - 1 : start] != '"':
            example = EXAMPLES.get(after)  # type: ignore[call-overload]  # any word may ask
            hint = f", as in {example}" if example else ""
            raise MalformedQuery(f"{after} needs a string in double quotes{hint}", start)
        self._at = start
        pieces: list[str] = []
        while (character := self._text[self._at : self._at + 1]) != '"':
            if not character:
                raise MalformedQuery("the string has no closing quote", start)
            self._at += 1
            pieces.append(self._escape() if character == "\\" else character)
        self._at += 1
        return "".join(pieces)

    def end(self) -> None:
        """Raise MalformedQuery unless nothing is left."""
        column = self.column
        if rest := self._text[column - 1 :]:
            raise MalformedQuery(f"nothing is expected here, but there is {rest[:20]!r}", column)

    def _escape(self) -> str:
        """Return what an escape stands for, whose backslash has been read."""
        column, name = self._at, self._text[self._at : self._at + 1]
        self._at += 1
        if name in _ESCAPES:
            return _ESCAPES[name]
        code = _CODE.match(self._text, self._at) if name == "u" else None
        if code is None or (number := int(code[1], 16)) > 0x10FFFF:
            reason = f"\\{name} is no escape: write \\\\ for a backslash"
            raise MalformedQuery(reason, column)
        self._at = code.end()
        return chr(number)


def read_query(scanner: Scanner) -> Query:
    """Read the query that comes next; raises MalformedQuery."""
    column = scanner.column
    word = scanner.word()
    kind = next((kind for kind in KINDS if kind == word), None)
    if kind is None:
        raise MalformedQuery(_unknown(word), column)
    if kind not in EXAMPLES:
        return Query(kind)
    column = scanner.column
    query = Query(kind, scanner.string(kind))
    if fault := _fault(query):
        raise MalformedQuery(fault, column)
    return query


def parse_query(text: str) -> Query:
    """Return the query that a text is; raises MalformedQuery with the column."""
    scanner = Scanner(text)
    query = read_query(scanner)
    scanner.end()
    return query


def _unknown(word: str) -> str:
    known = ", ".join(KINDS)
    if not word:
        return f"a query starts with one of {known}"
    from difflib import get_close_matches

    near = get_close_matches(word, KINDS, 1)
    return f"no query is called {word!r}: " + (f"{near[0]}?" if near else f"there are {known}")


def _fault(query: Query) -> str:
    """Say what is wrong with the string of a query, "" where nothing is."""
    if not query.argument:
        return f"the string is empty: it says which {query.kind}"
    if query.kind == "cookie":
        return _cookie_fault(query.argument)
    if query.kind == "jsonpath" and not query.argument.lstrip().startswith("$"):
        return "a JSONPath starts with $"
    return _pattern_fault(query.argument) if query.kind == "regex" else ""


def _cookie_fault(argument: str) -> str:
    found = _COOKIE.match(argument)
    if found is None:
        return 'a cookie is named as in "sid" or "sid[Expires]"'
    attribute = found["attribute"]
    if attribute is not None and attribute not in COOKIE_ATTRIBUTES:
        return f"a cookie has no {attribute!r}: there are {', '.join(COOKIE_ATTRIBUTES)}"
    return ""


def _pattern_fault(pattern: str) -> str:
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            groups = re.compile(pattern).groups
    except (re.error, OverflowError, RecursionError) as error:
        return f"no regular expression: {error}"
    return "" if groups else "the expression has no group ( ) around what is wanted"
