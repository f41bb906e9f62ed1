"""What may come next in an expression, from the names that are in the body."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any

import msgspec

from endpoint_explorer.bodies.filtering.json_path import JsonSource
from endpoint_explorer.bodies.filtering.result import MalformedExpression, Unfilterable
from endpoint_explorer.bodies.filtering.source import Source
from endpoint_explorer.bodies.filtering.x_path import MarkupSource

LOOKED_AT = 2000
"""Values or elements whose names are gathered: enough to know what is in a body."""

MOST = 200
"""Names that are suggested at most."""


class Suggestion(msgspec.Struct, frozen=True):
    """A name, and the whole expression with it at its end."""

    name: str
    expression: str


def suggest(source: Source, expression: str) -> tuple[Suggestion, ...]:
    """Return what an expression can go on with at its end; those that fit best come first."""
    try:
        if source.json is not None:
            found = _for_json(source.json, expression)
        else:
            assert source.markup is not None
            found = _for_markup(source.markup, expression)
        return tuple(islice(found, MOST))
    except (MalformedExpression, Unfilterable):
        return ()


@cache
def _json_end() -> re.Pattern[str]:
    return re.compile(r"""(?P<sign>\.\.|\.|\[(?P<quote>["'])?)(?P<typed>[^\[\]().?*,:"']*)""")


def _for_json(source: JsonSource, expression: str) -> Iterator[Suggestion]:
    end = max(expression.rfind("."), expression.rfind("["))
    if end > 0 and expression[end - 1 : end + 1] == "..":
        end -= 1
    match = _json_end().fullmatch(expression, max(end, 0)) if end >= 0 else None
    if match is None:
        return
    before, sign = expression[:end], match["sign"]
    values = source.objects(_whole_base(before))
    is_deep = sign == ".."
    names = _names(_descendants(values) if is_deep else islice(values, LOOKED_AT))
    for name in _fitting(names, match["typed"]):
        yield Suggestion(_escaped(name), before + _json_step(name, sign, match["quote"]))


def _whole_base(before: str) -> str:
    """Return the path of what the end of an expression is about, also inside a filter `[?…]`."""
    start = before.rfind("[?")
    if start < 0 or before.count("[", start) <= before.count("]", start):
        return before
    inside = before[start + 2 :]
    root, current = inside.rfind("$"), inside.rfind("@")
    if root > current:
        return inside[root:]
    return f"{_whole_base(before[:start])}[*]{inside[current + 1 :]}"


def _json_step(name: str, sign: str, quote: str | None) -> str:
    """Write a name as the next step after a sign (RFC 9535, 2.5.1.1)."""
    if sign[0] == "." and re.fullmatch(r"[^\W\d]\w*", name):
        return f"{sign}{name}"
    quoted = _escaped(json.dumps(name, ensure_ascii=False))
    if (quote or "'") == "'" and not re.search(r"""["'\\]""", quoted[1:-1]):
        quoted = f"'{name}'" if quoted[1:-1] == name else quoted
    return f"{'..' if sign == '..' else ''}[{quoted}]"


def _escaped(name: str) -> str:
    """Spell half of a surrogate pair as JSON does: no text that is handed on may hold one."""
    return _surrogate().sub(lambda match: f"\\u{ord(match[0]):04x}", name)


@cache
def _surrogate() -> re.Pattern[str]:
    return re.compile("[\ud800-\udfff]")


def _names(values: Iterable[object]) -> Iterator[str]:
    """Yield the names in objects, each once."""
    known: dict[str, None] = {}
    for value in values:
        for name in value if isinstance(value, dict) else ():
            if name not in known:
                known[name] = None
                yield name


def _descendants(values: Iterator[object]) -> Iterator[object]:
    """Yield values and what is in them, the outer ones first."""
    waiting = list(islice(values, LOOKED_AT))
    for value in waiting:
        yield value
        inner: Iterable[Any] = ()
        if isinstance(value, dict):
            inner = value.values()
        elif isinstance(value, list):
            inner = value
        waiting += islice(inner, max(0, LOOKED_AT - len(waiting)))


@cache
def _markup_end() -> Callable[[str], re.Match[str] | None]:
    return re.compile(r"(?P<base>.*?)(?P<sign>//?|\[)(?P<typed>@?[\w.:-]*)", re.DOTALL).fullmatch


def _for_markup(source: MarkupSource, expression: str) -> Iterator[Suggestion]:
    end = max(expression.rfind("/"), expression.rfind("["))
    if end < 0:
        return
    if expression[end - 1 : end + 1] == "//":
        end -= 1
    match = _markup_end()(expression[end:])
    if match is None:
        return
    before, sign, typed = expression[:end], match["sign"], match["typed"]
    kind = "@*" if typed.startswith("@") else "*"
    step = "//" if sign == "//" else "/"
    if before.count("[") > before.count("]"):
        return
    found = source.evaluate(f"({before}{step}{kind})[position() <= {LOOKED_AT}]")
    for name in _fitting(dict.fromkeys(map(_node_name, found)), typed):
        yield Suggestion(name, f"{before}{sign}{name}")


def _node_name(node: Any) -> str:
    """Return the name of an element, or of an attribute with its sign."""
    if hasattr(node, "attrname"):
        from lxml import etree

        return f"@{etree.QName(node.attrname).localname}"
    prefix = "" if node.prefix is None else f"{node.prefix}:"
    return f"{prefix}{node.tag.rpartition('}')[2]}"


def _fitting(names: Iterable[str], typed: str) -> list[str]:
    """Return the names that begin with what is typed, then those that contain it, in any case."""
    wanted = typed.lower()
    found = [name for name in names if wanted in name.lower()]
    found.sort(key=lambda name: not name.lower().startswith(wanted))
    return [] if found == [typed] else found
