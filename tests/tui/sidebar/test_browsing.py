"""What a person sees and does in the tree."""

from __future__ import annotations

from pathlib import Path

from endpoint_explorer.model.collection import Entry, Summary
from endpoint_explorer.tui.panes.sidebar import Sidebar
from endpoint_explorer.tui.panes.sidebar.note import Note

from .conftest import DEMO, FOLDERS, ROOT, ROOTS, SUMMARIES, USERS, Opener, folder, request

GET = USERS / "get-user.toml"
BIG = DEMO / "big"
MANY = tuple(request(BIG / f"request-{number:05}.toml") for number in range(10_000))
WITH_BIG = {**FOLDERS, DEMO: (folder(BIG), *FOLDERS[DEMO]), BIG: MANY}


async def test_the_expanded_collection_shows_its_entries_with_badges_and_names(
    opened: Opener,
) -> None:
    async with opened() as stage:
        assert stage.host.lines == [
            " ▾ Demo API",
            "   ▸ users",
            "   ▸ empty",
            "   GET   Health",
            " ▸ tavus",
        ]


async def test_enter_expands_asks_once_and_collapses(opened: Opener) -> None:
    async with opened() as stage:
        await stage.press("j", "enter")
        assert "     POST  Create a user" in stage.host.lines
        await stage.press("enter")
        assert "     POST  Create a user" not in stage.host.lines
        await stage.press("enter")
        assert "     POST  Create a user" in stage.host.lines
        asked = [message.folder for message in stage.host.all_heard(Sidebar.ChildrenWanted)]
        assert asked == [DEMO, USERS]


async def test_children_given_at_once_are_not_asked_for(opened: Opener) -> None:
    async with opened() as stage:
        stage.host.heard.clear()
        tavus = ROOT / "tavus"
        stage.sidebar.set_roots(ROOTS, tavus)
        stage.sidebar.set_children(tavus, FOLDERS[tavus])
        await stage.settle()
        assert "   GET   A replica" in stage.host.lines
        assert not stage.host.all_heard(Sidebar.ChildrenWanted)


async def test_an_empty_folder_says_so_and_the_cursor_passes_over_it(opened: Opener) -> None:
    async with opened() as stage:
        await stage.go_to(DEMO / "empty")
        await stage.press("enter")
        assert "     empty" in stage.host.lines
        await stage.press("j")
        assert stage.host.at == DEMO / "health.toml"
        await stage.press("k")
        assert stage.host.at == DEMO / "empty"


async def test_enter_and_click_open_a_request_which_is_then_marked(opened: Opener) -> None:
    async with opened() as stage:
        await stage.go_to(GET)
        await stage.press("enter")
        assert "▌    GET   Get a user" in stage.host.lines
        await stage.pilot.click(stage.sidebar.entries, offset=(8, 2))
        await stage.settle()
        opened_paths = [m.path for m in stage.host.all_heard(Sidebar.RequestOpened)]
        assert opened_paths == [GET, USERS / "create-user.toml"]
        assert "▌    POST  Create a user" in stage.host.lines


async def test_a_click_expands_a_folder(opened: Opener) -> None:
    async with opened() as stage:
        await stage.pilot.click(stage.sidebar.entries, offset=(8, 1))
        await stage.settle()
        assert stage.host.at == USERS
        assert "     GET   Get a user" in stage.host.lines


async def test_h_and_l_walk_out_and_in(opened: Opener) -> None:
    async with opened() as stage:
        await stage.press("l", "l", "l")
        assert stage.host.at == USERS / "create-user.toml"
        await stage.press("h")
        assert stage.host.at == USERS
        await stage.press("h")
        assert "   ▸ users" in stage.host.lines
        await stage.press("h", "h")
        assert stage.host.lines == [" ▸ Demo API", " ▸ tavus"]
        await stage.press("space")
        assert "   ▸ users" in stage.host.lines


async def test_drafts_have_a_dot_and_so_has_the_closed_folder_above(opened: Opener) -> None:
    async with opened() as stage:
        stage.sidebar.set_drafts(frozenset({GET}))
        await stage.settle()
        (line,) = [line for line in stage.host.lines if "users" in line]
        assert line.endswith(" ●")
        await stage.go_to(GET)
        (line,) = [line for line in stage.host.lines if "●" in line]
        assert line.split() == ["GET", "Get", "a", "user", "●"]
        assert len(line) == stage.sidebar.entries.size.width


async def test_the_open_request_is_shown_when_its_folder_is_loaded(opened: Opener) -> None:
    async with opened() as stage:
        stage.sidebar.set_current(GET)
        await stage.settle()
        assert stage.host.at == DEMO
        await stage.go_to(USERS)
        await stage.press("enter", "h", "g")
        stage.sidebar.set_current(GET)
        await stage.settle()
        assert stage.host.at == GET
        stage.sidebar.set_current(None)
        await stage.settle()
        assert not any("▌" in line for line in stage.host.lines)


async def test_answering_an_opening_leaves_a_cursor_that_has_moved_on(opened: Opener) -> None:
    async with opened() as stage:
        await stage.go_to(GET)
        stage.sidebar.entries.action_select()
        stage.sidebar.entries.action_move(-1)
        await stage.settle()
        assert stage.host.all_heard(Sidebar.RequestOpened)
        assert stage.host.at == USERS / "delete-user.toml"


async def test_a_malformed_file_is_marked_explained_and_opens_as_a_problem(
    opened: Opener,
) -> None:
    bad = DEMO / "health.toml"
    summaries = {**SUMMARIES, bad: Summary("", problem="Expected [x] here", problem_line=3)}
    async with opened(summaries=summaries) as stage:
        assert "   !     health" in stage.host.lines
        note = stage.sidebar.query_one(Note)
        assert not note.has_class("-shown")
        await stage.go_to(bad)
        text = "\n".join(note.render_line(y).text for y in range(note.size.height))
        assert "health.toml:3" in text
        assert "Expected [x] here" in text
        await stage.press("enter")
        assert [m.path for m in stage.host.all_heard(Sidebar.ProblemOpened)] == [bad]
        assert not stage.host.all_heard(Sidebar.RequestOpened)
        await stage.press("k")
        assert not note.has_class("-shown")


async def test_ten_thousand_entries_cost_the_rows_in_view(opened: Opener) -> None:
    async with opened(folders=WITH_BIG) as stage:
        await stage.go_to(BIG)
        stage.host.heard.clear()
        await stage.press("enter")
        assert stage.sidebar.entries.row_count == 10_006
        height = stage.sidebar.entries.size.height
        asked = stage.host.all_heard(Sidebar.SummariesWanted)
        assert sum(len(message.entries) for message in asked) <= height
        await stage.press("G")
        asked = stage.host.all_heard(Sidebar.SummariesWanted)
        assert 10 < sum(len(message.entries) for message in asked) <= 2 * height
        assert MANY[5000] not in [entry for message in asked for entry in message.entries]


async def test_what_left_the_view_unanswered_is_asked_for_again(opened: Opener) -> None:
    async with opened(folders=WITH_BIG, summaries={}) as stage:
        await stage.go_to(BIG)
        await stage.press("enter", "G", "g")
        stage.host.heard.clear()
        await stage.press("G", "g")
        asked = stage.host.all_heard(Sidebar.SummariesWanted)
        assert MANY[0] in asked[-1].entries


async def test_a_refresh_keeps_what_was_expanded_and_the_cursor(opened: Opener) -> None:
    async with opened() as stage:
        await stage.go_to(GET)
        added = request(DEMO / "added.toml")
        stage.sidebar.refresh_folder(DEMO, (*FOLDERS[DEMO], added), None)
        await stage.settle()
        assert stage.host.at == GET
        assert "   added" in [line.replace("      ", "") for line in stage.host.lines]
        stage.sidebar.refresh_folder(USERS, (request(USERS / "a.toml"), *FOLDERS[USERS]), None)
        await stage.settle()
        assert stage.host.at == GET


async def test_a_refresh_selects_what_was_made_in_a_closed_folder(opened: Opener) -> None:
    async with opened() as stage:
        made = USERS / "made.toml"
        stage.sidebar.refresh_folder(USERS, (*FOLDERS[USERS], request(made)), made)
        await stage.settle()
        assert stage.host.at == made


async def test_after_a_deletion_the_cursor_is_on_the_next_row(opened: Opener) -> None:
    async with opened() as stage:
        await stage.go_to(USERS / "delete-user.toml")
        left = tuple(e for e in FOLDERS[USERS] if e.path.stem != "delete-user")
        stage.sidebar.refresh_folder(USERS, left, None)
        await stage.settle()
        assert stage.host.at == GET


async def test_a_renamed_folder_stays_expanded(opened: Opener) -> None:
    people = DEMO / "people"
    folders = {**FOLDERS, people: (request(people / "x.toml"),)}
    async with opened(folders=folders) as stage:
        await stage.go_to(GET)
        entries = (folder(people), *FOLDERS[DEMO][1:])
        stage.sidebar.refresh_folder(DEMO, entries, people)
        await stage.settle()
        assert stage.host.at == people
        assert "   ▾ people" in stage.host.lines
        assert stage.host.all_heard(Sidebar.ChildrenWanted)[-1].folder == people


async def test_a_refresh_of_the_root_adds_a_collection_and_reads_names_again(
    opened: Opener,
) -> None:
    async with opened() as stage:
        new = Entry(ROOT / "new", "collection")
        stage.host.summaries = {**SUMMARIES, DEMO: Summary("Renamed API")}
        stage.sidebar.refresh_folder(ROOT, (*ROOTS, new), new.path)
        await stage.settle()
        assert stage.host.at == new.path
        assert stage.host.lines[0] == " ▾ Renamed API"
        assert "   ▸ users" in stage.host.lines


async def test_an_empty_place_says_what_to_do(opened: Opener) -> None:
    async with opened(roots=()) as stage:
        text = "\n".join(stage.host.lines)
        assert "endpoint-explorer demo" in text
        await stage.press("enter", "r", "x", "j", "space", "h", "l")
        assert not stage.host.heard
        await stage.press("n")
        await stage.press("c")
        assert len(stage.host.all_heard(Sidebar.NewCollectionRequested)) == 2
        new = Entry(ROOT / "new", "collection")
        stage.sidebar.refresh_folder(ROOT, (new,), new.path)
        await stage.settle()
        assert stage.host.at == new.path


async def test_children_of_what_is_not_there_are_ignored(opened: Opener) -> None:
    async with opened() as stage:
        before = stage.host.lines
        stage.sidebar.set_children(Path("/elsewhere"), MANY)
        stage.sidebar.refresh_folder(Path("/elsewhere"), MANY, None)
        stage.sidebar.reveal(Path("/elsewhere/x.toml"))
        await stage.settle()
        assert stage.host.lines == before
