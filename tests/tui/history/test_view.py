"""What a person sees and does in a list of the history, over rows in memory."""

from __future__ import annotations

import re

import pytest

from endpoint_explorer.tui.panes.history import window
from endpoint_explorer.tui.panes.history.messages import Ask, HistoryMessages, Subject, ViewState

from ..seeing import work_done
from .conftest import SUBJECT, Host, rows, summary

EVERYTHING = ViewState(scope="everything")


def asks(app: Host) -> list[Ask]:
    return [each.ask for each in app.asked if isinstance(each, HistoryMessages.PageWanted)]


def last(app: Host) -> Ask:
    return asks(app)[-1]


async def test_rows_say_what_came_of_each() -> None:
    recorded = (
        summary(4, environment="staging", changed=True, pinned=True, note="slow one"),
        summary(3, status=None, failure_kind="timeout", method="DELETE"),
        summary(2, status=503, request_name="Get a user"),
        summary(1, url="https://api.example.com/v1/users/1"),
    )
    app = Host(recorded, state=EVERYTHING)
    async with app.run_test(size=(120, 30)) as pilot:
        await work_done(pilot)
        shown = app.shown()
        assert re.search(r"GET +200 +4\.20 ms +1\.2 kB Δ◆• 127\.0\.0\.1:8765/v1/users/4 ", shown)
        assert re.search(r"slow one +staging", shown)
        assert re.search(r"DELETE +✕ .*Timed out: ", shown)
        assert re.search(r"503 .*127\.0\.0\.1:8765/v1/users/2 +Get a user", shown)
        assert re.search(r"Everything +4\b", shown)


async def test_the_host_stands_there_where_there_are_several() -> None:
    app = Host(rows(2), state=EVERYTHING)
    async with app.run_test(size=(100, 30)) as pilot:
        await work_done(pilot)
        assert re.search(r"kB +/v1/users/2\b", app.shown())


@pytest.mark.parametrize(
    ("scope", "says"),
    [
        ("request", "This request was not sent yet."),
        ("route", "This route was not sent yet."),
        ("collection", "Nothing of this collection was sent yet."),
        ("everything", "Nothing was sent yet."),
    ],
)
async def test_an_empty_list_says_what_to_do(scope: str, says: str) -> None:
    app = Host(state=ViewState(scope=scope))  # type: ignore[arg-type] # the scopes, as text
    async with app.run_test(size=(80, 24)) as pilot:
        await work_done(pilot)
        assert says in app.shown()
        app.view.action_search()
        await pilot.press(*"zz")
        await work_done(pilot)
        assert "Nothing was found." in app.shown()


async def test_the_scope_widens_step_by_step() -> None:
    app = Host(rows(3))
    async with app.run_test(size=(100, 30)) as pilot:
        app.view.take_focus()
        await work_done(pilot)
        assert last(app).query.request_id == "0001"
        for scope in ("route", "collection", "everything", "request"):
            await pilot.press("s")
            await work_done(pilot)
            assert app.view.scope == scope
        assert len(asks(app)) == 5


async def test_another_request_is_looked_at_in_the_scope_that_means_something() -> None:
    app = Host(rows(3), state=ViewState(scope="collection"))
    async with app.run_test(size=(100, 30)) as pilot:
        await work_done(pilot)
        app.view.show_subject(Subject(request_id="2", method="GET", url="/x", collection="/shop"))
        await work_done(pilot)
        # The same collection: only what came since is asked for.
        assert (last(app).kind, last(app).after) == ("newer", 3)
        app.view.show_subject(Subject(request_id="3"))
        await work_done(pilot)
        assert (app.view.scope, last(app).query.request_id) == ("request", "3")


async def test_the_narrowest_scope_is_taken_until_one_is_chosen() -> None:
    app = Host(rows(3), subject=Subject())
    async with app.run_test(size=(100, 30)) as pilot:
        await work_done(pilot)
        assert app.view.scope == "everything"
        app.view.show_subject(SUBJECT)
        await work_done(pilot)
        assert (app.view.scope, last(app).query.request_id) == ("request", "0001")
        app.view.take_focus()
        await pilot.press("s", "s", "s")
        app.view.show_subject(Subject(request_id="2"))
        await work_done(pilot)
        assert app.view.scope == "everything"


async def test_what_can_be_done_to_a_row() -> None:
    app = Host(rows(9), state=EVERYTHING)
    async with app.run_test(size=(100, 30)) as pilot:
        app.view.take_focus()
        await work_done(pilot)
        app.asked.clear()
        await pilot.press("j", "enter", "r", "R", "E", "e", "p", "n", "d", "c", "C", "H")
        await work_done(pilot)
        (opened, again, as_it_was, elsewhere, load, pin, note, delete, compare, current, screen) = (
            app.asked
        )
        assert isinstance(opened, HistoryMessages.Opened)
        assert opened.exchange_id == 8
        for message, how in ((again, "again"), (as_it_was, "as-it-was"), (elsewhere, "elsewhere")):
            assert isinstance(message, HistoryMessages.ReplayRequested)
            assert (message.ids, message.how) == ((8,), how)
        assert isinstance(load, HistoryMessages.LoadRequested)
        assert isinstance(pin, HistoryMessages.PinRequested)
        assert (pin.ids, pin.pinned) == ((8,), True)
        assert isinstance(note, HistoryMessages.NoteRequested)
        assert isinstance(delete, HistoryMessages.DeleteRequested)
        assert isinstance(compare, HistoryMessages.CompareRequested)
        assert (compare.ids, compare.with_current) == ((8,), False)
        assert isinstance(current, HistoryMessages.CompareRequested)
        assert current.with_current
        assert isinstance(screen, HistoryMessages.ScreenRequested)


async def test_marked_rows_are_taken_together() -> None:
    app = Host((summary(3), summary(2, pinned=True), summary(1, pinned=True)), state=EVERYTHING)
    async with app.run_test(size=(100, 30)) as pilot:
        app.view.take_focus()
        await work_done(pilot)
        app.asked.clear()
        await pilot.press("j", "space", "space", "c", "p", "d")
        await work_done(pilot)
        assert "2 marked" in app.shown()
        compare, pin, delete = app.asked
        assert isinstance(compare, HistoryMessages.CompareRequested)
        assert compare.ids == (1, 2)
        assert isinstance(pin, HistoryMessages.PinRequested)
        assert not pin.pinned
        assert isinstance(delete, HistoryMessages.DeleteRequested)
        app.view.forget(frozenset({1, 2}))
        await work_done(pilot)
        assert "marked" not in app.shown()
        assert [row.id for row in app.view.list.rows] == [3]
        await pilot.press("space")
        await work_done(pilot)
        assert "1 marked" in app.shown()
        await pilot.press("escape")
        await work_done(pilot)
        assert "marked" not in app.shown()


async def test_rows_arrive_as_one_goes_down_and_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "MOST", 300)
    app = Host(rows(900), state=EVERYTHING)
    async with app.run_test(size=(100, 30)) as pilot:
        app.view.take_focus()
        await work_done(pilot)
        list_ = app.view.list
        assert len(list_.rows) == 100
        while list_.current is not None and list_.current.id > 300:
            list_.action_page(3)
            await pilot.pause()
        assert len(list_.rows) == 300
        assert list_.rows[0].id < 900
        at = list_.current
        while list_.current is not None and list_.current.id < 900:
            list_.action_page(-3)
            await pilot.pause()
        assert at is not None
        assert [row.id for row in list_.rows] == list(range(900, 900 - len(list_.rows), -1))


async def test_rows_that_arrive_above_leave_what_is_seen_where_it_is() -> None:
    app = Host(rows(1_000), state=ViewState(scope="everything", at=500))
    async with app.run_test(size=(100, 30)) as pilot:
        app.view.take_focus()
        await work_done(pilot)
        list_ = app.view.list
        assert list_.current is not None
        assert list_.current.id == 500
        assert list_.rows[0].id == 600
        first = next(line for line in app.shown().splitlines() if "/users/" in line)
        assert "/users/500" in first
        await pilot.press("k")
        await work_done(pilot)
        first = next(line for line in app.shown().splitlines() if "/users/" in line)
        assert "/users/501" in first


async def test_the_oldest_and_the_newest_are_one_key_away() -> None:
    app = Host(rows(1_000_000, 997_001), state=EVERYTHING)
    async with app.run_test(size=(100, 30)) as pilot:
        app.view.take_focus()
        await work_done(pilot)
        await pilot.press("G")
        await work_done(pilot)
        assert app.view.current is not None
        assert app.view.current.id == 997_001
        assert "/users/997001" in app.shown()
        assert {ask.kind for ask in asks(app)} <= {"newest", "oldest", "newer", "older"}
        await pilot.press("g")
        await work_done(pilot)
        assert app.view.current.id == 1_000_000
        assert "/users/1000000" in app.shown()


async def test_each_page_is_asked_for_once() -> None:
    app = Host(rows(300), state=EVERYTHING)
    async with app.run_test(size=(100, 30)) as pilot:
        app.view.take_focus()
        await work_done(pilot)
        app.is_answering = False
        app.asked.clear()
        for _ in range(8):
            await pilot.press("pagedown")
        await work_done(pilot)
        (ask,) = asks(app)
        assert (ask.kind, ask.before) == ("older", 201)


async def test_a_new_row_does_not_move_the_cursor_off_its_exchange() -> None:
    app = Host(rows(9), state=EVERYTHING)
    async with app.run_test(size=(100, 30)) as pilot:
        app.view.take_focus()
        await work_done(pilot)
        await pilot.press("j", "j")
        app.recorded = rows(10)
        app.view.refresh_rows()
        await work_done(pilot)
        assert app.view.current is not None
        assert app.view.current.id == 7
        assert "/users/10" in app.shown()
        await pilot.press("g")
        app.recorded = rows(11)
        app.view.refresh_rows()
        await work_done(pilot)
        assert app.view.current.id == 11


async def test_an_answer_to_what_is_not_asked_any_more_is_dropped() -> None:
    app = Host(rows(9), state=EVERYTHING)
    async with app.run_test(size=(100, 30)) as pilot:
        app.view.take_focus()
        await work_done(pilot)
        app.is_answering = False
        app.view.ask_anew()
        await work_done(pilot)
        old = app.asked[-1]
        app.view.ask_anew("oldest")
        await work_done(pilot)
        new = app.asked[-1]
        assert isinstance(old, HistoryMessages.PageWanted)
        assert isinstance(new, HistoryMessages.PageWanted)
        app.recorded = rows(3)
        app.view.show_page(old.ask, app.page(old))
        assert app.view.list.row_count == 9
        app.view.show_page(new.ask, app.page(new))
        assert app.view.list.row_count == 3


async def test_what_is_looked_at_can_be_come_back_to() -> None:
    app = Host(rows(900), state=EVERYTHING)
    async with app.run_test(size=(120, 30)) as pilot:
        app.view.take_focus()
        await work_done(pilot)
        await pilot.press("slash", *"ada", "enter", "G", "k")
        await work_done(pilot)
        state = app.view.state
        assert (state.scope, state.text, state.at) == ("everything", "ada", 2)
    app = Host(rows(900), state=state)
    async with app.run_test(size=(120, 30)) as pilot:
        await work_done(pilot)
        assert app.view.current is not None
        assert app.view.current.id == 2
        assert last(app).query.words[0].text == "ada"
