from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.registry import RAW, show, views
from endpoint_explorer.bodies.source import SOURCES


def tokens(content_type: str, line: str) -> list[tuple[str, str]]:
    document = show(Body.of(line.encode(), content_type)).document
    return [(line[start:end], token) for start, end, token in document.spans(0, line)]


@pytest.mark.parametrize(
    ("content_type", "line", "expected"),
    [
        (
            "application/yaml",
            "tries: 3 # all",
            [("tries", "key"), ("3", "number"), ("# all", "comment")],
        ),
        ("application/toml", 'a.b = "x"', [("a.b", "key"), ('"x"', "string")]),
        ("application/toml", "[tool.x]", [("[tool.x]", "tag")]),
        (
            "text/javascript",
            "const a = 'x' // y",
            [("const", "literal"), ("'x'", "string"), ("// y", "comment")],
        ),
        (
            "text/css",
            "  color: #fff; /* c */",
            [("  color", "key"), ("#fff", "number"), ("/* c */", "comment")],
        ),
        (
            "application/graphql",
            "query Q($id: ID) # c",
            [("query", "literal"), ("$id", "attribute"), ("# c", "comment")],
        ),
        (
            "text/plain",
            "2026-01-05T09:00:00Z ERROR no",
            [("2026-01-05T09:00:00Z", "muted"), ("ERROR", "tag")],
        ),
        ("text/plain", "just text 5", []),
    ],
)
def test_a_line_has_its_colours(
    content_type: str, line: str, expected: list[tuple[str, str]]
) -> None:
    assert tokens(content_type, line) == expected


def test_source_is_shown_as_it_is() -> None:
    body = Body.of(b"a:   1\r\n", "application/vnd.oai.openapi+yaml")
    assert views(body) == (RAW, "Hex")
    document = show(body).document
    assert document.read(0, document.size) == b"a:   1\r\n"


@given(st.text("ab:#\"'/*-=[]{}\\`1 .$@", max_size=40))
def test_the_tokens_of_anything_are_in_order(text: str) -> None:
    for source in SOURCES:
        position = 0
        for start, end, _ in source.highlight(text):
            assert position <= start < end <= len(text)
            position = end


@pytest.mark.parametrize("piece", ["'", '"\\', "/*", "a ", "- ", "[", "1", "a:", "`", ".a", "#"])
def test_colouring_takes_linear_time(piece: str) -> None:
    started = time.perf_counter()
    for source in SOURCES:
        source.highlight(piece * 4_000)
    assert time.perf_counter() - started < 10
