"""Edits in a widget that makes all line ends the same, written into the text as it was."""

from __future__ import annotations


def reapply(original: str, flattened: str, edited: str) -> str:
    """Return the original text with the change that leads from `flattened` to `edited`.

    `flattened` has the lines of `original` (as `str.splitlines` splits them), with other ends.
    What was not edited keeps its line ends; all become those of `edited` in the rare case that
    the pieces would flow together, as `\\r` and `\\n` do.
    """
    if edited == flattened:
        return original
    start = _common(flattened, edited)
    rest = min(len(flattened), len(edited)) - start
    end = _common(flattened[::-1][:rest], edited[::-1][:rest])
    # A position inside `\r\n` has no counterpart: step off it.
    while start and flattened[start - 1] == "\r":
        start -= 1
    while end and flattened[len(flattened) - end] == "\n":
        end -= 1
    first = _position(original, flattened, start)
    last = _position(original, flattened, len(flattened) - end)
    result = original[:first] + edited[start : len(edited) - end] + original[last:]
    return result if _lines(result) == _lines(edited) else edited


def _lines(text: str) -> list[str]:
    """Return the lines of a text, the empty one behind the last line end too."""
    return (text + "|").splitlines()


def _common(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their start."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _position(original: str, flattened: str, position: int) -> int:
    """Return where in the original a position of the flattened text is."""
    flat_lines = flattened[:position].splitlines(keepends=True)
    column = 0
    if flat_lines and len(flat_lines[-1].splitlines()[0]) == len(flat_lines[-1]):
        column = len(flat_lines.pop())
    return sum(map(len, original.splitlines(keepends=True)[: len(flat_lines)])) + column
