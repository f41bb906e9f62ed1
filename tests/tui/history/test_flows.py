"""Looking back over the whole application, with a history on disk."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from textual.widgets import Input

from endpoint_explorer.model.exchange import Exchange, Response, Timings, WireRequest
from endpoint_explorer.model.request import Request
from endpoint_explorer.storage.history import History
from endpoint_explorer.tui.panes.history.messages import HistoryMessages
from endpoint_explorer.tui.panes.history.view import HistoryView
from endpoint_explorer.tui.screens.compare import CompareScreen
from endpoint_explorer.tui.screens.dialogs import ConfirmScreen, PromptScreen
from endpoint_explorer.tui.screens.history.screen import HistoryScreen

from ..conftest import Opener, Session

USERS = "http://127.0.0.1:9/v1/users"


def exchange(number: int, **changes: Any) -> Exchange:
    exchange = Exchange(
        wire=WireRequest(method="GET", url=f"{USERS}/{number}"),
        response=Response(
            status=500 if number % 5 == 0 else 200,
            headers=(("Content-Type", "application/json"),),
            body=b'{"name":"user %d"}' % number,
        ),
        timings=Timings(total=float(number)),
        started_at=time.time() - 60 + number,
        request=Request(id="0001", name="Get a user", method="GET", url="/v1/users/{id}"),
    )
    return msgspec.structs.replace(exchange, **changes)


@pytest.fixture
def recorded(tmp_path: Path) -> History:
    """Return a history of twelve exchanges: ten users, and two orders."""
    history = History(tmp_path / "history.sqlite")
    for number in range(1, 11):
        history.record(exchange(number))
    order = Request(id="0009", method="POST", url="/v1/orders")
    for _ in range(2):
        wire = WireRequest(method="POST", url="http://127.0.0.1:9/v1/orders")
        history.record(exchange(11, wire=wire, request=order))
    history.close()
    return history


def screen_of(session: Session) -> HistoryScreen:
    screen = session.app.screen_stack[1]
    assert isinstance(screen, HistoryScreen)
    return screen


def ids_of(view: HistoryView) -> list[int]:
    return [row.id for row in view.list.rows]


def paste(view: HistoryView, text: str) -> None:
    view.search.query_one(Input).value = text


async def open_screen(session: Session) -> HistoryView:
    await session.press("alt+h")
    await session.until(lambda: len(session.app.screen_stack) == 2)
    view = screen_of(session).history_view
    await session.until(lambda: view.list.is_loaded and view.list.has_focus)
    return view


async def test_the_whole_history_is_searched_and_opened(opener: Opener, recorded: History) -> None:
    async with opener() as session:
        view = await open_screen(session)
        assert ids_of(view) == list(range(12, 0, -1))
        await session.press("slash")
        paste(view, "status:5xx")
        await session.until(lambda: ids_of(view) == [10, 5])
        paste(view, "status:5xx user")
        await session.until(lambda: view.searched.words and not view.is_waiting)
        assert ids_of(view) == [10, 5]
        await session.press("enter", "j", "enter")
        await session.until(lambda: session.main.results.exchange is not None)
        assert session.app.screen is session.main
        shown = session.main.results.exchange
        assert shown is not None
        assert shown.id == 5
        # It is come back to as it was left.
        view = await open_screen(session)
        await session.until(lambda: view.current is not None)
        assert view.current is not None
        assert (view.text, view.current.id) == ("status:5xx user", 5)


async def test_routes_and_their_trend(opener: Opener, recorded: History) -> None:
    async with opener() as session:
        view = await open_screen(session)
        await session.press("b", "t")
        await session.until(lambda: len(view.routes.endpoints) == 2)
        assert [each.count for each in view.routes.endpoints] == [2, 10]
        await session.press("j", "j", "enter")
        await session.until(lambda: len(ids_of(view)) == 10)
        await session.until(lambda: "p50 5.00 ms" in str(view.trend.render()))
        await session.press("escape")
        await session.until(lambda: len(ids_of(view)) == 12)


async def test_rows_are_pinned_noted_and_deleted(opener: Opener, recorded: History) -> None:
    async with opener() as session:
        view = await open_screen(session)
        await session.press("p")
        await session.until(lambda: view.current is not None and view.current.pinned)
        await session.press("n")
        await session.until_asked(PromptScreen)
        await session.write("slow")
        await session.press("enter")
        await session.until(lambda: view.current is not None and view.current.note == "slow")
        kept = recorded.page(limit=1).rows[0]
        assert (kept.pinned, kept.note) == (True, "slow")
        await session.press("space", "space", "d")
        await session.until_asked(ConfirmScreen)
        await session.press("n")
        assert len(recorded.page().rows) == 12
        await session.press("d")
        await session.until_asked(ConfirmScreen)
        await session.press("y")
        await session.until(lambda: ids_of(view) == list(range(10, 0, -1)))
        assert recorded.page().total == 10
        assert "2 exchanges deleted." in session.notes()


async def test_the_words_of_what_is_deleted_go_in_the_background(
    opener: Opener, recorded: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    scrubbed: list[int] = []
    scrub = History.scrub

    def watched(history: History, *args: Any, **options: Any) -> None:
        scrub(history, *args, **options)
        scrubbed.append(len(history.page().rows))

    monkeypatch.setattr(History, "scrub", watched)
    async with opener() as session:
        await open_screen(session)
        await session.press("d")
        await session.until_asked(ConfirmScreen)
        await session.press("y")
        await session.until(lambda: scrubbed == [11])


async def test_the_tab_lists_the_request_at_hand_and_takes_the_screen(
    opener: Opener, workspace: Path, recorded: History
) -> None:
    async with opener() as session:
        await session.open(workspace / "shop" / "users" / "get-user.toml")
        await session.press("ctrl+r")
        await session.until(lambda: session.main.history_view and ids_of(session.main.history_view))
        view = session.main.history_view
        assert view is not None
        assert ids_of(view) == list(range(10, 0, -1))
        await session.press("s")
        await session.until(lambda: view.scope == "route" and not view.is_waiting)
        assert ids_of(view) == list(range(10, 0, -1))
        await session.press("j", "j", "H")
        await session.until(lambda: len(session.app.screen_stack) == 2)
        whole = screen_of(session).history_view
        await session.until(lambda: whole.current is not None)
        assert whole.scope == "route"
        assert whole.current is not None
        assert whole.current.id == 8
        await session.press("d")
        await session.until_asked(ConfirmScreen)
        await session.press("y")
        await session.until(lambda: 8 not in ids_of(whole))
        await session.press("escape")
        await session.until(lambda: 8 not in ids_of(view))
        assert session.app.screen is session.main


async def test_the_preview_shows_how_a_body_begins(opener: Opener, recorded: History) -> None:
    async with opener(size=(160, 40)) as session:
        view = await open_screen(session)
        await session.press("j", "j")
        await session.until(lambda: '"name": "user 10"' in str(view.preview.render()))


async def test_a_history_that_cannot_be_read_says_so(
    opener: Opener, recorded: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    from endpoint_explorer.errors import FileUnreadable

    def broken(*_: object, **__: object) -> None:
        raise FileUnreadable(recorded.path, "the disk is gone")

    monkeypatch.setattr(History, "page", broken)
    async with opener() as session:
        view = await open_screen(session)
        assert "The history cannot be read." in "".join(
            line.plain for line in view.list.empty_lines(80)
        )
        assert "the disk is gone" in session.notes()


async def test_a_search_that_is_not_wanted_any_more_is_told(
    opener: Opener, recorded: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = History.page
    stopped: list[str] = []

    def slow(history: History, *args: Any, **options: Any) -> object:
        words = args[0].words
        if words:
            while not options["is_cancelled"]():
                time.sleep(0.001)
            stopped.append(words[0].text)
        return page(history, *args, **options)

    monkeypatch.setattr(History, "page", slow)
    async with opener() as session:
        view = await open_screen(session)
        await session.press("slash")
        await session.press("n")
        await session.until(lambda: view.is_waiting)
        assert len(ids_of(view)) == 12
        await session.press("escape")
        await session.until(lambda: stopped)
        await session.until(lambda: not view.is_waiting)
        assert len(ids_of(view)) == 12


async def test_quitting_ends_the_program_from_here_too(opener: Opener, recorded: History) -> None:
    async with opener() as session:
        await session.press("alt+h")
        await session.until(lambda: len(session.app.screen_stack) == 2)
        await session.press("ctrl+q")
        await session.until(lambda: session.app.return_value == 0)


async def test_the_keys_of_the_screen_are_told(opener: Opener, recorded: History) -> None:
    from endpoint_explorer.tui.screens.help import HelpScreen

    async with opener() as session:
        await open_screen(session)
        await session.press("f1")
        await session.until(lambda: isinstance(session.app.screen, HelpScreen))
        await session.press("escape", "escape")
        await session.until(lambda: session.app.screen is session.main)


async def test_two_exchanges_are_compared(
    opener: Opener, workspace: Path, recorded: History
) -> None:
    def compared(session: Session) -> tuple[int | None, int | None]:
        screen = session.app.screen
        assert isinstance(screen, CompareScreen)
        return screen.compared.left.id, screen.compared.right.id

    again = recorded.record(exchange(3))
    recorded.close()
    async with opener() as session:
        await session.open(workspace / "shop" / "users" / "get-user.toml")
        view = await open_screen(session)
        # The row with the one before it of the same call.
        assert view.current is not None
        assert view.current.id == again
        await session.press("c")
        await session.until(lambda: isinstance(session.app.screen, CompareScreen))
        assert compared(session) == (3, again)
        await session.press("escape")
        await session.until(lambda: session.app.screen is screen_of(session))
        # Two that are marked, the older one first.
        await session.press("space", "j", "space", "c")
        await session.until(lambda: isinstance(session.app.screen, CompareScreen))
        assert compared(session) == (11, again)
        await session.press("escape")
        await session.until(lambda: session.app.screen is screen_of(session))
        await session.press("escape", "C")
        await session.until(lambda: "There is no answer to compare with" in session.notes())
        # One with the answer that is shown.
        await session.press("enter")
        await session.until(lambda: session.main.results.exchange is not None)
        await session.press("ctrl+r")
        await session.until(lambda: session.main.history_view and session.main.history_view.current)
        tab = session.main.history_view
        assert tab is not None
        tab.take_focus()
        await session.press("C")
        await session.until(lambda: isinstance(session.app.screen, CompareScreen))
        shown = session.main.results.exchange
        assert shown is not None
        assert compared(session) == (again, shown.id)


async def test_what_lands_meanwhile_is_listed(opener: Opener, recorded: History) -> None:
    async with opener() as session:
        view = await open_screen(session)
        recorded.record(exchange(77))
        session.main.refresh_history()
        await session.until(lambda: ids_of(view)[0] == 13)
        await session.press("escape")
        await session.until(lambda: session.app.screen is session.main)
        recorded.close()


async def test_a_late_message_closes_no_dialog(opener: Opener, recorded: History) -> None:
    async with opener() as session:
        view = await open_screen(session)
        await session.press("n")
        await session.until(lambda: isinstance(session.app.screen, PromptScreen))
        screen_of(session).leave_for(HistoryMessages.Opened(ids_of(view)[0]))
        assert isinstance(session.app.screen, PromptScreen)
        await session.press("escape", "escape")
        await session.until(lambda: len(session.app.screen_stack) == 1)
