"""Captures in TOML's two forms: `name = 'query'`, or an array of tables that says more."""

from __future__ import annotations

from endpoint_explorer.model.request import Capture
from endpoint_explorer.storage.rows import align
from endpoint_explorer.storage.toml_table import TomlTable

_FLAGS = {"secret": False, "enabled": True}


def read_captures(table: TomlTable) -> tuple[Capture, ...]:
    """Return the captures of a request, in either form; `value` is an older word for `query`."""
    if isinstance(table.data.get("captures"), dict):
        return tuple(Capture(name, query) for name, query in table.text_map("captures").items())
    return tuple(
        Capture(
            row.required_text("name"),
            row.text(_query_key(row.data)),
            enabled=row.flag("enabled", True),
            secret=row.flag("secret", False),
        )
        for row in table.tables("captures")
    )


def captures_data(
    current: object, before: tuple[Capture, ...], captures: tuple[Capture, ...]
) -> object | None:
    """Return captures as plain data, with as much of `current` as still holds; None for none.

    `current` is the data that read as `before`. The short form is taken where it loses nothing
    and `current` is not in the long one.
    """
    if not captures:
        return None
    if not isinstance(current, list) and _fits_short(captures):
        return {capture.name: capture.query for capture in captures}
    old = current if isinstance(current, list) else []
    partners = align(before, captures) if old else [None] * len(captures)
    return [
        _row_data(capture, old[partner] if partner is not None else {})
        for capture, partner in zip(captures, partners, strict=True)
    ]


def _fits_short(captures: tuple[Capture, ...]) -> bool:
    names = {capture.name for capture in captures}
    are_plain = all(capture == Capture(capture.name, capture.query) for capture in captures)
    return len(names) == len(captures) and are_plain


def _row_data(capture: Capture, current: dict[str, object]) -> dict[str, object]:
    wanted = {**current, "name": capture.name, _query_key(current): capture.query}
    for key, absent in _FLAGS.items():
        value = getattr(capture, key)
        if value != absent:
            wanted[key] = value
        elif wanted.get(key, absent) != absent:
            del wanted[key]
    return wanted


def _query_key(row: object) -> str:
    is_older = isinstance(row, dict) and "value" in row and "query" not in row
    return "value" if is_older else "query"
