"""Moments and exact sizes as people read them."""

from __future__ import annotations

from datetime import datetime


def exact_size(count: int) -> str:
    """Return every byte of a number of them: `1,234 bytes`."""
    return f"{count:,} byte{'' if count == 1 else 's'}"


def moment(seconds: float) -> str:
    """Return local date and time of a time in seconds since the epoch."""
    return _local(seconds).strftime("%Y-%m-%d %H:%M:%S")


def minute(seconds: float) -> str:
    """Return local date and time to the minute, sixteen characters."""
    return f"{_local(seconds):%Y-%m-%d %H:%M}"


def short_moment(seconds: float, now: float) -> str:
    """Return eleven characters: the time of today, the day of this year, or the date."""
    when, today = _local(seconds), _local(now)
    if when.date() == today.date():
        return f"{when:%H:%M:%S}".rjust(11)
    if when.year == today.year:
        return f"{when:%m-%d %H:%M}"
    return f"{when:%Y-%m-%d}".rjust(11)


def _local(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds).astimezone()
