"""The rows of the tree, without a screen."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.model.collection import Entry
from endpoint_explorer.tui.panes.sidebar.tree import Caption, EntryTree, Row

from .conftest import DEMO, FOLDERS, ROOTS, USERS, request


def loaded() -> EntryTree:
    tree = EntryTree()
    tree.set_roots(ROOTS)
    for path, entries in FOLDERS.items():
        row = tree.find(path)
        assert row is not None
        tree.fill(row, entries)
    return tree


def paths(tree: EntryTree) -> list[Path]:
    return [line.entry.path for line in tree.lines if isinstance(line, Row)]


def test_expanding_a_folder_expands_those_above_it() -> None:
    tree = loaded()
    row = tree.find(USERS)
    assert row is not None
    assert paths(tree) == [root.path for root in ROOTS]
    tree.expand(row)
    assert USERS / "get-user.toml" in paths(tree)
    tree.collapse(tree.roots[0])
    assert paths(tree) == [root.path for root in ROOTS]
    tree.expand(tree.roots[0])
    assert USERS / "get-user.toml" in paths(tree)


def test_a_trail_ends_where_nothing_is_loaded_or_there() -> None:
    tree = loaded()
    assert [row.entry.path for row in tree.trail(USERS / "get-user.toml")] == [
        DEMO,
        USERS,
        USERS / "get-user.toml",
    ]
    assert [row.entry.path for row in tree.trail(USERS / "gone.toml")] == [DEMO, USERS]
    assert tree.trail(Path("/elsewhere")) == []
    assert tree.find(USERS / "gone.toml") is None


def test_relative_paths_are_found_too() -> None:
    tree = EntryTree()
    tree.set_roots((Entry(Path("demo"), "collection"),))
    tree.fill(tree.roots[0], (request(Path("demo/a.toml")),))
    found = tree.find(Path("demo/a.toml"))
    assert found is not None
    assert tree.parent(found) is tree.roots[0]
    assert tree.parent(tree.roots[0]) is None


def test_filling_again_keeps_what_is_known_of_folders() -> None:
    tree = loaded()
    users = tree.find(USERS)
    assert users is not None
    tree.expand(users)
    demo = tree.roots[0]
    tree.fill(demo, (*FOLDERS[DEMO], request(DEMO / "new.toml")))
    assert tree.find(USERS) is users
    assert DEMO / "new.toml" in paths(tree)


def test_an_empty_folder_holds_a_caption() -> None:
    tree = loaded()
    empty = tree.find(DEMO / "empty")
    assert empty is not None
    tree.expand(empty)
    assert tree.lines[tree.index(empty) + 1] == Caption("empty", depth=2)


NAMES = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=6)


@given(st.lists(st.tuples(NAMES, st.booleans()), max_size=6))
def test_whatever_is_filled_and_toggled_lines_are_the_expanded_rows(
    steps: list[tuple[list[str], bool]],
) -> None:
    tree = EntryTree()
    tree.set_roots(ROOTS)
    for names, is_expanding in steps:
        folders = [line for line in tree.lines if isinstance(line, Row) and not line.is_request]
        row = folders[len(names) % len(folders)]
        tree.fill(row, tuple(Entry(row.entry.path / name, "folder") for name in names))
        if is_expanding:
            tree.expand(row)
        else:
            tree.collapse(row)
        for line in tree.lines:
            if isinstance(line, Row):
                above = tree.parent(line)
                assert tree.find(line.entry.path) is line
                assert above is None or above.is_expanded
                assert tree.lines[tree.index(line)] is line
