from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from endpoint_explorer.model.request import Field, FormField
from endpoint_explorer.storage.rows import align, rows_data


def test_short_form_where_nothing_is_lost() -> None:
    rows = (Field("a", "1"), Field("b"))
    assert rows_data(None, (), rows) == {"a": "1", "b": ""}


def test_long_form_for_what_repeats_is_off_or_is_bare() -> None:
    repeated = rows_data(None, (), (Field("a", "1"), Field("a", "2")))
    assert repeated == [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}]
    off = rows_data(None, (), (Field("a", "1", enabled=False),))
    assert off == [{"name": "a", "value": "1", "enabled": False}]
    assert rows_data(None, (), (Field("a", bare=True),)) == [{"name": "a", "bare": True}]


def test_form_rows_are_always_long() -> None:
    rows = (FormField("a", "1"), FormField("f", file="x.bin"))
    expected = [{"name": "a", "value": "1"}, {"name": "f", "file": "x.bin"}]
    assert rows_data(None, (), rows, short=False) == expected


def test_long_form_and_unknown_keys_stay() -> None:
    current = [{"name": "a", "value": 1, "note": "x", "enabled": True}]
    before = (Field("a", "1"),)
    data = rows_data(current, before, (Field("a", "1"), Field("b", "2")))
    assert data == [*current, {"name": "b", "value": "2"}]
    renamed = rows_data(current, before, (Field("z", "1"),))
    assert renamed == [{"name": "z", "value": 1, "note": "x", "enabled": True}]


def test_switching_on_again_takes_the_mark_away() -> None:
    current = [{"name": "a", "value": "1", "enabled": False}]
    data = rows_data(current, (Field("a", "1", enabled=False),), (Field("a", "1"),))
    assert data == [{"name": "a", "value": "1"}]


def test_values_keep_the_way_they_were_written() -> None:
    data = rows_data({"a": 2, "b": "x"}, (Field("a", "2"), Field("b", "x")), (Field("a", "2"),))
    assert data == {"a": 2}


def test_no_rows_are_nothing() -> None:
    assert rows_data({"a": "1"}, (Field("a", "1"),), ()) is None


rows = st.lists(st.builds(Field, st.sampled_from("abc"), st.sampled_from("xy")), max_size=6)


@settings(deadline=None)
@given(rows, rows)
def test_rows_pair_up_at_most_once_and_all_that_can_do(old: list[Field], new: list[Field]) -> None:
    partners = align(old, new)
    taken = [partner for partner in partners if partner is not None]
    assert len(partners) == len(new)
    assert len(set(taken)) == len(taken)
    equal = sum(min(old.count(row), new.count(row)) for row in set(new))
    assert (
        sum(old[p] == row for p, row in zip(partners, new, strict=True) if p is not None) == equal
    )
    assert align(old, old) == list(range(len(old)))
