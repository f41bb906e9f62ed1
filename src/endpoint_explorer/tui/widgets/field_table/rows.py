"""The rows of a table while they are edited, without a widget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, Literal, Protocol, TypeVar, cast

import msgspec

UNDO_LIMIT = 200


class Row(Protocol):
    """What a row must have: it can be switched off. It is an immutable msgspec struct."""

    @property
    def enabled(self) -> bool:
        """Whether the row counts."""
        ...


RowT = TypeVar("RowT", bound=Row)


def _changed(row: RowT, **changes: object) -> RowT:
    changed: RowT = msgspec.structs.replace(cast("Any", row), **changes)
    return changed


class Setting(msgspec.Struct, frozen=True):
    """A row for one thing that has a name; a secret one is masked unless it is a variable."""

    name: str
    value: str = ""
    hint: str = ""
    is_secret: bool = False
    enabled: bool = True


class Column(msgspec.Struct, frozen=True):
    """A column: the attribute of a row that it shows, and how wide it is beside the others.

    `choices` returns what is commonly written there in a row. An empty cell shows `hint` in the
    row for what is new and in fixed rows, and what `absence` returns in the others.
    """

    field: str
    hint: str = ""
    weight: int = 1
    is_editable: bool = True
    choices: Callable[[Any], Sequence[str]] | None = None
    absence: Callable[[Any], str] | None = None
    style: Literal["name", "value"] = "value"


class Rows(Generic[RowT]):
    """Rows, behind which an empty one stands to write a new one in, and what undoes a change.

    A row that the user emptied does not count, and goes when the user leaves it; an empty row
    that was there before stays. When `is_fixed`, rows neither come nor go.
    """

    def __init__(self, columns: Sequence[Column], blank: RowT, *, is_fixed: bool = False) -> None:
        self.columns = tuple(columns)
        self.is_fixed = is_fixed
        self.reveals = False
        self._blank = blank
        self._rows: tuple[RowT, ...] = ()
        self._emptied: int | None = None
        self._undo: list[tuple[tuple[RowT, ...], int]] = []
        self._typing_in: tuple[int, str] | None = None

    @property
    def values(self) -> tuple[RowT, ...]:
        """The rows that count, switched off or not."""
        if self._emptied is None:
            return self._rows
        return self._rows[: self._emptied] + self._rows[self._emptied + 1 :]

    def __len__(self) -> int:
        """Return the number of rows to show, the empty one at the end included."""
        return len(self._rows) + (0 if self.is_fixed else 1)

    def __getitem__(self, index: int) -> RowT:
        return self._rows[index] if index < len(self._rows) else self._blank

    def is_new(self, index: int) -> bool:
        """Whether a row is the empty one at the end."""
        return index >= len(self._rows)

    def text(self, index: int, column: int) -> str:
        """Return the text of a cell."""
        text: str = getattr(self[index], self.columns[column].field)
        return text

    def hint(self, index: int, column: int) -> str:
        """Return what stands in a cell that is empty."""
        row, spec = self[index], self.columns[column]
        if not self.is_fixed and not self.is_new(index):
            return spec.absence(row) if spec.absence else ""
        return spec.hint or (row.hint if isinstance(row, Setting) else "")

    def is_masked(self, index: int, column: int) -> bool:
        """Whether bullets stand for the text of a cell."""
        row = self[index]
        if self.reveals or not isinstance(row, Setting) or not row.is_secret:
            return False
        return self.columns[column].field == "value" and not row.value.startswith("{{")

    def load(self, rows: tuple[RowT, ...]) -> None:
        """Take other rows; there is nothing to undo then."""
        self._rows = rows
        self._emptied = None
        self._undo.clear()
        self._typing_in = None

    def write(self, index: int, column: int, text: str) -> None:
        """Change the text of a cell; writing in the last row makes it a row."""
        if text == self.text(index, column):
            return
        if self._typing_in != (index, self.columns[column].field):
            self._remember(index)
            self._typing_in = (index, self.columns[column].field)
        row = _changed(self[index], **{self.columns[column].field: text})
        self._rows = (*self._rows[:index], row, *self._rows[index + 1 :])
        if self._is_empty(row):
            self._emptied = index
        elif self._emptied == index:
            self._emptied = None

    def settle(self) -> int | None:
        """Drop the row that was emptied, if there is one, and return where it was."""
        self._typing_in = None
        gone = self._emptied
        if gone is not None:
            self._rows = self.values
            self._emptied = None
        return gone

    def change(self, rows: tuple[RowT, ...]) -> None:
        """Take other rows, as an edit."""
        if rows != self._rows:
            self._remember(max(0, len(self._rows) - 1))
            self._rows = rows
            self._emptied = None

    def toggle(self, index: int) -> None:
        """Switch a row on or off."""
        if not self.is_new(index):
            self._remember(index)
            row = _changed(self[index], enabled=not self[index].enabled)
            self._rows = (*self._rows[:index], row, *self._rows[index + 1 :])

    def remove(self, index: int) -> None:
        """Take a row away."""
        if not self.is_new(index) and not self.is_fixed:
            self._remember(index)
            self._rows = self._rows[:index] + self._rows[index + 1 :]
            self._emptied = None

    def move(self, index: int, distance: int) -> int:
        """Move a row by some places and return where it is then."""
        target = max(0, min(index + distance, len(self._rows) - 1))
        if self.is_fixed or self.is_new(index) or target == index:
            return index
        self._remember(index)
        others = [row for i, row in enumerate(self._rows) if i != index]
        others.insert(target, self._rows[index])
        self._rows = tuple(others)
        self._emptied = None
        return target

    def undo(self) -> int | None:
        """Take back the last change; return the row it was in, None when there is no change."""
        if not self._undo:
            return None
        self._rows, index = self._undo.pop()
        self._emptied = None
        self._typing_in = None
        return index

    def _remember(self, index: int) -> None:
        self._typing_in = None
        self._undo.append((self._rows, index))
        del self._undo[:-UNDO_LIMIT]

    def _is_empty(self, row: RowT) -> bool:
        return not any(getattr(row, column.field) for column in self.columns)
