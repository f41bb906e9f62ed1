"""Times and sizes as people read them."""

from __future__ import annotations

from datetime import datetime


def duration(milliseconds: float) -> str:
    """Return a time in three significant digits: `0.84 ms`, `12.3 ms`, `1.24 s`, `2 m 05 s`."""
    if milliseconds < 1:
        return f"{milliseconds:.2f} ms"
    if milliseconds < 99.95:
        return f"{milliseconds:.1f} ms"
    if milliseconds < 999.5:
        return f"{milliseconds:.0f} ms"
    seconds = milliseconds / 1000
    if seconds < 59.995:
        return f"{seconds:.2f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} m {rest:02} s"


def size(count: int) -> str:
    """Return a number of bytes in decimal units: `812 B`, `1.2 kB`, `10.5 MB`."""
    if count < 1000:
        return f"{count} B"
    amount = float(count)
    for unit in ("kB", "MB", "GB"):
        amount /= 1000
        if amount < 999.95 or unit == "GB":
            break
    return f"{amount:.1f} {unit}"


def exact_size(count: int) -> str:
    """Return every byte of a number of them: `1,234 bytes`."""
    return f"{count:,} byte{'' if count == 1 else 's'}"


def moment(seconds: float) -> str:
    """Return local date and time of a time in seconds since the epoch."""
    return _local(seconds).strftime("%Y-%m-%d %H:%M:%S")


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
