from __future__ import annotations

import sys
import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from endpoint_explorer.bodies.clean import MARKS_KEPT, clean

HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
any_text = st.text(st.characters(codec=None, exclude_categories=()), max_size=200)
hostile_text = st.text(
    st.sampled_from("a \n\r\t\x00\x1b\x7f\x9b\u202e\u200d\ufe0f\ud800\u0301\u0345🙂한\U000e0041"),
    max_size=60,
)


@given(any_text | hostile_text, st.booleans())
@example("\r\n\x1b]52;c;aGk=\x07", True)
def test_nothing_hidden_or_steering_is_left(text: str, keep_newlines: bool) -> None:
    shown = clean(text, keep_newlines=keep_newlines)
    allowed = {"\n"} if keep_newlines else set()
    assert {c for c in shown if unicodedata.category(c) in HIDDEN} <= allowed
    shown.encode()


@given(any_text | hostile_text, st.booleans())
def test_cleaning_twice_changes_nothing(text: str, keep_newlines: bool) -> None:
    once = clean(text, keep_newlines=keep_newlines)
    assert clean(once, keep_newlines=keep_newlines) == once


@given(any_text)
def test_it_never_grows_beyond_a_code_point_in_brackets(text: str) -> None:
    assert len(clean(text)) <= 10 * len(text)


@given(
    st.text(
        st.characters(
            categories=["L", "N", "P", "S"], exclude_characters="\u115f\u1160\u3164\uffa0"
        )
    )
)
def test_letters_digits_and_symbols_are_untouched(text: str) -> None:
    assert clean(text) == text


def test_every_code_point_that_is_not_shown_by_itself_is_made_visible() -> None:
    missed = [
        f"{code:04X}"
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in HIDDEN and clean(chr(code)) == chr(code)
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[31mred", "␛[31mred"),
        ("\x00\x07\x7f", "␀␇␡"),
        ("\x9b31m", "«U+009B»31m"),
        ("a\tb", "a    b"),
        ("a\nb\r\nc", "a␊b␍␊c"),
        ("user\u202egnp.exe", "user«U+202E»gnp.exe"),
        ("\ud83d", "«U+D83D»"),
        ("hi\U000e0041", "hi«U+E0041»"),
        ("zero\u200bwidth", "zero«U+200B»width"),
        ("ñ e\u0301 한국 🙂", "ñ e\u0301 한국 🙂"),
        ("[/x][@click=app.quit]", "[/x][@click=app.quit]"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_line_ends_stay_when_wanted() -> None:
    assert clean("a\r\nb\nc\rd\te", keep_newlines=True) == "a\nb\nc␍d    e"


def test_clean_text_is_returned_itself() -> None:
    text = '{"name": "Ada"}' * 10
    assert clean(text) is text


def test_a_tower_of_marks_is_cut() -> None:
    shown = clean("Z" + "\u0336\u0321" * 25 + "algo")
    assert sum(unicodedata.combining(c) > 0 for c in shown) == MARKS_KEPT
    assert shown.endswith("«+46 marks»algo")


@pytest.mark.parametrize("piece", ["\x1b", "\u0301", "\u202e", "é", "─", "🙂"])
def test_the_time_is_linear(piece: str) -> None:
    text = piece * 300_000
    started = time.perf_counter()
    clean(text)
    assert time.perf_counter() - started < 10
