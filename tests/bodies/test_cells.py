from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from endpoint_explorer.bodies.cells import cell_width, cut, fit
from endpoint_explorer.bodies.clean import clean

texts = st.text("ab é日本ｱ\u0301\U0001f642", max_size=20).map(clean)


@given(texts, st.integers(1, 30))
def test_fitted_text_has_exactly_the_width(text: str, width: int) -> None:
    for is_right in (False, True):
        shown = fit(text, width, is_right=is_right)
        assert cell_width(shown) == width == cell_len(shown)
        if cell_width(text) <= width:
            assert shown.strip() == text.strip()


@given(texts, st.integers(0, 30))
def test_cut_text_is_a_beginning_that_fits(text: str, width: int) -> None:
    kept = cut(text, width)
    assert text.startswith(kept)
    assert cell_width(kept) <= width


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert fit("Lovelace", 5) == "Love…"
    assert fit("日本語", 4) == "日… "
    assert fit("12", 4, is_right=True) == "  12"
