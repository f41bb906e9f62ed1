"""Writing JSON-like values as XML, so that both representations say the same.

An object becomes child elements named after its keys, an array becomes children that share one
name, and null becomes an empty element with `xsi:nil="true"`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

PROBLEM_NAMESPACE = "urn:ietf:rfc:7807"
"""The namespace of application/problem+xml (RFC 9457, appendix B)."""

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
# What XML 1.0 cannot hold, not even escaped (section 2.2, Char).
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

ET.register_namespace("xsi", _XSI)


def write_xml(value: Mapping[str, Json], root: str, *, item: str = "item") -> bytes:
    """Write an object as a document with a root element; `item` names the members of arrays.

    Characters that XML cannot hold are written as U+FFFD.
    """
    element = ET.Element(root)
    _fill(element, dict(value), item)
    return _serialize(element)


def write_problem_xml(value: Mapping[str, Json]) -> bytes:
    """Write problem details in their XML form: the namespace on the root, arrays of `i`."""
    element = ET.Element("problem", xmlns=PROBLEM_NAMESPACE)
    _fill(element, dict(value), "i")
    return _serialize(element)


def _fill(element: ET.Element, value: Json, item: str) -> None:
    if isinstance(value, dict):
        for key, child in value.items():
            _fill(ET.SubElement(element, key), child, item)
    elif isinstance(value, list):
        for child in value:
            _fill(ET.SubElement(element, item), child, item)
    elif value is None:
        element.set(f"{{{_XSI}}}nil", "true")
    else:
        element.text = _text(value)


def _text(value: bool | float | str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _FORBIDDEN.sub("\ufffd", str(value))


def _serialize(element: ET.Element) -> bytes:
    data: bytes = ET.tostring(element, encoding="utf-8", xml_declaration=True)
    # A parser would read a bare carriage return as a line feed (XML 1.0, section 2.11).
    return data.replace(b"\r", b"&#13;")
