from __future__ import annotations

import copy
import re
import tomllib
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from endpoint_explorer.storage.toml_edit import edit
from endpoint_explorer.storage.toml_writer import dump

SOURCE = """\
# The file's own comment.

id = "x" # never change
name = "Get a user"   # shown in the tree
method = "GET"

# About the path.
[path]
id = "25"   # Ada

# About the query.
[query]
# The first one.
a = "1"
b = 2 # a number

# Long rows follow.
[[headers]]
name = "X-Trace"  # trace
value = "1"
enabled = false

# The second row.
[[headers]]
name = "B"
value = "2"

# The body comes last.
[body]
type = "json"
text = '''{"name": "Ada"}'''
"""


def changed(text: str, **changes: Any) -> str:
    """Edit a text by replacing top-level values; None takes one away. It must then say so."""
    current = tomllib.loads(text.removeprefix("\ufeff"))
    target = {k: v for k, v in (copy.deepcopy(current) | changes).items() if v is not None}
    new = edit(text, current, target)
    assert tomllib.loads(new.removeprefix("\ufeff")) == target
    return new


def test_nothing_to_change_changes_nothing() -> None:
    assert changed(SOURCE) == SOURCE


def test_one_value_touches_one_line_and_keeps_its_comment() -> None:
    expected = SOURCE.replace('"Get a user"   #', '"Get someone"   #')
    assert changed(SOURCE, name="Get someone") == expected


def test_new_key_stands_with_the_others_not_behind_the_next_comment() -> None:
    expected = SOURCE.replace('method = "GET"\n', 'method = "GET"\ndescription = "d"\n')
    assert changed(SOURCE, description="d") == expected


def test_new_row_of_the_short_form_stands_in_its_own_section() -> None:
    expected = SOURCE.replace("# a number\n", '# a number\nc = "3"\n')
    assert changed(SOURCE, query={"a": "1", "b": 2, "c": "3"}) == expected


def test_removed_section_takes_no_comment_with_it() -> None:
    expected = SOURCE.replace('[path]\nid = "25"   # Ada\n', "")
    assert changed(SOURCE, path=None) == expected


def test_removed_row_of_the_long_form() -> None:
    expected = SOURCE.replace('[[headers]]\nname = "B"\nvalue = "2"\n', "")
    headers = tomllib.loads(SOURCE)["headers"]
    assert changed(SOURCE, headers=headers[:1]) == expected


def test_new_row_of_the_long_form_is_between_its_neighbours() -> None:
    first, second = tomllib.loads(SOURCE)["headers"]
    new = changed(SOURCE, headers=[first, {"name": "N"}, second])
    expected = 'enabled = false\n\n[[headers]]\nname = "N"\n\n# The second row.\n'
    assert expected in new
    assert changed(SOURCE, headers=[{"name": "N"}, first, second]).index('"N"') < new.index("trace")


def test_other_order_of_the_short_form_moves_lines_with_their_comments() -> None:
    new = changed(SOURCE, query={"b": 2, "z": "0", "a": "1"})
    assert '# The first one.\nb = 2 # a number\nz = "0"\na = "1"\n' in new
    assert list(tomllib.loads(new)["query"]) == ["b", "z", "a"]


def test_section_changes_its_form_in_its_place() -> None:
    new = changed(SOURCE, query=[{"name": "a"}, {"name": "a"}])
    assert new.index("# About the query.") < new.index("[[query]]") < new.index("# Long rows")


def test_new_section_goes_to_the_end() -> None:
    assert changed(SOURCE, options={"timeout": 1}) == SOURCE + "\n[options]\ntimeout = 1\n"


def test_new_keys_come_before_new_sections_of_the_same_table() -> None:
    body = {"type": "json", "text": "", "fields": [{"name": "f"}], "file": "x"}
    assert changed(SOURCE, body=body).endswith('file = "x"\n\n[[body.fields]]\nname = "f"\n')


@pytest.mark.parametrize(
    ("text", "changes", "expected"),
    [
        ("a=1", {"b": 1, "t": {"c": 2}}, "a=1\nb = 1\n\n[t]\nc = 2\n"),
        ("a=1", {"a": 2}, "a=2"),
        ("\ufeffa = 1\n", {"b": 2}, "\ufeffa = 1\nb = 2\n"),
        ("\ufeff[t]\n", {"b": 2}, "\ufeffb = 2\n[t]\n"),
        ("a = 1\r\n", {"b": "x\ny"}, "a = 1\r\nb = '''\r\nx\r\ny'''\r\n"),
        ("# c\n\n[t]\n", {"b": 1}, "# c\n\nb = 1\n[t]\n"),
        ('t.a = "x"\n[u]\n', {"t": {"a": "x", "b": 1}}, 't.a = "x"\nt.b = 1\n[u]\n'),
        ("t = {a = 1} # in\n", {"t": {"a": 2}}, "t = { a = 2 } # in\n"),
        ("[t.u]\na = 1\n", {"t": {"u": {"a": 1}, "b": 2}}, "[t]\nb = 2\n\n[t.u]\na = 1\n"),
        (
            "c = [ # one\n  'a', # A\n  'b' # B\n]\n",
            {"c": ["a", "z"]},
            "c = [ # one\n  'a', # A\n  \"z\" # B\n]\n",
        ),
        ("a = 1\n\n[t]\nb = 1\n", {"t": None}, "a = 1\n"),
        ("[t]\nb = 1\n\n[u]\n", {"t": None}, "[u]\n"),
    ],
)
def test_odd_layouts(text: str, changes: dict[str, Any], expected: str) -> None:
    assert changed(text, **changes) == expected


names = st.sampled_from(["a", "b", "a b", "", "ä", "t.u"])
leaves = st.text("ab'\"\n\\#=[]", max_size=8) | st.integers(0, 3) | st.booleans()
rows = st.lists(st.dictionaries(names, leaves, min_size=1, max_size=3), min_size=1, max_size=3)
tables = st.dictionaries(names, leaves | rows | st.lists(leaves, max_size=3), max_size=4)
documents = st.dictionaries(names, leaves | tables | rows, max_size=5)


def with_comments(text: str, seed: list[int]) -> str:
    """Put a comment above each line outside of strings, as the seed says."""
    lines = text.split("\n")
    starts = [i for i, line in enumerate(lines) if _stands_alone(lines, i)]
    for number, i in reversed([(n, i) for n, i in enumerate(starts) if seed[n % len(seed)]]):
        lines.insert(i, f"# comment {number}")
    return "\n".join(lines)


def _stands_alone(lines: list[str], i: int) -> bool:
    try:
        tomllib.loads("\n".join(lines[:i]))
    except tomllib.TOMLDecodeError:
        return False
    return True


@settings(deadline=None)
@given(documents, documents, st.lists(st.integers(0, 1), min_size=1))
@example({"a": {"a": [{"a": ""}]}}, {"a": {}}, [0])
@example({"b": {"a": [{"a": 1}]}}, {"b": {"a": 1, "b": 1}}, [0])
@example({"a": {"a": ""}}, {"a": {}, "b": ""}, [0])
@example({"a": {"b": 1}}, {"a": {"b": 1, "a": [{"b": 1}]}, "b": {"a": 1}}, [1])
def test_any_document_into_any_other_and_no_comment_is_lost(
    current: dict[str, object], target: dict[str, object], seed: list[int]
) -> None:
    text = with_comments(dump(current), seed)
    assert tomllib.loads(text) == current
    new = edit(text, current, target)
    assert tomllib.loads(new) == target
    comments = re.findall(r"(?m)^# comment \d+$", text)
    assert sorted(re.findall(r"(?m)^# comment \d+$", new)) == sorted(comments)
    assert edit(new, target, target) == new
