"""What the filter finds, and how one comes back from it."""

from __future__ import annotations

import asyncio

from textual.events import Key

from endpoint_explorer.model.collection import Summary
from endpoint_explorer.tui.panes.sidebar import Sidebar
from endpoint_explorer.tui.panes.sidebar.filter import SLICE, FilterIndex
from endpoint_explorer.tui.panes.sidebar.note import Note
from endpoint_explorer.tui.panes.sidebar.tree import Row

from .conftest import DEMO, ROOT, SUMMARIES, USERS, Opener, request

GET = USERS / "get-user.toml"
REPLICA = ROOT / "tavus" / "replica.toml"


async def test_every_word_must_be_in_name_method_or_url(opened: Opener) -> None:
    async with opened() as stage:
        await stage.find("USER get")
        assert stage.host.lines == [" Demo API / users", " GET   Get a user"]
        await stage.press("backspace", "backspace", "backspace")
        assert len(stage.host.lines) == 4
        await stage.find("user {ID}")
        assert stage.host.lines[1:] == [" DEL   Delete a user", " GET   Get a user"]
        await stage.find("user zzz")
        assert stage.host.lines == [" Nothing holds all of it."]


async def test_a_whole_name_comes_first_then_a_beginning_then_the_rest() -> None:
    names = ("Users of a team", "List users", "Users", "Get")
    index = FilterIndex()
    paths = [ROOT / f"{number}.toml" for number in range(len(names))]
    await index.build(
        {path: Summary(name, "GET", "/users") for path, name in zip(paths, names, strict=True)}
    )
    lines, count = await index.match(["users"])
    found = [line.entry.path for line in lines if isinstance(line, Row)]
    assert [paths.index(path) for path in found] == [2, 0, 1, 3]
    assert (count, len(lines)) == (4, 5)


async def test_escape_restores_the_tree_and_the_cursor(opened: Opener) -> None:
    async with opened() as stage:
        await stage.go_to(DEMO / "health.toml")
        before = stage.host.lines
        await stage.find("user")
        assert stage.host.lines != before
        await stage.press("down", "escape")
        assert stage.host.lines == before
        assert stage.host.at == DEMO / "health.toml"
        assert stage.sidebar.entries.has_focus
        assert not stage.host.all_heard(Sidebar.RequestOpened)


async def test_enter_opens_the_first_result_and_shows_it_in_the_tree(opened: Opener) -> None:
    async with opened() as stage:
        await stage.find("replica")
        await stage.press("enter")
        assert [m.path for m in stage.host.all_heard(Sidebar.RequestOpened)] == [REPLICA]
        assert stage.host.at == REPLICA
        assert not stage.sidebar.is_filtering
        assert "▌  GET   A replica" in stage.host.lines


async def test_enter_right_after_typing_opens_what_the_whole_query_finds(opened: Opener) -> None:
    async with opened() as stage:
        await stage.pilot.press("slash", *"replica", "enter")
        await stage.settle()
        assert [m.path for m in stage.host.all_heard(Sidebar.RequestOpened)] == [REPLICA]


async def test_arrows_choose_a_result_and_captions_are_passed_over(opened: Opener) -> None:
    async with opened() as stage:
        await stage.find("v")
        assert stage.host.at == USERS / "create-user.toml"
        await stage.press("down", "down", "down")
        assert stage.host.at == REPLICA
        await stage.press("up", "enter")
        assert [m.path for m in stage.host.all_heard(Sidebar.RequestOpened)] == [GET]


async def test_a_click_opens_a_result(opened: Opener) -> None:
    async with opened() as stage:
        await stage.find("delete")
        await stage.pilot.click(stage.sidebar.entries, offset=(8, 1))
        await stage.settle()
        paths = [m.path for m in stage.host.all_heard(Sidebar.RequestOpened)]
        assert paths == [USERS / "delete-user.toml"]


async def test_the_method_and_url_of_a_result_stand_below(opened: Opener) -> None:
    async with opened() as stage:
        await stage.find("delete")
        note = stage.sidebar.query_one(Note)
        assert note.display
        assert "DELETE /v1/users/{id}" in note.render_line(0).text
        await stage.press("escape")
        assert not note.display


async def test_keys_work_on_results_once_the_list_has_the_focus(opened: Opener) -> None:
    async with opened() as stage:
        await stage.find("delete")
        await stage.press("r")
        assert not stage.host.all_heard(Sidebar.RenameRequested)
        await stage.press("backspace", "tab", "r")
        assert [m.entry.path for m in stage.host.all_heard(Sidebar.RenameRequested)] == [
            USERS / "delete-user.toml"
        ]
        left = {path: found for path, found in SUMMARIES.items() if "delete" not in path.stem}
        stage.host.summaries = left
        stage.sidebar.refresh_folder(USERS, tuple(request(p) for p in left), None)
        await stage.settle()
        assert stage.host.lines == [" Nothing holds all of it."]
        await stage.press("escape")
        assert stage.host.lines[0] == " ▾ Demo API"


async def test_keys_that_follow_the_slash_in_one_burst_are_no_commands(opened: Opener) -> None:
    async with opened() as stage:
        await stage.go_to(GET)
        for key in ("/", "x", "r", "n"):
            stage.host.post_message(Key("slash" if key == "/" else key, key))
        await stage.settle()
        assert stage.sidebar.is_filtering
        assert not stage.host.all_heard(Sidebar.DeleteRequested)
        assert not stage.host.all_heard(Sidebar.RenameRequested)
        assert not stage.host.all_heard(Sidebar.NewRequestRequested)


async def test_the_filter_is_opened_from_elsewhere(opened: Opener) -> None:
    async with opened() as stage:
        stage.sidebar.focus_filter()
        await stage.settle()
        await stage.press(*"health")
        assert stage.host.at == DEMO / "health.toml"


async def test_the_last_query_is_ready_to_be_used_again_or_typed_over(opened: Opener) -> None:
    async with opened() as stage:
        await stage.find("delete")
        await stage.press("escape", "slash")
        assert stage.host.at == USERS / "delete-user.toml"
        await stage.press(*"health")
        assert stage.host.at == DEMO / "health.toml"


async def test_each_opening_of_the_filter_asks_for_what_there_is_now(opened: Opener) -> None:
    async with opened() as stage:
        assert not stage.host.all_heard(Sidebar.FilterIndexWanted)
        await stage.press("slash", "escape", "slash")
        assert len(stage.host.all_heard(Sidebar.FilterIndexWanted)) == 2


async def test_the_tree_stays_usable_while_the_query_is_empty(opened: Opener) -> None:
    async with opened() as stage:
        await stage.press("slash", "down", "enter")
        assert "     GET   Get a user" in stage.host.lines
        assert stage.host.at == USERS


async def test_only_results_in_view_are_read(opened: Opener) -> None:
    big = DEMO / "big"
    many = {
        big / f"r-{number}.toml": Summary(f"Request {number}", "GET", "/x")
        for number in range(10_000)
    }
    async with opened(summaries={**SUMMARIES, **many}) as stage:
        stage.host.heard.clear()
        await stage.find("request")
        assert stage.sidebar.entries.row_count == 10_001
        asked = stage.host.all_heard(Sidebar.SummariesWanted)
        seen = {entry.path for message in asked for entry in message.entries}
        assert 0 < len(seen) <= stage.host.size.height
        assert "10,000 of 10,005" in str(stage.sidebar.border_subtitle)


async def test_an_index_gives_way_between_slices() -> None:
    summaries = {
        DEMO / f"{number}.toml": Summary(f"Name {number}", "GET", "/Straße")
        for number in range(2 * SLICE + 1)
    }
    index = FilterIndex()
    turns = 0

    async def count_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count_turns())
    await index.build(summaries)
    lines, count = await index.match(("strasse", "7"))
    counting.cancel()
    assert turns >= 6
    assert count == sum("7" in summary.name for summary in summaries.values())
    assert sum(isinstance(line, Row) for line in lines) == count
