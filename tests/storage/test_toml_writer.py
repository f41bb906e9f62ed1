from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpoint_explorer.storage.toml_writer import dump, dump_text

texts = st.text(st.characters(codec="utf-8"), max_size=12) | st.text("'\"\\\n\r\t a", max_size=12)
plain = (
    texts
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.dates()
    | st.times()
    | st.datetimes(min_value=datetime(1000, 1, 1))  # noqa: DTZ001 - a bound, not a time
)
values = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
documents = st.dictionaries(texts, values, max_size=5)


@settings(deadline=None)
@given(documents)
def test_everything_that_toml_can_say_comes_back(data: dict[str, object]) -> None:
    assert tomllib.loads(dump(data)) == data


@settings(deadline=None)
@given(texts)
def test_every_text_comes_back(text: str) -> None:
    assert tomllib.loads(f"x = {dump_text(text)}")["x"] == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain", '"plain"'),
        ("", '""'),
        ("it's", '"it\'s"'),
        ('jsonpath "$.name"', "'jsonpath \"$.name\"'"),
        ("C:\\temp", "'C:\\temp'"),
        ('it\'s "it"', "'''it's \"it\"'''"),
        ('{\n  "a": "\\n"\n}', "'''\n{\n  \"a\": \"\\n\"\n}'''"),
        ("a\n'''\nb\\", '"""\na\n\'\'\'\nb\\\\"""'),
        ("a\r\nb", '"a\\r\\nb"'),
        ("tab\there", '"tab\\there"'),
        ("\x00\x1b\x7f\x85\u202e", '"\\u0000\\u001b\\u007f\\u0085\\u202e"'),
        ("Zoë 日本 👩\u200d💻", '"Zoë 日本 👩\u200d💻"'),
    ],
)
def test_quotes_are_those_that_read_best(text: str, written: str) -> None:
    assert dump_text(text) == written
    assert tomllib.loads(f"x = {written}")["x"] == text


def test_document_reads_as_a_person_would_write_it() -> None:
    data: dict[str, object] = {
        "name": "x",
        "checks": ["status == 200", 'jsonpath "$.id" == 25'],
        "query": {"a b": "1"},
        "headers": [{"name": "A"}, {"name": "B", "enabled": False}],
        "body": {"fields": [{"name": "f"}]},
        "empty": {},
    }
    assert dump(data) == (
        'name = "x"\n'
        'checks = ["status == 200", \'jsonpath "$.id" == 25\']\n'
        '\n[query]\n"a b" = "1"\n'
        '\n[[headers]]\nname = "A"\n'
        '\n[[headers]]\nname = "B"\nenabled = false\n'
        '\n[[body.fields]]\nname = "f"\n'
        "\n[empty]\n"
    )


def test_long_array_has_a_line_for_each_value() -> None:
    assert dump({"checks": ["x" * 50, "y" * 50]}).count("\n") == 4


def test_times_and_dates() -> None:
    data: dict[str, object] = {
        "zone": datetime(2024, 11, 1, 10, 0, tzinfo=UTC),
        "day": date(2024, 11, 1),
        "hour": time(10, 30),
    }
    assert tomllib.loads(dump(data)) == data
