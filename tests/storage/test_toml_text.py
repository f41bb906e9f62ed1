from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpoint_explorer.storage.toml_text import KeyPath, elements, line_of, statements
from endpoint_explorer.storage.toml_writer import dump

TEXT = '''\
# a comment
id = "1"   # of the file

checks = [
    "a # no comment ]",
    'b',  # c
]
text = """
[fake]
fake = 1
"""

[query]
page = 2
"odd \\u0041.key" = 'x'
dotted.inner = 1

[[headers]]
name = "one"
[[headers]]
name = "two"
value = [1,
  2]
[[headers.nested]]
deep = 1
[[headers.nested]]
deep = 2

[ body . "fields" ]
a = {x = 1, y = [1, 2]}
'''


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("id",), 2),
        (("checks",), 4),
        (("checks", 1), 4),
        (("text",), 8),
        (("query",), 13),
        (("query", "page"), 14),
        (("query", "odd A.key"), 15),
        (("query", "dotted", "inner"), 16),
        (("query", "missing"), 13),
        (("headers", 0, "name"), 19),
        (("headers", 1, "name"), 21),
        (("headers", 1, "value"), 22),
        (("headers", 1, "missing"), 20),
        (("headers", 1, "nested", 1, "deep"), 27),
        (("body", "fields", "a"), 30),
        (("body", "fields", "a", "x"), 30),
        (("missing",), None),
        (("fake",), None),
    ],
)
def test_line_of_a_key(keys: KeyPath, line: int | None) -> None:
    tomllib.loads(TEXT)
    assert line_of(TEXT, keys) == line


def test_values_and_lines_are_cut_out_exactly() -> None:
    found = {s.path: s for s in statements(TEXT)}
    checks = found[("checks",)]
    assert TEXT[checks.value_start : checks.value_end].startswith("[\n")
    assert TEXT[checks.value_start : checks.value_end].endswith("]")
    identity = found[("id",)]
    assert TEXT[identity.start : identity.end] == 'id = "1"   # of the file\n'
    assert TEXT[identity.value_start : identity.value_end] == '"1"'
    spans = elements(TEXT, checks.value_start, checks.value_end)
    assert [TEXT[a:b] for a, b in spans] == ['"a # no comment ]"', "'b'"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", []),
        ("\n\n# only\n", []),
        ("a = 1", ["1"]),
        ("\ufeffa = 1\n", ["1"]),
        ("a = 1\r\n[t]\r\nb = 2 # c\r\n", ["1", "2"]),
        ("a = '''x'''''\n", ["'''x'''''"]),
        ('a = """x\\""""\nb = 1\n', ['"""x\\""""', "1"]),
        ("a = {}\n[b]\n[c]", ["{}"]),
        ("'' = 1\n\"a\" . b = 2", ["1", "2"]),
        ("a=[[1,2],[3]]#x\nb=1", ["[[1,2],[3]]", "1"]),
        ("a = 1979-05-27 07:32:00 # with a space\nb = inf", ["1979-05-27 07:32:00", "inf"]),
    ],
)
def test_every_value_is_found_where_it_is(text: str, values: list[str]) -> None:
    tomllib.loads(text.removeprefix("\ufeff"))
    found = [text[s.value_start : s.value_end] for s in statements(text) if s.kind == "key"]
    assert found == values


keys = st.sampled_from(["a", "b", "a b", "", "ä", "t.u", '"'])
leaves = st.text("ab'\"\n\\#=[],", max_size=8) | st.integers(0, 3) | st.lists(st.integers(0, 3))
rows = st.lists(st.dictionaries(keys, leaves, max_size=3), min_size=1, max_size=3)
documents = st.dictionaries(keys, leaves | rows | st.dictionaries(keys, leaves | rows))


@settings(deadline=None)
@given(documents)
def test_every_key_of_any_document_is_found_with_its_value(data: dict[str, object]) -> None:
    text = dump(data)
    for statement in statements(text):
        value: Any = data
        for key in statement.path:
            value = value[key]
        if statement.kind == "key":
            written = text[statement.value_start : statement.value_end]
            assert tomllib.loads(f"x = {written}")["x"] == value
        line = line_of(text, statement.path)
        assert line == text.count("\n", 0, statement.start) + 1
