"""Rows of named values, in TOML's two forms.

The short form is a table of names and values, `page = "2"`. The long form is an array of tables
with `name`, `value`, `enabled` and more, for rows that repeat or are switched off.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from endpoint_explorer.model.request import Field, FormField
from endpoint_explorer.storage.toml_table import TomlTable, loose

Row = TypeVar("Row", Field, FormField)
T = TypeVar("T")


def read_fields(table: TomlTable, key: str) -> tuple[Field, ...]:
    """Return the rows under a key, in either form."""
    if isinstance(table.data.get(key), dict):
        return tuple(Field(name, value) for name, value in table.text_map(key).items())
    return tuple(
        Field(
            row.required_text("name"),
            row.loose_text("value"),
            enabled=row.flag("enabled", True),
            bare=row.flag("bare", False),
        )
        for row in table.tables(key)
    )


def read_form_fields(table: TomlTable, key: str) -> tuple[FormField, ...]:
    """Return the rows of a form or multipart body, in either form."""
    if isinstance(table.data.get(key), dict):
        return tuple(FormField(name, value) for name, value in table.text_map(key).items())
    return tuple(
        FormField(
            row.required_text("name"),
            row.loose_text("value"),
            enabled=row.flag("enabled", True),
            file=row.text("file"),
            content_type=row.text("content_type"),
        )
        for row in table.tables(key)
    )


def rows_data(
    current: object, before: tuple[Row, ...], rows: tuple[Row, ...], *, short: bool = True
) -> object | None:
    """Return rows as plain data, with as much of `current` as still holds; None for no rows.

    `current` is the data that read as `before`. The short form is taken unless it would lose
    something, `current` has the long one, or `short` is False.
    """
    if not rows:
        return None
    table = current if isinstance(current, dict) else {}
    if short and not isinstance(current, list) and _fits_short(rows):
        return {row.name: _kept(table.get(row.name), row.value) for row in rows}
    old = current if isinstance(current, list) else []
    partners = align(before, rows) if old else [None] * len(rows)
    return [
        _row_data(row, old[partner] if partner is not None else {})
        for row, partner in zip(rows, partners, strict=True)
    ]


def align(old: Sequence[T], new: Sequence[T]) -> list[int | None]:
    """Return for each new row the position of the old row that it continues, or None.

    Equal rows come first, then rows of the same name, then what stands at the same position.
    """
    free = dict.fromkeys(range(len(old)))
    partners: list[int | None] = [None] * len(new)
    for fits in (_is_equal, _has_same_name, None):
        for position, row in enumerate(new):
            if partners[position] is not None:
                continue
            if fits is None:
                match = position if position in free else None
            else:
                match = next((i for i in free if fits(old[i], row)), None)
            if match is not None:
                partners[position] = match
                del free[match]
    return partners


def _is_equal(old: object, new: object) -> bool:
    return old == new


def _has_same_name(old: object, new: object) -> bool:
    return _name(old) == _name(new)


def _name(row: object) -> object:
    return row.get("name") if isinstance(row, dict) else getattr(row, "name", None)


def _fits_short(rows: tuple[Field, ...] | tuple[FormField, ...]) -> bool:
    names = {row.name for row in rows}
    return len(names) == len(rows) and all(type(r)(r.name, r.value) == r for r in rows)


def _kept(current: object, value: str) -> object:
    return current if loose(current) == value else value


def _row_data(row: Field | FormField, current: dict[str, object]) -> dict[str, object]:
    wanted: dict[str, object] = {"name": row.name, "value": row.value}
    wanted |= msgspec.to_builtins(row)
    if not row.value and (wanted.get("bare") or wanted.get("file")):
        del wanted["value"]
    if "value" in current:
        wanted["value"] = _kept(current["value"], row.value)
    ours = set(type(row).__struct_fields__)
    unset = {"value": "", "enabled": True, "bare": False, "file": "", "content_type": ""}
    kept = {
        key: value
        for key, value in current.items()
        if key in wanted or key not in ours or value == unset.get(key)
    }
    return kept | wanted
