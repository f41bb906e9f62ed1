"""Applying the changes of a comparison: what they say, taken at its word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from endpoint_explorer.comparing.comparison import Change, TextDiff
from endpoint_explorer.comparing.values import is_container, opened


def whole(value: Any) -> Any:
    """Return a value with everything in it opened, and of its own."""
    value = opened(value)
    if isinstance(value, dict):
        return {name: whole(member) for name, member in value.items()}
    return [whole(element) for element in value] if isinstance(value, list) else value


def apply(value: Any, changes: Sequence[Change], path: tuple[str | int, ...] = ()) -> Any:
    """Return what a value is after changes: first where things stand, then what is in them."""
    depth = len(path)
    for change in changes:
        if change.path == path and change.kind == "changed":
            return whole(change.right)
    value = whole(value)
    here = [c for c in changes if len(c.path) == depth + 1 and c.kind != "changed"]
    inner = [c for c in changes if len(c.path) > depth and c not in here]
    if isinstance(value, dict):
        for change in here:
            name = change.path[-1]
            if change.kind == "added":
                value[name] = whole(change.right)
            else:
                assert change.kind == "removed"
                assert value.pop(name) == whole(change.left)
    elif isinstance(value, list):
        value = _rearranged(value, here)
    if not is_container(value):
        assert not inner
        return value
    steps = dict.fromkeys(c.path[depth] for c in inner)
    for step in steps:
        below = [c for c in inner if c.path[depth] == step]
        value[step] = apply(value[step], below, (*path, step))
    return value


def _rearranged(elements: list[Any], changes: Sequence[Change]) -> list[Any]:
    gone = {c.path[-1] for c in changes if c.kind == "removed"}
    gone |= {c.source for c in changes if c.kind == "moved" and c.source is not None}
    left = [element for at, element in enumerate(elements) if at not in gone]
    for change in sorted((c for c in changes if c.kind != "removed"), key=lambda c: c.path):
        at = change.path[-1]
        assert isinstance(at, int)
        assert at <= len(left)
        moved = change.kind == "moved" and change.source is not None
        left.insert(at, elements[change.source or 0] if moved else whole(change.right))
    return left


def apply_text(text: TextDiff) -> list[bytes]:
    """Return the lines on the right, made of those on the left and of the hunks."""
    lines: list[bytes] = []
    at = 0
    for hunk in text.hunks:
        lines += text.left[at : hunk.start]
        lines += text.right[hunk.first : hunk.last]
        at = hunk.stop
    return [*lines, *text.left[at:]]
