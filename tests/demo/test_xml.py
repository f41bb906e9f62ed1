from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from endpoint_explorer.demo.xml import Json, write_problem_xml, write_xml

NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"

names = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\ufffe\uffff", min_codepoint=32))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts | st.just("a\r\nb\tc"),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3) | st.dictionaries(names, inner, min_size=1)
    ),
    max_leaves=8,
)


def as_read(element: Any) -> Json:
    if element.get(NIL) == "true":
        return None
    children = list(element)
    if children and all(child.tag == "item" for child in children):
        return [as_read(child) for child in children]
    if children:
        return {child.tag: as_read(child) for child in children}
    return element.text or ""


def as_text(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: as_text(member) for name, member in value.items()}
    if isinstance(value, list):
        return [as_text(member) for member in value]
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


@settings(max_examples=50)
@given(st.dictionaries(names.filter(lambda name: name != "item"), values, min_size=1))
def test_what_is_written_is_read_again(value: dict[str, Json]) -> None:
    root = etree.fromstring(write_xml(value, "root"))
    assert root.tag == "root"
    assert as_read(root) == as_text(value)


@given(st.text())
def test_any_text_makes_a_well_formed_document(text: str) -> None:
    encodable = text.encode("utf-8", "replace").decode()
    assert etree.fromstring(write_xml({"text": encodable + "\x00\x1b\ufffe"}, "root")) is not None


def test_a_problem_is_in_its_namespace() -> None:
    root = etree.fromstring(write_problem_xml({"status": 400, "errors": [{"field": "a"}]}))
    prefix = "{urn:ietf:rfc:7807}"
    assert root.tag == f"{prefix}problem"
    assert root.findtext(f"{prefix}status") == "400"
    assert root.findtext(f"{prefix}errors/{prefix}i/{prefix}field") == "a"
