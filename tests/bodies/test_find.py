from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from endpoint_explorer.bodies import find as finding
from endpoint_explorer.bodies import regex
from endpoint_explorer.bodies.document import TextDocument
from endpoint_explorer.bodies.find import Query, find, find_regex
from endpoint_explorer.bodies.regex import compile_pattern, find_places


def addresses(text: str, query: str, piece: int = 1 << 20) -> list[int]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finding, "PIECE", piece)
        pieces = list(find(TextDocument(text.encode()), Query(query)))
    return [at for found in pieces for at in found.starts]


def matches(data: bytes, pattern: str, piece: int = 1 << 20, window: int = 1 << 14) -> list[str]:
    """Return what a regular expression finds, as text."""
    query = Query(pattern, is_regex=True)
    compiled = compile_pattern(pattern, query.is_case_sensitive)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finding, "PIECE", piece)
        patch.setattr(regex, "WINDOW", window)
        pieces = list(
            find_regex(TextDocument(data), lambda text, a, b: find_places(compiled, text, a, b))
        )
    return [
        data[start:end].decode("utf-8", "replace")
        for found in pieces
        for start, end in zip(found.starts, found.ends, strict=True)
    ]


@given(st.text("abAB.é", max_size=60), st.text("abAB.é", min_size=1, max_size=4), st.integers(1, 9))
@example("aaaaaaa", "aa", 3)
def test_every_match_is_found_wherever_the_pieces_are_cut(
    text: str, query: str, piece: int
) -> None:
    flags = 0 if query != query.lower() else re.IGNORECASE
    expected = [len(text[: m.start()].encode()) for m in re.finditer(re.escape(query), text, flags)]
    assert addresses(text, query, piece) == expected


@pytest.mark.parametrize(
    ("query", "count"), [("name", 2), ("Name", 1), ("NAME", 0), ("zürich", 2), ("Zürich", 1)]
)
def test_case_matters_once_the_query_has_a_capital(query: str, count: int) -> None:
    assert len(addresses("name Name Zürich ZÜRICH", query)) == count


def test_a_query_is_plain_text() -> None:
    assert addresses("a.c abc [x](y", ".") == [1]
    assert addresses("a.c abc [x](y", "[x](") == [8]


def test_a_match_ends_where_it_ends_in_the_text() -> None:
    (found,) = find(TextDocument("ẞtraße".encode()), Query("ß"))
    assert list(zip(found.starts, found.ends, strict=True)) == [(6, 8)]


@settings(max_examples=120)
@given(
    st.text("aAbé日\n\r \x00", max_size=60),
    st.sampled_from(
        [
            "a",
            "é",
            "[é-日]",
            ".",
            r"\w+",
            "a*",
            "^a",
            "b$",
            "^.*$",
            r"\bé",
            "(?<=a)b",
            "a|bb",
            "A",
            "日.",
        ]
    ),
    st.integers(1, 9),
    st.integers(1, 9),
)
def test_a_regex_means_the_same_wherever_the_text_is_cut(
    text: str, pattern: str, piece: int, window: int
) -> None:
    compiled = compile_pattern(pattern, Query(pattern, is_regex=True).is_case_sensitive)
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    expected = [m[0] for line in lines for m in compiled.finditer(line) if m[0]]
    assert matches(text.encode(), pattern, piece, window) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("é", ["é", "É"]),
        ("É", ["É"]),
        ("[à-ü]", ["é", "É"]),
        (r"\w+", ["é1", "É2", "x"]),
        (r"\W", [" ", "\ufffd"]),
        (r"x.$", ["x\ufffd"]),
    ],
)
def test_characters_are_characters_and_bytes_that_are_none_are_kept(
    pattern: str, expected: list[str]
) -> None:
    assert matches("é1 É2\n".encode() + b"x\xff\r\n", pattern) == expected


def test_a_long_line_is_searched_in_windows() -> None:
    data = b"x" * 100_000 + b"needle" + b"x" * 50_000 + b"needle\n" + b"needle"
    assert matches(data, "n.*?e$", 30_000) == ["needle"] * 2
    assert matches(data, "^n.+", 30_000) == ["needle"]
    assert len(matches(data, "ne{2}dle", 30_000)) == 3


def test_a_piece_that_begins_inside_a_character_loses_nothing() -> None:
    text = "日" * 50
    for piece in (1, 2, 4, 5):
        assert matches(text.encode(), "日", piece) == ["日"] * 50
