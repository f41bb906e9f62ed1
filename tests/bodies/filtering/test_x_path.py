from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.filtering.result import MalformedExpression, Unfilterable
from endpoint_explorer.bodies.filtering.source import Source, check

FEED = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:m="urn:m"><!-- > -->
  <entry  id='1'><title>é &amp; <b/></title><m:n a="x>y"/></entry>
  <entry id="2"><title><![CDATA[<t>]]></title><m:n></m:n ></entry>
</feed>""".encode()


def found(text: bytes, expression: str, content_type: str = "application/xml") -> list[str]:
    matches = Source(Body.of(text, content_type)).evaluate(expression).matches
    return [match.decode() for match in matches]


@pytest.mark.parametrize(
    ("expression", "matches"),
    [
        ("//title", ["<title>é &amp; <b/></title>", "<title><![CDATA[<t>]]></title>"]),
        ("//b", ["<b/>"]),
        ("//m:n", ['<m:n a="x>y"/>', "<m:n></m:n >"]),
        ("//entry/@id", ["1", "2"]),
        ("//title/text()", ["é & ", "<t>"]),
        ("count(//entry)", ["2"]),
        ("count(//entry) div 4", ["0.5"]),
        ("count(//entry) > 1", ["true"]),
        ("string(//entry[2]/@id)", ["2"]),
        ("//comment()", ["<!-- > -->"]),
        ("//none", []),
        ("1 div 0", ["Infinity"]),
    ],
)
def test_elements_are_as_in_the_source(expression: str, matches: list[str]) -> None:
    assert found(FEED, expression) == matches


_trees = st.recursive(
    st.sampled_from(["<a/>", '<b c="/>"/>', "<a></a>", "x", "<!--<a>-->", "<?p <a/>?>", "é"]),
    lambda inner: st.lists(inner, max_size=3).map(lambda p: f"<a\n>{''.join(p)}</a >"),
    max_leaves=8,
)


@settings(max_examples=60)
@given(st.lists(_trees, max_size=4))
def test_every_element_is_found_where_it_stands(parts: list[str]) -> None:
    text = f"<r>{''.join(parts)}</r>"
    matches = found(text.encode(), "//*")
    assert matches[0] == text
    at = 0
    for match in matches:
        at = text.index(match, at) + 1


def test_html_is_repaired_and_asked() -> None:
    page = b"<!doctype html><ul><li class=a>One<li>Tw\xc3\xb6</ul>"
    assert found(page, "//li", "text/html") == ['<li class="a">One</li>', "<li>Twö</li>"]
    assert found(page, "//li[2]/text()", "text/html") == ["Twö"]


def test_entities_stay_references() -> None:
    bomb = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r><a>&x;</a></r>'
    assert found(bomb, "//a") == ["<a>&x;</a>"]
    assert found(bomb, "string(//a)") in ([""], ["&x;"])


def test_another_charset_is_read() -> None:
    text = '<?xml version="1.0" encoding="iso-8859-1"?><r><a>é</a></r>'.encode("latin-1")
    assert found(text, "//a") == ["<a>é</a>"]


@pytest.mark.parametrize(("expression", "position"), [("//a[", 5), ("//é]", 4), ("a b", 3)])
def test_a_fault_has_its_place(expression: str, position: int) -> None:
    with pytest.raises(MalformedExpression) as raised:
        check(expression)
    assert raised.value.position == position


@pytest.mark.parametrize("expression", ["//x:a", "foo()", "$x", "", "\x00"])
def test_what_means_nothing_is_a_fault(expression: str) -> None:
    with pytest.raises(MalformedExpression):
        found(FEED, expression)


def test_a_body_that_is_no_xml_says_so() -> None:
    with pytest.raises(Unfilterable, match="not valid XML"):
        found(b"<a><b></a>", "//a")
