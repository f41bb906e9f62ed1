"""How sizes and durations are said to a person, the same in both front ends."""

from __future__ import annotations

_UNITS = ("kB", "MB", "GB", "TB")


def format_size(size: int) -> str:
    """Say a number of bytes in three digits, in powers of 1000: `999 B`, `1.2 kB`, `34 MB`."""
    if size < 1000:
        return f"{size} B"
    amount = size / 1000
    for unit in _UNITS[:-1]:
        if amount < 999.5:
            return _scaled(amount, unit)
        amount /= 1000
    return _scaled(amount, _UNITS[-1])


def _scaled(amount: float, unit: str) -> str:
    return f"{amount:.1f} {unit}" if amount < 9.95 else f"{amount:.0f} {unit}"


def format_duration(milliseconds: float) -> str:
    """Say a duration in three digits: `0.42 ms`, `12.3 ms`, `345 ms`, `1.23 s`, `2 min 5 s`."""
    if milliseconds < 9.995:
        return f"{milliseconds:.2f} ms"
    if milliseconds < 99.95:
        return f"{milliseconds:.1f} ms"
    if milliseconds < 999.5:
        return f"{milliseconds:.0f} ms"
    seconds = milliseconds / 1000
    if seconds < 59.95:
        return f"{seconds:.2f} s" if seconds < 9.995 else f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"
