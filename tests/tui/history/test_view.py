"""What a person sees and does in a list of the history, over rows in memory."""

from __future__ import annotations

import re

import pytest

from endpoint_explorer.model.history import EndpointSummary, TrendPoint
from endpoint_explorer.tui.panes.history import window
from endpoint_explorer.tui.panes.history.messages import Ask, HistoryMessages, Subject, ViewState

from .conftest import SUBJECT, Host, rows, settle, summary

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
        await settle(pilot)
        shown = app.shown()
        assert re.search(r"GET +200 +4\.20 ms +1\.2 kB Δ◆• 127\.0\.0\.1:8765/v1/users/4 ", shown)
        assert re.search(r"slow one +staging", shown)
        assert re.search(r"DELETE +✕ .*Timed out: ", shown)
        assert re.search(r"503 .*127\.0\.0\.1:8765/v1/users/2 +Get a user", shown)
        assert re.search(r"Everything +4\b", shown)


async def test_the_host_stands_there_where_there_are_several() -> None:
    app = Host(rows(2), state=EVERYTHING)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
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
        await settle(pilot)
        assert says in app.shown()
        app.view.action_search()
        await pilot.press(*"zz")
        await settle(pilot)
        assert "Nothing was found." in app.shown()


async def test_the_scope_widens_step_by_step() -> None:
    app = Host(rows(3))
    async with app.run_test(size=(100, 30)) as pilot:
        app.view.take_focus()
        await settle(pilot)
        assert last(app).query.request_id == "0001"
        for scope in ("route", "collection", "everything", "request"):
            await pilot.press("s")
            await settle(pilot)
            assert app.view.scope == scope
        assert len(asks(app)) == 5


async def test_another_request_is_looked_at_in_the_scope_that_means_something() -> None:
    app = Host(rows(3), state=ViewState(scope="collection"))
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        app.view.show_subject(Subject(request_id="2", method="GET", url="/x", collection="/shop"))
        await settle(pilot)
        # The same collection: only what came since is asked for.
        assert (last(app).kind, last(app).after) == ("newer", 3)
        app.view.show_subject(Subject(request_id="3"))
        await settle(pilot)
        assert (app.view.scope, last(app).query.request_id) == ("request", "3")


async def test_the_narrowest_scope_is_taken_until_one_is_chosen() -> None:
    app = Host(rows(3), subject=Subject())
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert app.view.scope == "everything"
        app.view.show_subject(SUBJECT)
        await settle(pilot)
        assert (app.view.scope, last(app).query.request_id) == ("request", "0001")
        app.view.take_focus()
        await pilot.press("s", "s", "s")
        app.view.show_subject(Subject(request_id="2"))
        await settle(pilot)
        assert app.view.scope == "everything"


async def test_what_can_be_done_to_a_row() -> None:
    app = Host(rows(9), state=EVERYTHING)
    async with app.run_test(size=(100, 30)) as pilot:
        app.view.take_focus()
        await settle(pilot)
        app.asked.clear()
        await pilot.press("j", "enter", "r", "R", "E", "e", "p", "n", "d", "c", "C", "H")
        await settle(pilot)
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
        await settle(pilot)
        app.asked.clear()
        await pilot.press("j", "space", "space", "c", "p", "d")
        await settle(pilot)
        assert "2 marked" in app.shown()
        compare, pin, delete = app.asked
        assert isinstance(compare, HistoryMessages.CompareRequested)
        assert compare.ids == (1, 2)
        assert isinstance(pin, HistoryMessages.PinRequested)
        assert not pin.pinned
        assert isinstance(delete, HistoryMessages.DeleteRequested)
        app.view.forget(frozenset({1, 2}))
        await settle(pilot)
        assert "marked" not in app.shown()
        assert [row.id for row in app.view.list.rows] == [3]
        await pilot.press("space")
        await settle(pilot)
        assert "1 marked" in app.shown()
        await pilot.press("escape")
        await settle(pilot)
        assert "marked" not in app.shown()


async def test_rows_arrive_as_one_goes_down_and_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "MOST", 300)
    app = Host(rows(900), state=EVERYTHING)
    async with app.run_test(size=(100, 30)) as pilot:
        app.view.take_focus()
        await settle(pilot)
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
        await settle(pilot)
        list_ = app.view.list
        assert list_.current is not None
        assert list_.current.id == 500
        assert list_.rows[0].id == 600
        before = [row for row in app.shown().splitlines() if "/users/" in row]
        await pilot.press("k", "j")
        await settle(pilot)
        assert list_.current.id == 500
        assert before[1:3] == [row for row in app.shown().splitlines() if "/users/" in row][
            2:4
        ] or ("/users/500" in app.shown())


async def test_the_oldest_and_the_newest_are_one_key_away() -> None:
    app = Host(rows(1_000_000, 997_001), state=EVERYTHING)
    async with app.run_test(size=(100, 30)) as pilot:
        app.view.take_focus()
        await settle(pilot)
        await pilot.press("G")
        await settle(pilot)
        assert app.view.current is not None
        assert app.view.current.id == 997_001
        assert "/users/997001" in app.shown()
        assert {ask.kind for ask in asks(app)} <= {"newest", "oldest", "newer", "older"}
        await pilot.press("g")
        await settle(pilot)
        assert app.view.current.id == 1_000_000
        assert "/users/1000000" in app.shown()


async def test_each_page_is_asked_for_once() -> None:
    app = Host(rows(300), state=EVERYTHING)
    async with app.run_test(size=(100, 30)) as pilot:
        app.view.take_focus()
        await settle(pilot)
        app.is_answering = False
        app.asked.clear()
        for _ in range(8):
            await pilot.press("pagedown")
        await settle(pilot)
        (ask,) = asks(app)
        assert (ask.kind, ask.before) == ("older", 201)


async def test_a_new_row_does_not_move_the_cursor_off_its_exchange() -> None:
    app = Host(rows(9), state=EVERYTHING)
    async with app.run_test(size=(100, 30)) as pilot:
        app.view.take_focus()
        await settle(pilot)
        await pilot.press("j", "j")
        app.recorded = rows(10)
        app.view.refresh_rows()
        await settle(pilot)
        assert app.view.current is not None
        assert app.view.current.id == 7
        assert "/users/10" in app.shown()
        await pilot.press("g")
        app.recorded = rows(11)
        app.view.refresh_rows()
        await settle(pilot)
        assert app.view.current.id == 11


async def test_an_answer_to_what_is_not_asked_any_more_is_dropped() -> None:
    app = Host(rows(9), state=EVERYTHING)
    async with app.run_test(size=(100, 30)) as pilot:
        app.view.take_focus()
        await settle(pilot)
        app.is_answering = False
        app.view.ask_anew()
        await settle(pilot)
        old = app.asked[-1]
        app.view.ask_anew("oldest")
        await settle(pilot)
        new = app.asked[-1]
        assert isinstance(old, HistoryMessages.PageWanted)
        assert isinstance(new, HistoryMessages.PageWanted)
        app.recorded = rows(3)
        app.view.show_page(old.ask, app.page(old))
        assert app.view.list.row_count == 9
        app.view.show_page(new.ask, app.page(new))
        assert app.view.list.row_count == 3


async def test_a_search_narrows_as_it_is_typed_and_keeps_the_rows_while_it_is_wrong() -> None:
    app = Host(rows(9), state=EVERYTHING)
    async with app.run_test(size=(120, 30)) as pilot:
        app.view.take_focus()
        await settle(pilot)
        await pilot.press("slash", *"sta")
        await settle(pilot)
        assert "status:" in app.shown()
        await pilot.press("tab")
        await settle(pilot)
        assert app.view.text == "status:"
        assert "Behind status: may stand" in app.shown()
        assert app.view.list.row_count == 9
        count = len(asks(app))
        await pilot.press(*"5xx")
        await settle(pilot)
        assert [c.value for c in last(app).query.conditions] == ["5xx"]
        assert len(asks(app)) > count
        assert "Behind status" not in app.shown()
        await pilot.press("enter", "enter")
        await settle(pilot)
        assert app.focused is app.view.list
        assert "status:5xx" in app.shown()
        await pilot.press("escape")
        await settle(pilot)
        assert last(app).query.conditions == ()
        assert "status:5xx" not in app.shown()


async def test_a_term_that_is_being_written_counts_once_it_means_something() -> None:
    app = Host(rows(9), state=EVERYTHING)
    async with app.run_test(size=(120, 30)) as pilot:
        app.view.take_focus()
        await settle(pilot)
        await pilot.press("slash", *"zz is", "enter")
        await settle(pilot)
        assert [words.text for words in last(app).query.words] == ["zz", "is"]
        await pilot.press("slash", *":fa")
        await settle(pilot)
        assert [words.text for words in last(app).query.words] == ["zz"]
        assert "nothing is fa" in app.shown()
        await pilot.press(*"iled")
        await settle(pilot)
        assert [each.value for each in last(app).query.conditions] == ["failed"]


async def test_one_moves_among_the_rows_without_leaving_the_search() -> None:
    app = Host(rows(9), state=EVERYTHING)
    async with app.run_test(size=(120, 30)) as pilot:
        app.view.take_focus()
        await settle(pilot)
        await pilot.press("slash", *"zz", "down", "down", "escape")
        await settle(pilot)
        assert app.view.list.cursor == 0  # the search began anew, and was ended
        await pilot.press("slash", "down", "down", "down")
        await settle(pilot)
        assert app.view.list.cursor == 3


ENDPOINTS = (
    EndpointSummary(
        id=1,
        method="GET",
        host="a",
        route="/users/{id}",
        count=12_345,
        failed=600,
        last_id=9,
        last_at=0.0,
    ),
    EndpointSummary(
        id=2, method="POST", host="a", route="/orders", count=3, failed=0, last_id=8, last_at=0.0
    ),
)


@pytest.mark.parametrize("width", [80, 160])
async def test_choosing_a_route_narrows_the_list(width: int) -> None:
    app = Host((*rows(9, 5), *(summary(n, endpoint_id=2) for n in (4, 3))), state=EVERYTHING)
    app.endpoints = ENDPOINTS
    async with app.run_test(size=(width, 24)) as pilot:
        app.view.take_focus()
        await settle(pilot)
        await pilot.press("b")
        await settle(pilot)
        shown = app.shown()
        assert re.search(r"GET +/users/\{id\} +12k +5%", shown)
        assert re.search(r"Every route +12k", shown)
        await pilot.press("j", "j", "enter")
        await settle(pilot)
        assert app.focused is app.view.list
        assert [row.id for row in app.view.list.rows] == [4, 3]
        if width == 80:
            assert "GET /v1/users/{id}" in app.shown().splitlines()[0]
        await pilot.press("escape")
        await settle(pilot)
        assert app.view.list.row_count == 7
        await pilot.press("b")
        await settle(pilot)
        assert "Every route" not in app.shown()


async def test_the_trend_of_the_endpoint_under_the_cursor() -> None:
    app = Host(rows(3), state=EVERYTHING)
    app.points = tuple(TrendPoint(i, float(i), 10.0 * i, 200) for i in range(1, 20))
    app.points += (TrendPoint(20, 20.0, 200.0, 503),)
    async with app.run_test(size=(120, 30)) as pilot:
        app.view.take_focus()
        await settle(pilot)
        await pilot.press("t", "j")
        await settle(pilot)
        shown = app.shown()
        assert re.search(r"p50 100 ms +p95 190 ms +max 200 ms +5\.0% failed +last 20", shown)
        assert "GET /v1/users/{id}" in shown
        wanted = [each for each in app.asked if isinstance(each, HistoryMessages.TrendWanted)]
        assert len(wanted) == 1
        await pilot.press("t")
        await settle(pilot)
        assert "p50" not in app.shown()


async def test_the_preview_is_of_the_row_under_the_cursor_where_there_is_room() -> None:
    app = Host(rows(3), state=EVERYTHING, has_screen=True)
    async with app.run_test(size=(160, 30)) as pilot:
        app.view.take_focus()
        while not any(isinstance(each, HistoryMessages.PreviewWanted) for each in app.asked):
            await pilot.pause()
        await pilot.press("j")
        ids: list[int] = []
        while 2 not in ids:
            await pilot.pause()
            ids = [
                each.exchange_id
                for each in app.asked
                if isinstance(each, HistoryMessages.PreviewWanted)
            ]
    app = Host(rows(3), state=EVERYTHING, has_screen=True)
    async with app.run_test(size=(80, 24)) as pilot:
        app.view.take_focus()
        await settle(pilot)
        assert not app.view.preview.display


async def test_what_is_looked_at_can_be_come_back_to() -> None:
    app = Host(rows(900), state=EVERYTHING)
    async with app.run_test(size=(120, 30)) as pilot:
        app.view.take_focus()
        await settle(pilot)
        await pilot.press("slash", *"ada", "enter", "G", "k")
        await settle(pilot)
        state = app.view.state
        assert (state.scope, state.text, state.at) == ("everything", "ada", 2)
    app = Host(rows(900), state=state)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        assert app.view.current is not None
        assert app.view.current.id == 2
        assert last(app).query.words[0].text == "ada"
