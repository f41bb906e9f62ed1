"""Text that is best read as it is, with as much colour as a line alone can tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import cast

from endpoint_explorer.bodies.body import Body, Fault, Watch
from endpoint_explorer.bodies.document import Document, Span, TextDocument, Token
from endpoint_explorer.bodies.media import MediaType

_STRING = r"""(?P<string>"(?:[^"\\]|\\.)*+"?|'(?:[^'\\]|\\.)*+'?)"""
_NUMBER = r"(?P<number>(?<![\w.])-?(?:0x[\da-fA-F]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.]))"
_HASH = r"(?P<comment>(?:^|(?<=\s))#.*)"
_SLASHES = r"(?P<comment>//.*|/\*.*?(?:\*/|$))"

_C_LIKE = rf"{_SLASHES}|{_STRING}|(?P<template>`[^`]*`?)|{_NUMBER}|(?P<literal>\b(?:{{words}})\b)"
_SCRIPT = _C_LIKE.format(
    words="true|false|null|undefined|function|return|const|let|var|if|else|for|while|class|new|"
    "import|export|from|async|await|typeof|throw|try|catch|switch|case|break|default|this"
)
_PATTERNS = {
    "YAML": rf"{_HASH}|(?P<key>^\s*+(?:- +){{0,8}}[\w./$-][\w ./$-]{{0,80}}(?=:(?:\s|$)))"
    rf"|{_STRING}|{_NUMBER}"
    r"|(?P<literal>(?<=[:\s-])(?:true|false|null|yes|no|~)(?=\s|$))"
    r"|(?P<punctuation>^\s*(?:- )+|^(?:---|\.\.\.)$)",
    "TOML": rf"(?P<tag>^\s*+\[++[^\[\]]*\]+)|{_HASH}|(?P<key>^\s*[\w.\"'-]+(?=\s*=))|{_STRING}"
    rf"|{_NUMBER}|(?P<literal>\b(?:true|false)\b)",
    "JavaScript": _SCRIPT,
    "CSS": rf"(?P<comment>/\*.*?(?:\*/|$))|{_STRING}|(?P<key>^\s*[\w-]+(?=\s*:[^{{]*(?:;|$)))"
    r"|(?P<literal>@[\w-]+)|(?P<number>#[\da-fA-F]{3,8}\b|(?<![\w.-])-?[\d.]+(?:[a-z]+|%)?)"
    r"|(?P<tag>[.#][\w-]+(?=[^;]{0,120}\{))",
    "GraphQL": rf"(?P<comment>#.*)|{_STRING}|(?P<attribute>[$@]\w+)|{_NUMBER}"
    r"|(?P<literal>\b(?:query|mutation|subscription|fragment|on|type|input|enum|interface|union|scalar|schema|extend|"
    r"directive|implements|true|false|null)\b)",
    "log": r"(?P<muted>^\[?\d{4}-\d\d-\d\d[T ][\d:.,]+(?:Z|[+-]\d\d:?\d\d)?\]?)"
    r"|(?P<tag>\b(?:ERROR|FATAL|CRITICAL|SEVERE)\b)|(?P<literal>\b(?:WARN|WARNING)\b)"
    r"|(?P<comment>\b(?:DEBUG|TRACE)\b)|(?P<string>\"(?:[^\"\\]|\\.)*+\"?)",
}
_SUBTYPES = {
    **dict.fromkeys(("yaml", "x-yaml", "vnd.yaml"), "YAML"),
    "toml": "TOML",
    **dict.fromkeys(("javascript", "x-javascript", "ecmascript", "typescript"), "JavaScript"),
    "css": "CSS",
    "graphql": "GraphQL",
    **dict.fromkeys(("x-log", "log"), "log"),
}
_STARTS = {
    "YAML": re.compile(rb"---\s*\n|openapi: |swagger: "),
    "log": re.compile(rb"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d"),
}


class SourceFormat:
    """One of the languages that are shown as their source."""

    is_source = True

    def __init__(self, name: str) -> None:
        self.name = name

    def claims(self, media: MediaType) -> bool:
        """Accept the names of this language."""
        subtype = media.name.partition("/")[2]
        return (_SUBTYPES.get(subtype) or _SUBTYPES.get(media.suffix)) == self.name

    def recognises(self, head: bytes) -> bool:
        """Accept what only this language starts with."""
        start = _STARTS.get(self.name)
        return start is not None and start.match(head) is not None

    def highlight(self, text: str) -> Sequence[Span]:
        """Return the tokens of one line; what began on an earlier one is not known."""
        return [
            (
                match.start(),
                match.end(),
                "string" if match.lastgroup == "template" else cast("Token", match.lastgroup),
            )
            for match in _pattern(self.name).finditer(text)
        ]

    def render_head(self, body: Body) -> Document | None:
        """Leave it to `render`."""
        del body
        return None

    def render(self, body: Body, watch: Watch) -> Document | Fault:
        """Leave the source as it is."""
        del watch
        return TextDocument(body.utf8(), self.highlight)


SOURCES = tuple(map(SourceFormat, _PATTERNS))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_PATTERNS[name])
