"""How many cells of a terminal text takes, for columns that stand below each other."""

from __future__ import annotations

import unicodedata

ELLIPSIS = "…"


def cell_width(text: str) -> int:
    """Return the cells that clean text takes: two for wide characters, none for marks."""
    if text.isascii():
        return len(text)
    return sum(map(_character_width, text))


def fit(text: str, width: int, *, is_right: bool = False) -> str:
    """Make clean text exactly `width` cells wide, at least one: cut with an ellipsis, or padded."""
    room = width - cell_width(text)
    if room >= 0:
        return " " * room + text if is_right else text + " " * room
    kept = cut(text, width - 1)
    return kept + ELLIPSIS + " " * (width - 1 - cell_width(kept))


def cut(text: str, width: int) -> str:
    """Return as much of the start of clean text as fits into `width` cells."""
    if text.isascii():
        return text[: max(width, 0)]
    taken = 0
    for index, character in enumerate(text):
        taken += _character_width(character)
        if taken > width:
            return text[:index]
    return text


def _character_width(character: str) -> int:
    if character < "\u0300":
        return 1
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
