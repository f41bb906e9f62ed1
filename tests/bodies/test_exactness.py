"""No byte of a JSON body is changed: a corpus of texts that are right, wrong, and in between."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.bodies.corpus.exactness import (
    check_laid_out,
    check_raw,
    check_refused,
    failures,
)
from tests.bodies.corpus.json_texts import NOT_BLANK, invalid, undecided, valid

from endpoint_explorer.bodies import json_cut, json_text
from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.registry import show

JSON = "application/json"
LINES = "application/x-ndjson"
DEEP = 1_000
"""Levels of nesting at which the parsers compared with may give up."""


@contextmanager
def sections_of(size: int) -> Iterator[None]:
    """Cut texts into sections of so many bytes, and strings into pieces of 13."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (json_cut, json_text):
            patch.setattr(module, "SIZE", size)
            patch.setattr(module, "LONG", 13)
        patch.setattr(json_text, "FIRST", size)
        yield


sizes = pytest.mark.parametrize(
    "cut", [nullcontext, lambda: sections_of(1), lambda: sections_of(24)], ids=["whole", "1", "24"]
)


def is_json(data: bytes) -> bool:
    """Ask two strict parsers, and see that they agree."""

    def refuse(word: str) -> None:
        raise ValueError(word)

    try:
        json.loads(data.decode(), parse_constant=refuse, parse_int=str, parse_float=str)
    except ValueError:
        is_accepted = False
    else:
        is_accepted = True
    try:
        msgspec.json.format(data)
    except msgspec.DecodeError:
        assert not is_accepted
    else:
        assert is_accepted
    return is_accepted


def check_shown(data: bytes, chance: random.Random) -> None:
    body = Body.of(data, JSON)
    shown = show(body)
    assert (shown.view, shown.note) == ("JSON", "")
    check_laid_out(shown, body.utf8(), chance)


def test_the_corpus_says_what_strict_parsers_say() -> None:
    def check_accepted(data: bytes, _: random.Random) -> None:
        assert is_json(data)

    def check_not_accepted(data: bytes, _: random.Random) -> None:
        assert data.count(b"[") + data.count(b"{") >= DEEP or not is_json(data)

    assert failures(valid(), check_accepted) == []
    assert failures(invalid(), check_not_accepted) == []
    names = [name for texts in (valid(), invalid(), undecided()) for name, _ in texts]
    assert len(set(names)) == len(names) > 1_000


@sizes
def test_what_is_json_is_laid_out_without_a_change(cut: Callable[[], nullcontext[None]]) -> None:
    with cut():
        assert failures(valid(), check_shown) == []
        assert failures(undecided(), check_shown) == []


@sizes
def test_what_is_no_json_is_shown_raw_with_the_place(cut: Callable[[], nullcontext[None]]) -> None:
    def check(data: bytes, chance: random.Random) -> None:
        check_refused(show(Body.of(data, JSON)), data, chance)

    with cut():
        assert failures(((name, data) for name, data in invalid() if data), check) == []


def test_the_raw_view_has_every_byte() -> None:
    def check(data: bytes, chance: random.Random) -> None:
        check_raw(data, JSON, chance)

    for texts in (valid(), invalid(), undecided()):
        assert failures(texts, check) == []


@sizes
def test_every_text_of_the_corpus_can_be_one_of_many_lines(
    cut: Callable[[], nullcontext[None]],
) -> None:
    """Texts that have lines of their own are left out: each would be several."""
    lines = [
        data
        for texts in (valid(), undecided())
        for name, data in texts
        if b"\n" not in data and "BOM" not in name
    ]
    data = b"\n \t\r\n".join(lines)
    with cut():
        shown = show(Body.of(data, LINES))
        assert (shown.view, shown.note) == ("JSON lines", "")
        check_laid_out(shown, data, random.Random(2))
    sequence = b"".join(b"\x1e%b\n" % line for line in lines)
    with cut():
        shown = show(Body.of(sequence, "application/json-seq"))
        assert (shown.view, shown.note) == ("JSON lines", "")
        check_laid_out(shown, sequence.replace(b"\x1e", b""), random.Random(2))


def test_a_line_that_is_no_json_is_named() -> None:
    blank = {b"", b" ", b"\x1e[1]", b"[1]\x1e"}

    def check(data: bytes, chance: random.Random) -> None:
        body = b'{"a":1}\n\n[2]\n%b\n[3]' % data
        shown = show(Body.of(body, LINES))
        check_refused(shown, body, chance)
        assert "line 4, column " in shown.note or "nested" in shown.note

    texts = ((name, data) for name, data in invalid() if b"\n" not in data and data not in blank)
    assert failures(texts, check) == []


SPACES = st.text(" \t\r\n", max_size=3)
NUMBERS = st.from_regex(
    r"-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,9})?([eE][+-]?[0-9]{1,3})?", fullmatch=True
)
CHARACTERS = st.characters(exclude_characters='"\\', exclude_categories=("Cc", "Cs"))
PARTS = CHARACTERS | st.sampled_from([r"\"", r"\\", r"\/", r"\n", r"\u00e9", r"\ud800", "\\u0022"])
STRINGS = st.lists(PARTS, max_size=20).map(lambda parts: f'"{"".join(parts)}"')
SCALARS = NUMBERS | STRINGS | st.sampled_from(["true", "false", "null", "[]", "{}"])


def containers(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    item = st.builds(lambda before, value, after: before + value + after, SPACES, inner, SPACES)
    member = st.builds(
        lambda b, key, a, value: f"{b}{key}{a}:{value}", SPACES, STRINGS, SPACES, item
    )
    return (
        st.lists(item, max_size=4).map(lambda items: f"[{','.join(items)}]")
        | st.lists(member, max_size=4).map(lambda items: f"{{{','.join(items)}}}")
        | SPACES.map(lambda blank: f"[{blank}]")
    )


TEXTS = st.builds(
    lambda before, text, after: (before + text + after).encode(),
    SPACES,
    st.recursive(SCALARS, containers, max_leaves=20),
    SPACES,
)


@settings(max_examples=60)
@given(TEXTS, st.sampled_from([1, 5, 30, 1 << 18]), st.integers(0, 999))
def test_any_json_is_laid_out_without_a_change(data: bytes, size: int, seed: int) -> None:
    with sections_of(size):
        check_shown(data, random.Random(seed))


@settings(max_examples=60)
@given(
    TEXTS,
    st.integers(0, 200),
    st.integers(0, 3),
    st.sampled_from([b"", *NOT_BLANK.values(), b",", b'"', b"]", b"}", b":", b"\\", b"0", b"-"]),
    st.sampled_from([1, 7, 1 << 18]),
)
def test_json_with_any_fault_is_laid_out_or_refused(
    data: bytes, at: int, removed: int, stray: bytes, size: int
) -> None:
    data = data[:at] + stray + data[at + removed :]
    chance = random.Random(at)
    if not data:
        return
    with sections_of(size):
        shown = show(Body.of(data, JSON))
        if shown.view == "JSON":
            check_laid_out(shown, Body.of(data, JSON).utf8(), chance)
        else:
            check_refused(shown, data, chance)
            assert b"\\ud" in data or not is_json(data)
        check_raw(data, JSON, chance)
