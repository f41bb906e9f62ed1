from __future__ import annotations

import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.bodies.body import UNWATCHED, Body, Fault
from endpoint_explorer.bodies.document import Document
from endpoint_explorer.bodies.json_format import JsonFormat, indent_json, json_spans
from endpoint_explorer.bodies.registry import RAW, kind_of, show

numbers = st.from_regex(
    r"-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?", fullmatch=True
)
strings = st.text(st.characters(codec="utf-8"), max_size=8).map(
    lambda text: json.dumps(text, ensure_ascii=len(text) % 2 == 0)
) | st.sampled_from(
    [r'"\u00e9\/\"\\"', r'"a\\"', '"[{,}]"', r'"\ud83d"', r'"\u0020\\ud83d\uDE00\uDE00"']
)
blank = st.sampled_from(["", " ", "\n", "\t", "\r\n ", "  "])


def joined(parts: list[str], spaces: str, opening: str, closing: str) -> str:
    return opening + spaces + f"{spaces},{spaces}".join(parts) + spaces + closing


def containers(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    arrays = st.builds(joined, st.lists(inner, max_size=4), blank, st.just("["), st.just("]"))
    # Names repeat on purpose: a parser would keep the last one only.
    names = st.sampled_from(['"a"', '"b"', '"a"', r'"\u0061"', '""'])
    members = st.builds(lambda n, s, v: f"{n}{s}:{s}{v}", names, blank, inner)
    objects = st.builds(joined, st.lists(members, max_size=4), blank, st.just("{"), st.just("}"))
    return arrays | objects


texts = st.recursive(
    numbers | strings | st.sampled_from(["true", "false", "null"]), containers, max_leaves=12
)


def without_white_space(text: bytes) -> bytes:
    """Take white space outside strings out, a byte at a time: slow, plain, and independent."""
    kept = bytearray()
    is_inside = is_escaped = False
    for byte in text:
        if is_inside:
            kept.append(byte)
            is_inside = is_escaped or byte != ord('"')
            is_escaped = not is_escaped and byte == ord("\\")
        elif byte not in b" \t\r\n":
            kept.append(byte)
            is_inside = byte == ord('"')
    return bytes(kept)


def shown_text(document: Document) -> bytes:
    return "\n".join(document.text(line) for line in range(document.line_count)).encode()


@given(texts, blank)
def test_nothing_but_white_space_changes(text: str, spaces: str) -> None:
    raw = (spaces + text + spaces).encode()
    shown = show(Body.of(raw, "application/json"))
    assert shown.view == "JSON"
    assert without_white_space(shown.document.read(0, shown.document.size)) == without_white_space(
        raw
    )
    assert shown_text(shown.document) == shown.document.read(0, shown.document.size)


@given(texts)
def test_indenting_twice_changes_nothing(text: str) -> None:
    once = indent_json(text.encode())
    assert isinstance(once, bytes)
    assert indent_json(once) == once


@given(texts)
def test_the_tokens_of_a_line_are_in_order_and_colour_all_but_spaces(text: str) -> None:
    document = show(Body.of(text.encode(), "application/json")).document
    for line in range(document.line_count):
        shown = document.text(line)
        position = 0
        for start, end, _ in document.spans(line, shown):
            assert shown[position:start].isspace() or start == position
            assert end > start
            position = end
        assert position == len(shown)


def test_what_parsers_lose_is_kept() -> None:
    raw = b'{"n":1.10,"big":123456789012345678901234567890,"e":1E5,"a":1,"a":2,"u":"\\u00e9\\/"}'
    shown = show(Body.of(raw, "application/json")).document
    assert [shown.text(line).strip(" ,") for line in range(1, 7)] == [
        '"n": 1.10',
        '"big": 123456789012345678901234567890',
        '"e": 1E5',
        '"a": 1',
        '"a": 2',
        '"u": "\\u00e9\\/"',
    ]


def test_a_bom_is_left_out_of_the_layout_and_seen_in_the_raw_view() -> None:
    body = Body.of(b'\xef\xbb\xbf{"a":1}', "application/json")
    assert show(body).document.text(0) == "{"
    assert show(body, RAW).document.text(0) == '\ufeff{"a":1}'


def test_utf_16_is_converted() -> None:
    shown = show(Body.of('{"é":1}'.encode("utf-16"), "application/json"))
    assert shown.document.text(1) == '  "é": 1'


@pytest.mark.parametrize(
    ("raw", "line", "column", "reason"),
    [
        (b'{\n  "a": 1,\n}', 3, 1, "trailing comma"),
        ('{"é": tru}'.encode(), 1, 7, "invalid"),
        (b'{"a": [1, 2', 1, 12, "ends before"),
        (b"[1] x", 1, 5, "trailing characters"),
        (b"<html>", 1, 1, "invalid"),
        (b'["ab\x01"]', 1, 5, "invalid"),
        (b'["\\ud83d", oops]', 1, 12, "invalid"),
    ],
)
def test_what_is_broken_is_shown_raw_with_the_place(
    raw: bytes, line: int, column: int, reason: str
) -> None:
    fault = JsonFormat().render(Body.of(raw, "application/json"), UNWATCHED)
    assert isinstance(fault, Fault)
    assert (fault.line, fault.column) == (line, column)
    assert reason in fault.reason
    shown = show(Body.of(raw, "application/json"))
    assert shown.view == RAW
    assert shown.document.read(0, shown.document.size) == raw
    assert f"line {line}, column {column}" in shown.note


@pytest.mark.parametrize("depth", [50, 900, 5_000, 100_000])
def test_deep_nesting_does_not_crash(depth: int) -> None:
    raw = b"[" * depth + b"]" * depth
    shown = show(Body.of(raw, "application/json"))
    assert (
        shown.document.read(0, shown.document.size) == raw
        or shown.document.line_count == 2 * depth - 1
    )


def test_a_small_body_cannot_grow_into_a_giant_one() -> None:
    raw = b"[" * 500 + b",".join([b"0"] * 200_000) + b"]" * 500
    shown = show(Body.of(raw, "application/json"))
    assert shown.view == RAW
    assert "nested so deeply" in shown.note


@pytest.mark.parametrize("filler", ['"[[[["', r'"\"[[["', r'"[[\\"', r'"\\\"[["'])
def test_brackets_in_strings_are_no_nesting(filler: str) -> None:
    raw = f"[{','.join([filler] * 120_000)}]".encode()
    assert show(Body.of(raw, "application/json")).view == "JSON"


def test_each_line_of_ndjson_is_laid_out() -> None:
    shown = show(Body.of(b'{"a":1}\n\n{"b":1.10}\r\n', "application/x-ndjson"))
    assert shown_text(shown.document) == b'{\n  "a": 1\n}\n{\n  "b": 1.10\n}'


def test_a_fault_in_ndjson_names_its_line() -> None:
    shown = show(Body.of(b'{"a":1}\n{"b":}\n', "application/x-ndjson"))
    assert (shown.view, "line 2, column 6" in shown.note) == (RAW, True)


def test_kinds_of_token() -> None:
    text = '  "a": ["x\\"y", -1.5e3, true, null'
    tokens = {text[start:end]: token for start, end, token in json_spans(text)}
    assert tokens == {
        '"a"': "key",
        ":": "punctuation",
        "[": "punctuation",
        '"x\\"y"': "string",
        "-1.5e3": "number",
        ",": "punctuation",
        "true": "literal",
        "null": "literal",
    }


def test_inside_a_long_string_the_colour_is_known() -> None:
    document = show(Body.of(b'{"a":"' + b"x" * 50_000 + b'"}', "application/json")).document
    assert list(document.spans(1, "xxxx", 40_000)) == [(0, 4, "string")]


def test_the_recursion_limit_is_left_alone() -> None:
    before = sys.getrecursionlimit()
    show(Body.of(b"[" * 5000, "application/json"))
    assert sys.getrecursionlimit() == before


def test_jsonp_is_named_and_shown_as_it_is() -> None:
    for kind in ("application/javascript", "application/json", ""):
        body = Body.of(b'/**/ app.done({"a":1});', kind)
        assert kind_of(body) == "JSONP: JSON inside a call of app.done, shown as it is"
        assert show(body).view == RAW
    assert not kind_of(Body.of(b"done", ""))
