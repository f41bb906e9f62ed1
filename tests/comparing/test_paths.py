"""Paths, and the patterns that name places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.comparing.paths import (
    Path,
    behind,
    format_path,
    parse_pattern,
    pattern_of,
)

PATHS = st.lists(st.text(max_size=6) | st.integers(0, 99), min_size=1, max_size=4).map(tuple)


def names(pattern: str, path: Path) -> bool:
    scope = frozenset({parse_pattern(pattern)})
    for step in path:
        scope = behind(scope, step)
    return () in scope


@given(PATHS)
def test_a_path_that_is_written_and_read_names_its_place(path: Path) -> None:
    assert names(format_path(path), path)
    assert names(pattern_of(path), path)


@given(PATHS, PATHS)
def test_it_names_no_other_place(path: Path, other: Path) -> None:
    assert names(format_path(path), other) == (path == other)


def test_what_stands_for_any() -> None:
    assert names("$.items[*].at", ("items", 3, "at"))
    assert names("$.*.at", ("items", "at"))
    assert names("$[*]", (0,))
    assert not names("$.items[*].at", ("items", "at"))


def test_any_depth() -> None:
    for path in (("at",), ("a", "at"), ("a", 3, "b", "at")):
        assert names("$..at", path)
    assert names("$.a..at", ("a", 0, "at"))
    assert not names("$.a..at", ("b", "at"))
    assert names("$..[0]", ("a", 0))
    assert names("$..*", ("a", "b"))


def test_quotes() -> None:
    for pattern in ("$['it\\'s \"so\"']", '$["it\'s \\"so\\""]'):
        assert names(pattern, ('it\'s "so"',))
    assert names("$['\\u00e4']", ("ä",))
