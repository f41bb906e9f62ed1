"""A body that can be filtered, whatever the language that is asked of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.filtering.json_path import JsonSource, compile_json_path
from endpoint_explorer.bodies.filtering.result import ENOUGH, Filtered, Language, Unfilterable
from endpoint_explorer.bodies.filtering.x_path import MarkupSource, compile_x_path
from endpoint_explorer.bodies.registry import format_of

_LANGUAGES: dict[str, Language] = {
    "JSON": "JSONPath",
    "JSON lines": "JSONPath",
    "XML": "XPath",
    "HTML": "XPath",
}


def language_of(body: Body) -> Language | None:
    """Return the language in which a body is asked, None where there is none for it."""
    found = format_of(body)
    return _LANGUAGES.get(found.name) if found is not None and body.data else None


def expressed_in(expression: str) -> Language:
    """Tell the language of an expression: only a JSONPath starts with `$`."""
    return "JSONPath" if expression.lstrip().startswith("$") else "XPath"


def check(expression: str) -> None:
    """Raise MalformedExpression for what is wrong whatever the body is."""
    if expressed_in(expression) == "JSONPath":
        compile_json_path(expression.strip())
    else:
        compile_x_path(expression)


class Source:
    """A body, decoded or parsed once, that expressions are evaluated on."""

    def __init__(self, body: Body) -> None:
        """Raise Unfilterable for a body that is none of JSON, XML and HTML, or broken."""
        found = format_of(body)
        language = language_of(body)
        if found is None or language is None:
            raise Unfilterable("only JSON, XML and HTML can be filtered")
        self.language: Language = language
        self.json: JsonSource | None = None
        self.markup: MarkupSource | None = None
        text = body.utf8()
        if language == "XPath":
            self.markup = MarkupSource(text, is_html=found.name == "HTML")
        else:
            is_lines = found.name == "JSON lines"
            self.json = JsonSource(list(_lines(text)) if is_lines else [text])

    def evaluate(self, expression: str, *, enough: int = ENOUGH) -> Filtered:
        """Return the matches, up to so many bytes; raises MalformedExpression, Unfilterable."""
        matches: list[bytes] = []
        kinds: set[str] = set()
        size, is_cut = 0, False
        for kind, match in self._find(expression.strip()):
            if size > enough:
                is_cut = True
                break
            size += len(match) + 1
            matches.append(match)
            kinds.add(kind)
        return Filtered(tuple(matches), self._media(kinds), is_cut)

    def _find(self, expression: str) -> Iterator[tuple[str, bytes]]:
        if self.json is not None:
            return (("json", match) for match in self.json.find(expression))
        assert self.markup is not None
        return self.markup.find(expression)

    def _media(self, kinds: set[str]) -> str:
        if self.json is not None:
            return "application/json"
        assert self.markup is not None
        if "element" not in kinds:
            return "text/plain"
        return "text/html" if self.markup.is_html else "application/xml"


def _lines(text: bytes) -> Iterator[bytes]:
    """Yield the texts of JSON lines (NDJSON, RFC 7464)."""
    for line in re.split(rb"[\n\x1e]", text):
        if line.strip():
            yield line
