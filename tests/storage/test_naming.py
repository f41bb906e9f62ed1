from __future__ import annotations

import os
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.storage.naming import copy_base, folder_name, natural_key, new_id, slug

outside = st.text(max_size=200) | st.text("./\\\x00 -~\u202ea\ud800", max_size=50)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Get a user", "get-a-user"),
        ("  GET /users/{id}?x=1  ", "get-users-id-x-1"),
        ("../../etc/passwd", "etc-passwd"),
        ("..", "request"),
        ("", "request"),
        ("\0", "request"),
        ("Zoë 日本", "zoë-日本"),
        ("Straße", "strasse"),
        ("Cafe\u0301", "café"),
    ],
)
def test_slug(name: str, expected: str) -> None:
    assert slug(name, "request") == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("User accounts", "User accounts"),
        ("../../etc", "-..-etc"),
        ("a/b\\c", "a-b-c"),
        ("..", ""),
        (".hidden", "hidden"),
        ("tab\there\x1b", "tab-here-"),
        ("trailing. ", "trailing"),
    ],
)
def test_folder_name(name: str, expected: str) -> None:
    assert folder_name(name) == expected


@given(outside)
def test_no_name_from_outside_leaves_its_folder_or_is_refused_by_the_system(name: str) -> None:
    for safe in (slug(name, "request"), folder_name(name) or "x"):
        assert os.path.basename(safe) == safe
        assert safe not in ("", ".", "..")
        assert not safe.startswith(".")
        assert "\0" not in safe
        assert len(os.fsencode(safe)) <= 200


@given(st.lists(st.text("aB019-²", max_size=6)))
def test_natural_order_is_an_order(names: list[str]) -> None:
    backwards = names[::-1]
    assert sorted(names, key=natural_key) == sorted(backwards, key=natural_key)


def test_natural_order_counts_and_ignores_case() -> None:
    names = ["v10", "V2", "v1", "b", "A"]
    assert sorted(names, key=natural_key) == ["A", "b", "v1", "V2", "v10"]


def test_ids_are_unique_and_in_order_of_creation() -> None:
    ids = [uuid.UUID(new_id()) for _ in range(100)]
    assert len(set(ids)) == 100
    assert {one.version for one in ids} == {7}
    assert {one.variant for one in ids} == {uuid.RFC_4122}
    milliseconds = [one.int >> 80 for one in ids]
    assert milliseconds == sorted(milliseconds)


def test_copies_of_copies_are_copies_of_the_first() -> None:
    assert [copy_base(name) for name in ("X", "X copy", "X copy 12")] == ["X", "X", "X"]
    assert copy_base("copy") == "copy"
