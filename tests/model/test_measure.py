from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.model.measure import format_duration, format_size


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (1234, "1.2 kB"),
        (9949, "9.9 kB"),
        (9950, "10 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (50_000_000, "50 MB"),
        (3 * 10**9, "3.0 GB"),
        (10**15, "1000 TB"),
    ],
)
def test_sizes(size: int, text: str) -> None:
    assert format_size(size) == text


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (0.0, "0.00 ms"),
        (0.417, "0.42 ms"),
        (9.999, "10.0 ms"),
        (12.34, "12.3 ms"),
        (99.96, "100 ms"),
        (345.4, "345 ms"),
        (999.6, "1.00 s"),
        (12_340, "12.3 s"),
        (59_960, "1 min 0 s"),
        (125_000, "2 min 5 s"),
    ],
)
def test_durations(milliseconds: float, text: str) -> None:
    assert format_duration(milliseconds) == text


@given(st.integers(0, 10**15))
def test_a_size_is_said_within_five_percent(size: int) -> None:
    number, unit = format_size(size).split()
    factor = 1000 ** ["B", "kB", "MB", "GB", "TB"].index(unit)
    assert abs(float(number) * factor - size) <= 0.055 * size


@given(st.floats(1, 10**8))
def test_a_duration_is_said_within_one_percent(milliseconds: float) -> None:
    parts = format_duration(milliseconds).split()
    units = {"ms": 1, "s": 1000, "min": 60_000}
    said = sum(float(n) * units[unit] for n, unit in zip(parts[::2], parts[1::2], strict=True))
    assert abs(said - milliseconds) <= 0.01 * milliseconds
