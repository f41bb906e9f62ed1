from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.cli.overlay import (
    FORM_TYPE,
    Overlay,
    parse_header,
    parse_pair,
    parse_query_row,
    read_body,
)
from endpoint_explorer.errors import FileUnreadable, UsageError
from endpoint_explorer.model.request import Body, Field, Request
from endpoint_explorer.sending.templates import parse

NAMES = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1)


class TestHeaders:
    @pytest.mark.parametrize(
        ("text", "row"),
        [
            ("X-Trace: 1", Field("X-Trace", "1")),
            ("X-Trace:1", Field("X-Trace", "1")),
            ("X-Time: 12:30", Field("X-Time", "12:30")),
            ("X-Empty;", Field("X-Empty", "")),
            ("Accept:", Field("Accept", "", enabled=False)),
        ],
    )
    def test_they_are_read_as_curl_does(self, text: str, row: Field) -> None:
        assert parse_header(text) == row

    @pytest.mark.parametrize("text", ["", "X-Trace", ": 1", ";", "  : 1"])
    def test_what_is_none_is_wrong_usage(self, text: str) -> None:
        with pytest.raises(UsageError, match="-H"):
            parse_header(text)

    @given(NAMES, NAMES)
    def test_any_name_and_value_come_through(self, name: str, value: str) -> None:
        assert parse_header(f"{name}: {value}") == Field(name, value)

    def test_they_replace_rows_of_the_same_name_in_whatever_case(self) -> None:
        saved = Request(headers=(Field("Accept", "a"), Field("X-Keep", "k"), Field("ACCEPT", "b")))
        laid = Overlay(headers=("accept: c", "accept: d")).on(saved)
        expected = (Field("X-Keep", "k"), Field("accept", "c"), Field("accept", "d"))
        assert laid.headers == expected


class TestQuery:
    @pytest.mark.parametrize(
        ("text", "row"),
        [
            ("limit=5", Field("limit", "5")),
            ("filter=a=b", Field("filter", "a=b")),
            ("empty=", Field("empty", "")),
            ("flag", Field("flag", bare=True)),
        ],
    )
    def test_rows_are_split_at_the_first_equals_sign(self, text: str, row: Field) -> None:
        assert parse_query_row(text) == row

    def test_a_row_without_a_name_is_wrong_usage(self) -> None:
        with pytest.raises(UsageError, match="-q"):
            parse_query_row("=5")

    def test_rows_replace_those_of_the_same_name(self) -> None:
        saved = Request(query=(Field("page", "1"), Field("Page", "2")))
        laid = Overlay(query=("page=3",)).on(saved)
        assert laid.query == (Field("Page", "2"), Field("page", "3"))


class TestPath:
    def test_rows_replace_those_of_the_same_name(self) -> None:
        saved = Request(path=(Field("id", "25"), Field("kind", "a")))
        laid = Overlay(path=("id=7",)).on(saved)
        assert laid.path == (Field("kind", "a"), Field("id", "7"))


class TestVariables:
    def test_a_value_may_hold_an_equals_sign(self) -> None:
        assert parse_pair("--var", "token=a=b") == ("token", "a=b")

    @pytest.mark.parametrize("text", ["token", "=a", " =a"])
    def test_what_sets_nothing_is_wrong_usage(self, text: str) -> None:
        with pytest.raises(UsageError, match="--var"):
            parse_pair("--var", text)


class TestBody:
    @pytest.mark.parametrize("text", ['{"name": "Ada"}', " [1]", "{}"])
    def test_json_is_known_by_how_it_starts(self, text: str) -> None:
        assert read_body((text,)) == Body(type="json", text=text)

    def test_everything_else_is_a_form_whose_pieces_are_joined(self) -> None:
        body = read_body(("name=Ada", "age=36"))
        assert body == Body(type="text", text="name=Ada&age=36", content_type=FORM_TYPE)

    def test_a_file_is_named_by_its_whole_path(self, tmp_path: Path) -> None:
        path = tmp_path / "work" / "photo.png"
        path.write_bytes(b"\x89PNG")
        assert read_body(("@photo.png",)) == Body(type="file", file=str(path))

    def test_a_file_that_is_not_there_is_named(self) -> None:
        with pytest.raises(FileUnreadable, match=r"missing\.json"):
            read_body(("@missing.json",))

    @pytest.mark.parametrize("name", ["-", "@-"])
    def test_standard_input_stands_for_its_very_bytes(
        self, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        data = b'{"t": "{{token}}", "b": "\xff\r\n"}'
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        body = read_body((name,))
        assert body.type == "json"
        literal = "".join(str(piece) for piece in parse(body.text))
        assert literal.encode("utf-8", "surrogateescape") == data

    def test_standard_input_that_is_closed_is_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdin", None)
        with pytest.raises(UsageError, match="no standard input"):
            read_body(("@-",))

    def test_standard_input_that_cannot_be_read_is_said(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        with (tmp_path / "written").open("w") as stream:
            monkeypatch.setattr(sys, "stdin", stream)
            with pytest.raises(FileUnreadable, match="<stdin>"):
                read_body(("@-",))

    def test_a_pipe_is_read_at_once(self, tmp_path: Path) -> None:
        read, write = os.pipe()
        os.write(write, b"a={{b}}\xff")
        os.close(write)
        body = read_body((f"@/dev/fd/{read}",))
        os.close(read)
        assert body.text == "a=\\{{b}}\udcff"

    def test_a_file_name_is_no_template(self, tmp_path: Path) -> None:
        (tmp_path / "work" / "{{a}}.json").write_bytes(b"{}")
        body = read_body(("@{{a}}.json",))
        assert parse(Path(body.file).name) == ("{{", "a}}.json")

    def test_without_data_the_body_is_left_alone(self) -> None:
        saved = Request(body=Body(type="xml", text="<a/>"))
        assert Overlay(headers=("A: b",)).on(saved).body == saved.body
        assert Overlay(data=("x=1",)).on(saved).body.text == "x=1"
