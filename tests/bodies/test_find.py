from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from endpoint_explorer.bodies import find as finding
from endpoint_explorer.bodies.document import TextDocument
from endpoint_explorer.bodies.find import Query, find


def addresses(text: str, query: str, piece: int = 1 << 20) -> list[int]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finding, "PIECE", piece)
        return [at for found in find(TextDocument(text.encode()), Query(query)) for at in found]


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
