"""Lengths of time as people say them."""

from __future__ import annotations

_UNITS = (
    (365 * 86_400, "year"),
    (86_400, "day"),
    (3_600, "hour"),
    (60, "minute"),
    (1, "second"),
)


def duration(seconds: float) -> str:
    """Return the two largest units of a time: `1 year`, `2 hours 5 minutes`."""
    left = int(seconds)
    said: list[str] = []
    for size, unit in _UNITS:
        count, rest = divmod(left, size)
        if count:
            said.append(f"{count:,} {unit}{'' if count == 1 else 's'}")
            left = rest
        elif said:
            break
        if len(said) == 2:
            break
    return " ".join(said) or "0 seconds"


def ago_or_in(seconds: float) -> str:
    """Return how far away a moment is: `in 5 minutes`, `2 days ago`, `now`."""
    if abs(seconds) < 1:
        return "now"
    return f"in {duration(seconds)}" if seconds > 0 else f"{duration(-seconds)} ago"
