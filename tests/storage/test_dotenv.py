from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpoint_explorer.errors import FileMalformed, FileUnreadable
from endpoint_explorer.model.collection import Environment
from endpoint_explorer.storage.context import load_context
from endpoint_explorer.storage.dotenv import _parse, dotenv_path, read_dotenv, read_dotenv_file


def test_lines_are_read_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes(
        b"\xef\xbb\xbf# comment\r\nexport A=1\r\nB = two words # not this\nC='$A ${A}'\n"
        b'D="line\\nbreak"\nE=\nBARE\nF="a\nb"\nG={{A}}\n'
    )
    assert read_dotenv_file(path) == {
        "A": "1",
        "B": "two words",
        "C": "$A ${A}",
        "D": "line\nbreak",
        "E": "",
        "F": "a\nb",
        "G": "{{A}}",
    }


@pytest.mark.parametrize(
    ("text", "line"), [("A=1\n\nB='open\n", 3), ("=x\n", 1), ("A=1\nB=2 \n=3", 3)]
)
def test_a_broken_line_is_named(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / ".env"
    path.write_text(text)
    with pytest.raises(FileMalformed) as caught:
        read_dotenv_file(path)
    assert caught.value.line == line
    assert "'open" not in str(caught.value)


def test_a_later_file_is_above_an_earlier_one_and_may_be_missing(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=1\nB=1\n")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "x.env").write_text("B=2\n")
    environment = Environment(name="e", dotenv=(".env", "none.env", "more/x.env"))
    assert read_dotenv(tmp_path, environment) == {"A": "1", "B": "2"}


def test_a_file_outside_of_the_collection_has_to_be_named_as_one(tmp_path: Path) -> None:
    collection = tmp_path / "c"
    collection.mkdir()
    outside = tmp_path / "outside.env"
    outside.write_text("A=1")
    (collection / "link.env").symlink_to(outside)
    with pytest.raises(FileUnreadable, match="link out of the collection"):
        dotenv_path(collection, "link.env")
    assert read_dotenv_file(dotenv_path(collection, "../outside.env")) == {"A": "1"}
    assert read_dotenv_file(dotenv_path(collection, str(outside))) == {"A": "1"}


def test_the_environment_brings_its_files_into_the_context(tmp_path: Path) -> None:
    (tmp_path / "environments").mkdir()
    (tmp_path / "collection.toml").write_text("name = 'C'\n")
    (tmp_path / "environments" / "local.toml").write_text("dotenv = ['.env']\n")
    assert load_context(tmp_path, "local").dotenv == {}
    (tmp_path / ".env").write_text("API_KEY=abc\n")
    assert load_context(tmp_path, "local").dotenv == {"API_KEY": "abc"}
    (tmp_path / ".env").write_text("'x\n")
    with pytest.raises(FileMalformed, match=r"\.env:1"):
        load_context(tmp_path, "local")


@settings(max_examples=60)
@given(st.text(alphabet="aA=#'\"\\\n\r ${} é\x00", max_size=40))
def test_any_text_is_read_or_refused_with_a_line(text: str) -> None:
    line: int | None = 1
    try:
        values = _parse(Path("x.env"), text)
    except FileMalformed as error:
        line, values = error.line, {}
    assert line is not None
    assert 1 <= line <= text.count("\n") + text.count("\r") + 1
    assert all(isinstance(value, str) for value in values.values())
