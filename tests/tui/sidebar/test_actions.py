"""The keys that ask for a change, and what is left out of the footer."""

from __future__ import annotations

from pathlib import Path

import pytest

from endpoint_explorer.tui.panes.sidebar import Sidebar
from endpoint_explorer.tui.panes.sidebar.view import EntryList

from .conftest import DEMO, ROOT, ROOTS, USERS, Opener, request

GET = USERS / "get-user.toml"


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("r", Sidebar.RenameRequested),
        ("d", Sidebar.DuplicateRequested),
        ("m", Sidebar.MoveRequested),
        ("x", Sidebar.DeleteRequested),
        ("delete", Sidebar.DeleteRequested),
    ],
)
@pytest.mark.parametrize("path", [GET, USERS])
async def test_a_key_asks_for_a_change_of_the_entry_under_the_cursor(
    opened: Opener, key: str, kind: type[Sidebar.RenameRequested], path: Path
) -> None:
    async with opened() as stage:
        await stage.go_to(path)
        await stage.press(key)
        assert [message.entry.path for message in stage.host.all_heard(kind)] == [path]


@pytest.mark.parametrize(
    ("at", "where"), [(GET, USERS), (USERS, USERS), (DEMO, DEMO), (ROOT / "loose.toml", ROOT)]
)
async def test_new_things_go_into_the_folder_at_the_cursor(
    opened: Opener, at: Path, where: Path
) -> None:
    async with opened(roots=(*ROOTS, request(ROOT / "loose.toml"))) as stage:
        await stage.go_to(at)
        await stage.press("n", "N")
        assert [m.folder for m in stage.host.all_heard(Sidebar.NewRequestRequested)] == [where]
        assert [m.folder for m in stage.host.all_heard(Sidebar.NewFolderRequested)] == [where]


async def test_a_collection_is_neither_moved_nor_duplicated(opened: Opener) -> None:
    async with opened() as stage:
        assert stage.host.at == DEMO
        await stage.press("m", "d")
        assert not stage.host.all_heard(Sidebar.MoveRequested)
        assert not stage.host.all_heard(Sidebar.DuplicateRequested)
        shown = {binding.binding.action for binding in stage.host.screen.active_bindings.values()}
        assert "rename" in shown
        assert not shown & {"move", "duplicate", "leave_filter"}


async def test_u_asks_for_what_was_deleted_wherever_the_cursor_is(opened: Opener) -> None:
    async with opened() as stage:
        await stage.press("u")
    async with opened(roots=()) as empty:
        await empty.press("u")
    for each in (stage, empty):
        assert len(each.host.all_heard(Sidebar.RestoreRequested)) == 1


async def test_names_are_given_as_the_file_has_them(opened: Opener) -> None:
    async with opened() as stage:
        await stage.go_to(GET)
        assert stage.sidebar.name_of(request(GET)) == "Get a user"
        assert stage.sidebar.name_of(request(DEMO / "unread.toml")) == "unread"


def test_every_binding_has_an_id_a_tooltip_and_few_are_shown() -> None:
    bindings = [*Sidebar.BINDINGS, *EntryList.BINDINGS]
    for binding in bindings:
        assert not isinstance(binding, tuple)
        assert binding.id
        assert binding.tooltip
    shown = [b for b in bindings if not isinstance(b, tuple) and b.show]
    assert len(shown) <= 7
