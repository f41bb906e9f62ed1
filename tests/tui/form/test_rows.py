"""Rows while they are edited, without a widget."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.model.request import Field
from endpoint_explorer.tui.widgets.field_table import Column, Rows, Setting

COLUMNS = (Column("name", "name", style="name"), Column("value", "value"))
A, B, C = Field("a", "1"), Field("b", "2"), Field("c", "3")


def rows_of(*fields: Field) -> Rows[Field]:
    rows = Rows(COLUMNS, Field(""))
    rows.load(fields)
    return rows


class TestWriting:
    def test_writing_in_the_last_row_makes_it_a_row(self) -> None:
        rows = rows_of(A)
        assert len(rows) == 2
        rows.write(1, 0, "b")
        assert rows.values == (A, Field("b"))
        assert len(rows) == 3

    def test_an_emptied_row_does_not_count_and_goes_when_it_is_left(self) -> None:
        rows = rows_of(A, B)
        rows.write(0, 0, "")
        rows.write(0, 1, "")
        assert rows.values == (B,)
        assert len(rows) == 3
        assert rows.settle() == 0
        assert len(rows) == 2

    def test_an_emptied_row_that_is_written_again_counts(self) -> None:
        rows = rows_of(Field("a"))
        rows.write(0, 0, "")
        rows.write(0, 0, "z")
        assert rows.values == (Field("z"),)
        assert rows.settle() is None

    def test_an_empty_row_that_was_there_stays(self) -> None:
        rows = rows_of(Field(""), A)
        assert rows.settle() is None
        assert rows.values == (Field(""), A)

    def test_what_a_column_does_not_show_is_kept(self) -> None:
        rows = rows_of(Field("a", enabled=False, bare=True))
        rows.write(0, 0, "b")
        assert rows.values == (Field("b", enabled=False, bare=True),)


class TestMovingAndRemoving:
    def test_toggle(self) -> None:
        rows = rows_of(A)
        rows.toggle(0)
        assert not rows.values[0].enabled
        rows.toggle(1)
        assert len(rows.values) == 1

    def test_move(self) -> None:
        rows = rows_of(A, B, C)
        assert rows.move(0, 1) == 1
        assert rows.values == (B, A, C)
        assert rows.move(1, 5) == 2
        assert rows.values == (B, C, A)
        assert rows.move(0, -1) == 0
        assert rows.move(3, -1) == 3
        assert rows.values == (B, C, A)

    def test_remove(self) -> None:
        rows = rows_of(A, B)
        rows.remove(0)
        rows.remove(7)
        assert rows.values == (B,)

    def test_fixed_rows_neither_come_nor_go(self) -> None:
        rows = Rows(COLUMNS, Field(""), is_fixed=True)
        rows.load((A, B))
        rows.remove(0)
        rows.move(0, 1)
        assert rows.values == (A, B)
        assert len(rows) == 2


class TestUndo:
    def test_typing_in_one_cell_is_one_step(self) -> None:
        rows = rows_of(A)
        for text in ("1x", "1xy", "1xyz"):
            rows.write(0, 1, text)
        assert rows.undo() == 0
        assert rows.values == (A,)
        assert rows.undo() is None

    def test_steps_come_back_in_reverse(self) -> None:
        rows = rows_of(A, B)
        rows.toggle(0)
        rows.remove(1)
        rows.write(0, 0, "z")
        assert rows.undo() == 0
        assert rows.undo() == 1
        assert rows.undo() == 0
        assert rows.values == (A, B)

    def test_loading_forgets(self) -> None:
        rows = rows_of(A)
        rows.remove(0)
        rows.load((B,))
        assert rows.undo() is None

    @given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4), st.text("ab", max_size=2))))
    def test_everything_can_be_undone(self, steps: list[tuple[int, int, str]]) -> None:
        rows = rows_of(A, B, C)
        for kind, place, text in steps:
            index = min(place, len(rows) - 1)
            if kind < 2:
                rows.write(index, kind, text)
            elif kind == 2:
                rows.toggle(index)
            elif kind == 3:
                rows.remove(index)
            elif kind == 4:
                rows.move(index, 1)
            else:
                rows.settle()
            assert all(rows[i] is not None for i in range(len(rows)))
        while rows.undo() is not None:
            pass
        assert rows.values == (A, B, C)


class TestMasking:
    def settings(self, value: str) -> Rows[Setting]:
        rows = Rows(COLUMNS, Setting(""), is_fixed=True)
        rows.load((Setting("Password", value, "{{password}}", is_secret=True),))
        return rows

    def test_a_secret_is_masked_and_its_name_is_not(self) -> None:
        rows = self.settings("hunter2")
        assert rows.is_masked(0, 1)
        assert not rows.is_masked(0, 0)

    def test_a_variable_is_no_secret(self) -> None:
        assert not self.settings("{{password}}").is_masked(0, 1)

    def test_revealing(self) -> None:
        rows = self.settings("hunter2")
        rows.reveals = True
        assert not rows.is_masked(0, 1)

    def test_the_hint_is_the_rows_own(self) -> None:
        assert Rows((Column("name"), Column("value")), Setting("")).hint(0, 1) == ""
        rows = Rows((Column("name"), Column("value")), Setting(""), is_fixed=True)
        rows.load((Setting("Token", hint="{{token}}"),))
        assert rows.hint(0, 1) == "{{token}}"
