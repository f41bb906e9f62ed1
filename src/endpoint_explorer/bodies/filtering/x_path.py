"""XPath (1.0) over XML and HTML; elements of XML are cut out of the source."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from endpoint_explorer.bodies.filtering.result import MalformedExpression, Unfilterable

if TYPE_CHECKING:
    from lxml.etree import _Element

_PIECE = 256 * 1024
_TAG = re.compile(rb"""<[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>""")


def compile_x_path(expression: str, namespaces: dict[str, str] | None = None) -> Any:
    """Return what finds the matches in a tree; raises MalformedExpression."""
    from lxml import etree

    try:
        return etree.XPath(expression, namespaces=namespaces or {}, regexp=False)
    except (etree.XPathError, ValueError) as error:
        log: Any = getattr(error, "error_log", ())
        column = log[-1].column if len(log) else 0
        position = len(expression.encode()[:column].decode("utf-8", "replace")) + 1
        raise MalformedExpression(_reason(error, expression), position) from error


def _reason(error: Exception, expression: str) -> str:
    return str(error).lower() if expression.strip() else "an XPath is expected"


class MarkupSource:
    """A document that is asked again and again; parsed once.

    Names without a prefix also mean elements in a default namespace: XPath 1.0 has no other way to
    name those. Entities are not resolved and nothing is fetched.
    """

    def __init__(self, data: bytes, *, is_html: bool) -> None:
        """Take UTF-8; raises Unfilterable when it cannot be parsed."""
        self.is_html = is_html
        self._data = data
        self._root = _parse(data, is_html=is_html)
        self._namespaces = {} if is_html else _name_plainly(self._root)
        self._extents: _Extents | None = None

    def find(self, expression: str) -> Iterator[tuple[str, bytes]]:
        """Yield `element` or `text`, and each match; raises MalformedExpression, Unfilterable."""
        found = self.evaluate(expression)
        if not isinstance(found, list):
            yield "text", _plain(found)
            return
        elements = {node for node in found if hasattr(node, "iter")}
        sources = self._sources(elements)
        for node in found:
            if node in sources:
                yield "element", sources[node]
            else:
                yield "text", _plain(node)

    def evaluate(self, expression: str) -> Any:
        """Return what lxml makes of an expression; raises MalformedExpression, Unfilterable."""
        from lxml import etree

        evaluate = compile_x_path(expression, self._namespaces)
        try:
            return evaluate(self._root.getroottree())
        except etree.XPathError as error:
            raise MalformedExpression(_reason(error, expression)) from error

    def _sources(self, wanted: set[_Element]) -> dict[_Element, bytes]:
        """Return elements as they stand in the source, or serialised where that is not known."""
        extents = None if self.is_html or not wanted else self._found_extents()
        if extents is None:
            return {element: self._serialised(element) for element in wanted}
        sources = {}
        for number, element in enumerate(self._root.getroottree().iter("*")):
            if element in wanted:
                sources[element] = self._data[extents.starts[number] : extents.ends[number]]
        for element in wanted - sources.keys():  # comments and instructions
            sources[element] = self._serialised(element)
        return sources

    def _serialised(self, element: _Element) -> bytes:
        from lxml import etree

        method = "html" if self.is_html else "xml"
        return etree.tostring(element, encoding="utf-8", method=method, with_tail=False)

    def _found_extents(self) -> _Extents | None:
        if b"<!ENTITY" in self._data:
            return None
        if self._extents is None:
            self._extents = _Extents(self._data)
        return self._extents


class _Extents:
    """Where each element of well-formed XML starts and ends, in document order."""

    def __init__(self, data: bytes) -> None:
        from xml.parsers import expat

        self.starts, self.ends = array("Q"), array("Q")
        parser = expat.ParserCreate("utf-8")
        open_elements: list[int] = []

        def start(*_: object) -> None:
            at = parser.CurrentByteIndex
            tag = _TAG.match(data, at)
            is_empty = tag is not None and tag[0].endswith(b"/>")
            open_elements.append(-1 if is_empty else len(self.starts))
            self.starts.append(at)
            self.ends.append(tag.end() if tag is not None and is_empty else 0)

        def end(_: str) -> None:
            number = open_elements.pop()
            # Where an empty element ends is known from its tag.
            if number >= 0:
                self.ends[number] = data.index(b">", parser.CurrentByteIndex) + 1

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        for at in range(0, len(data), _PIECE):
            parser.Parse(data[at : at + _PIECE], False)
        parser.Parse(b"", True)


def _parse(data: bytes, *, is_html: bool) -> _Element:
    from lxml import etree

    parser: Any
    root: Any
    if is_html:
        parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    else:
        parser = etree.XMLParser(
            encoding="utf-8", resolve_entities=False, no_network=True, huge_tree=True
        )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        kind = "HTML" if is_html else "XML"
        raise Unfilterable(f"not valid {kind}: {error.msg}") from error
    if root is None:
        raise Unfilterable("there is no element in it")
    found: _Element = root
    return found


def _name_plainly(root: _Element) -> dict[str, str]:
    """Take the default namespace off the names; return the namespaces that have prefixes."""
    from lxml import etree

    namespaces: dict[str, str] = {}
    element: Any
    for element in root.iter("*"):
        if element.prefix is None and element.tag[:1] == "{":
            element.tag = etree.QName(element).localname
        elif element.prefix is not None and element.prefix not in namespaces:
            namespaces[element.prefix] = etree.QName(element).namespace or ""
    for prefix, uri in root.nsmap.items():
        if prefix is not None:
            namespaces.setdefault(prefix, uri)
    return namespaces


def _plain(value: object) -> bytes:
    """Return a string, a number or a truth value as XPath writes it."""
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, float):
        text = f"{value:.0f}" if value.is_integer() else repr(value)
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}.get(text, text).encode()
    return str(value).encode("utf-8", "replace")
