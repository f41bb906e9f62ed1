"""The template language: parsing and escaping."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.sending.templates import Reference, escape, parse, references

texts = st.text()
names = st.from_regex(r"\A[A-Za-z_$][A-Za-z0-9_.$-]{0,12}\Z")


@given(texts.filter(lambda text: "{{" not in text))
def test_a_text_without_templates_is_itself(text: str) -> None:
    assert "".join(piece for piece in parse(text) if isinstance(piece, str)) == text
    assert references(text) == ()


@given(st.text(alphabet="{}\\ab$ \n") | texts)
def test_an_escaped_text_stands_for_itself(text: str) -> None:
    pieces = parse(escape(text))
    assert all(isinstance(piece, str) for piece in pieces)
    assert "".join(str(piece) for piece in pieces) == text


@given(st.text(alphabet="{}\\ab$ \n") | texts)
def test_pieces_and_references_make_up_the_whole_text(text: str) -> None:
    found = references(text)
    assert all(
        text[f.start : f.start + 2] == "{{" and text[f.end - 2 : f.end] == "}}" for f in found
    )
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(names, st.sampled_from(["", " ", "\t "]))
def test_white_space_around_a_name_is_no_part_of_it(name: str, space: str) -> None:
    text = "a{{" + space + name + space + "}}b"
    assert parse(text) == ("a", Reference(name, 1, len(text) - 1), "b")


@pytest.mark.parametrize(
    "text",
    ["{{", "}}", "{{a", "{ {a}}", "{{a\n}}", "{{{a", "{{a{b}}", "{}", '{"a":{"b":{}}}', r"\{{a}}"],
)
def test_what_does_not_close_on_its_line_is_text(text: str) -> None:
    assert references(text) == ()


def test_braces_within_braces() -> None:
    assert [r.name for r in references("{{{a}}}")] == ["a"]
    assert parse("{{{a}}}") == ("{", Reference("a", 1, 6), "}")
