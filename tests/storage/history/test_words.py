from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.model.history import Words
from endpoint_explorer.storage.history import words
from endpoint_explorer.storage.history.words import cut, is_match, line_up, match_expression


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("GET /users/25?page_size=3", ["get", "users", "25", "page", "size", "3"]),
        ("Crème BRÛLÉE straße", ["creme", "brulee", "strasse"]),
        ("İstanbul ŒUVRE K\N{COMBINING ACUTE ACCENT}", ["istanbul", "œuvre", "k"]),
        ("東京tower タワー", ["東", "京", "tower", "タ", "ワ", "ー"]),
        ("\N{HANGUL SYLLABLE GA} \ud800x\0y", ["\u1100\u1161", "x", "y"]),
        ("ﬁne ①½", ["fine", "11", "2"]),
        ("a" * 100 + " b", ["a" * 64, "b"]),
    ],
)
def test_words_of_a_text(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@given(st.text(), st.integers(1, 5))
def test_words_do_not_depend_on_how_a_text_is_taken_apart(text: str, size: int) -> None:
    whole = cut(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "_CHUNK", size)
        assert cut(text) == whole
    assert all(word and word.isalnum() and len(word) <= 64 for word in whole)
    assert cut(" ".join(whole)) == whole


@given(st.text())
def test_case_and_accents_tell_no_words_apart(text: str) -> None:
    assert cut(unicodedata.normalize("NFD", text)) == cut(unicodedata.normalize("NFC", text))


def test_long_word_is_cut_also_where_chunks_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_CHUNK", 10)
    assert cut("b" * 1000 + " c") == ["b" * 64, "c"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ((), ""),
        ((Words("/ - "),), ""),
        ((Words("Page_Si"),), '"page si" *'),
        ((Words('a "b'), Words("C d", exact=True)), '"a b" * AND "c d"'),
    ],
)
def test_expression(wanted: tuple[Words, ...], expected: str) -> None:
    assert match_expression(wanted) == expected


@pytest.mark.parametrize(
    ("text", "exact", "is_there"),
    [
        ("quick bro", False, True),
        ("quick bro", True, False),
        ("quick brown", True, True),
        ("uick", False, False),
        ("brown fox", False, False),  # one text after the other
        ("fox", False, True),
        ("fox jumps", False, False),  # another column
        ("--", True, True),
    ],
)
def test_match(text: str, exact: bool, is_there: bool) -> None:
    columns = (line_up(["The quick brown", "fox"]), line_up(["jumps"]))
    assert is_match(columns, [Words(text, exact)]) is is_there
