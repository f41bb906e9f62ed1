from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from endpoint_explorer.errors import FileMalformed
from endpoint_explorer.storage.toml_table import SourceFloat, TomlTable, loose, parse_toml

PATH = Path("users/get.toml")


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ('a = 1\nb = "x\n', 2, 7, "illegal character"),
        ("a = 1\nb\n", 2, 2, "expected '=' after a key"),
        ("a = 1\na = 2\n", 2, 6, "cannot overwrite a value"),
        ("a = [1,\n\n", 1, None, "invalid value"),
        ("a = " + "[" * 10_000, None, None, "nested too deeply"),
        ("a = " + "9" * 10_000, None, None, "not valid TOML"),
    ],
)
def test_what_is_no_toml_names_line_and_reason(
    text: str, line: int | None, column: int | None, reason: str
) -> None:
    with pytest.raises(FileMalformed, match=reason) as caught:
        parse_toml(text, PATH)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert caught.value.message.startswith(f"{PATH}:{line}: " if line else f"{PATH}: ")


def test_byte_order_mark_is_passed_over() -> None:
    assert parse_toml("\ufeffa = 1", PATH) == {"a": 1}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('"  as is "', "  as is "),
        ("2", "2"),
        ("-7", "-7"),
        ("1.10", "1.10"),
        ("1e3", "1e3"),
        ("1_000.50", "1000.50"),
        ("true", "true"),
        ("2024-11-01", "2024-11-01"),
    ],
)
def test_plain_values_count_as_what_was_typed(value: str, text: str) -> None:
    assert loose(parse_toml(f"x = {value}", PATH)["x"]) == text


@pytest.mark.parametrize("value", ["[1]", "{a = 1}", "2024-11-01T10:00:00Z", "10:00:00"])
def test_other_values_are_no_text(value: str) -> None:
    assert loose(parse_toml(f"x = {value}", PATH)["x"]) is None


def test_float_is_still_a_float() -> None:
    value = parse_toml("x = 1.50", PATH)["x"]
    assert isinstance(value, SourceFloat)
    assert value == 1.5
    assert value + 1 == tomllib.loads("x = 2.5")["x"]


def read_all(text: str) -> None:
    table = TomlTable.parse(text, PATH)
    table.text("name")
    table.texts("checks")
    table.whole_number("format", 1)
    table.choice("kind", ("one", "two"), "one")
    table.text_map("variables")
    options = table.table("options")
    options.seconds("timeout")
    options.optional_flag("follow")
    for row in table.tables("rows"):
        row.required_text("name")
        row.flag("enabled", True)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("\nname = 5", 2, "name must be text, not a number"),
        ("name = 2024-01-01", 1, "name must be text, not a date or a time"),
        ("checks = 'x'", 1, "checks must be an array of texts, not text"),
        ("checks = [\n'x', 1]", 1, "checks must hold texts, not a number"),
        ("format = true", 1, "format must be a whole number, not true or false"),
        ("format = 1.5", 1, "format must be a whole number, not a number"),
        ("kind = 'three'", 1, 'kind is "three", which is none of: one, two'),
        ("[variables]\na = 1\nb = [1]", 3, "variables.b must be text, not an array"),
        ("variables = 1", 1, "variables must be a table, not a number"),
        ("[options]\ntimeout = '5'", 2, "options.timeout must be a number of seconds, not text"),
        (
            "[options]\ntimeout = -1",
            2,
            "options.timeout must be a number of seconds, from 0 to 1,000,000",
        ),
        (
            "[options]\ntimeout = nan",
            2,
            "options.timeout must be a number of seconds, from 0 to 1,000,000",
        ),
        (
            "[options]\ntimeout = 1e10",
            2,
            "options.timeout must be a number of seconds, from 0 to 1,000,000",
        ),
        ("[options]\nfollow = 1", 2, "options.follow must be true or false, not a number"),
        ("rows = {}", 1, "rows must be an array of tables, not a table"),
        ("rows = [1]", 1, "rows must hold tables, not a number"),
        ("[[rows]]\nname = 'x'\n[[rows]]\n", 3, "rows[1] has no name"),
        (
            "[[rows]]\nname = 'x'\n[[rows]]\nname = 'y'\nenabled = 'no'",
            5,
            "rows[1].enabled must be true or false, not text",
        ),
    ],
)
def test_wrong_type_names_the_key_and_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(FileMalformed) as caught:
        read_all(text)
    assert caught.value.message == f"{PATH}:{line}: {reason}"


def test_what_is_right_raises_nothing() -> None:
    read_all("name = 'x'\n[options]\ntimeout = 0\nfollow = true\n[[rows]]\nname = ''")
    read_all("")
