"""Searching, routes, the trend and the preview of a list of the history."""

from __future__ import annotations

import re

import pytest

from endpoint_explorer.model.history import EndpointSummary, TrendPoint
from endpoint_explorer.tui.panes.history.messages import Ask, HistoryMessages, ViewState

from ..seeing import work_done
from .conftest import Host, rows, summary

EVERYTHING = ViewState(scope="everything")


def asks(app: Host) -> list[Ask]:
    return [each.ask for each in app.asked if isinstance(each, HistoryMessages.PageWanted)]


def last(app: Host) -> Ask:
    return asks(app)[-1]


async def test_a_search_narrows_as_it_is_typed_and_keeps_the_rows_while_it_is_wrong() -> None:
    app = Host(rows(9), state=EVERYTHING)
    async with app.run_test(size=(120, 30)) as pilot:
        app.view.take_focus()
        await work_done(pilot)
        await pilot.press("slash", *"sta")
        await work_done(pilot)
        assert "status:" in app.shown()
        await pilot.press("tab")
        await work_done(pilot)
        assert app.view.text == "status:"
        assert "Behind status: may stand" in app.shown()
        assert app.view.list.row_count == 9
        count = len(asks(app))
        await pilot.press(*"5xx")
        await work_done(pilot)
        assert [c.value for c in last(app).query.conditions] == ["5xx"]
        assert len(asks(app)) > count
        assert "Behind status" not in app.shown()
        await pilot.press("enter", "enter")
        await work_done(pilot)
        assert app.focused is app.view.list
        assert "status:5xx" in app.shown()
        await pilot.press("escape")
        await work_done(pilot)
        assert last(app).query.conditions == ()
        assert "status:5xx" not in app.shown()


async def test_a_search_that_has_much_to_index_first_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("endpoint_explorer.tui.panes.history.searching.PATIENCE", 0.01)
    app = Host(rows(9), state=EVERYTHING)
    async with app.run_test(size=(120, 30)) as pilot:
        app.view.take_focus()
        await work_done(pilot)
        app.is_answering = False
        app.backlog = 12_345
        await pilot.press("slash", "z")
        while "indexing 12,345 exchanges, once, esc stops" not in app.shown():
            await pilot.pause(0.01)
        app.is_answering = True
        await pilot.press("escape")
        await work_done(pilot)
        assert "indexing" not in app.shown()


async def test_a_term_that_is_being_written_counts_once_it_means_something() -> None:
    app = Host(rows(9), state=EVERYTHING)
    async with app.run_test(size=(120, 30)) as pilot:
        app.view.take_focus()
        await work_done(pilot)
        await pilot.press("slash", *"zz is", "enter")
        await work_done(pilot)
        assert [words.text for words in last(app).query.words] == ["zz", "is"]
        await pilot.press("slash", *":fa")
        await work_done(pilot)
        assert [words.text for words in last(app).query.words] == ["zz"]
        assert "nothing is fa" in app.shown()
        await pilot.press(*"iled")
        await work_done(pilot)
        assert [each.value for each in last(app).query.conditions] == ["failed"]


async def test_one_moves_among_the_rows_without_leaving_the_search() -> None:
    app = Host(rows(9), state=EVERYTHING)
    async with app.run_test(size=(120, 30)) as pilot:
        app.view.take_focus()
        await work_done(pilot)
        await pilot.press("slash", *"zz", "down", "down", "escape")
        await work_done(pilot)
        assert app.view.list.cursor == 0  # the search began anew, and was ended
        await pilot.press("slash", "down", "down", "down")
        await work_done(pilot)
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
        await work_done(pilot)
        await pilot.press("b")
        await work_done(pilot)
        shown = app.shown()
        assert re.search(r"GET +/users/\{id\} +12k +5%", shown)
        assert re.search(r"Every route +12k", shown)
        await pilot.press("j", "j", "enter")
        await work_done(pilot)
        assert app.focused is app.view.list
        assert [row.id for row in app.view.list.rows] == [4, 3]
        if width == 80:
            assert "GET /v1/users/{id}" in app.shown().splitlines()[0]
        await pilot.press("escape")
        await work_done(pilot)
        assert app.view.list.row_count == 7
        await pilot.press("b")
        await work_done(pilot)
        assert "Every route" not in app.shown()


async def test_the_trend_of_the_endpoint_under_the_cursor() -> None:
    app = Host(rows(3), state=EVERYTHING)
    app.points = tuple(TrendPoint(i, float(i), 10.0 * i, 200) for i in range(1, 20))
    app.points += (TrendPoint(20, 20.0, 200.0, 503),)
    async with app.run_test(size=(120, 30)) as pilot:
        app.view.take_focus()
        await work_done(pilot)
        await pilot.press("t", "j")
        await work_done(pilot)
        shown = app.shown()
        assert re.search(r"p50 100 ms +p95 190 ms +max 200 ms +5\.0% failed +last 20", shown)
        assert "GET /v1/users/{id}" in shown
        wanted = [each for each in app.asked if isinstance(each, HistoryMessages.TrendWanted)]
        assert len(wanted) == 1
        await pilot.press("t")
        await work_done(pilot)
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
        await work_done(pilot)
        assert not app.view.preview.display
