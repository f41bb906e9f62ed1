"""Whole screens as they were last looked at and found good; `make snapshots` accepts new ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.collection import Entry
from endpoint_explorer.model.exchange import (
    Exchange,
    Failure,
    Response,
    Timings,
    WireRequest,
)
from endpoint_explorer.storage.history import History
from endpoint_explorer.tui.app import ExplorerApp
from endpoint_explorer.tui.screens.history.screen import HistoryScreen

from .conftest import Session

Compare = Callable[..., bool]
Step = Callable[[Session], Any]

WIRE = WireRequest(method="GET", url="http://127.0.0.1:9/v1/users/1")
ANSWER = Exchange(
    wire=WIRE,
    response=Response(
        status=200,
        reason="OK",
        headers=(("Content-Type", "application/json"),),
        body=b'{"id":1,"name":"Ada","price":1.10,"tags":["a","b"],"active":true,"note":null}',
        wire_size=76,
    ),
    timings=Timings(connect=0.4, send=0.1, first_byte=2.5, download=0.2, total=3.2),
    started_at=1_700_000_000.0,
)
FAILED = Exchange(
    wire=WIRE,
    failure=Failure(
        "connect",
        "127.0.0.1:9 refused the connection",
        "Is the server running, and is this its port?",
        "127.0.0.1",
        "connect",
    ),
    timings=Timings(total=0.4),
    started_at=1_700_000_000.0,
)


@pytest.fixture
def app(workspace: Path, tmp_path: Path) -> Iterator[ExplorerApp]:
    """Return the application over the workspace."""
    explorer = Explorer(history=History(tmp_path / "history.sqlite"))
    yield ExplorerApp(explorer, workspace)
    explorer.close()


def after(step: Step, app: ExplorerApp, workspace: Path) -> Callable[[Pilot[int]], Any]:
    """Return what to do before the picture is taken: open a request, then a step."""

    async def run(pilot: Pilot[int]) -> None:
        session = Session(app, pilot)
        path = workspace / "shop" / "users" / "get-user.toml"
        await session.open(path)
        if not session.main.has_class("-narrow"):
            sidebar, entry = session.main.sidebar, Entry(path, "request")
            await session.until(lambda: sidebar.knows(path))
            await session.until(lambda: sidebar.name_of(entry) == "Get a user")
        step(session)
        for line in app.screen.query(Input):
            line.cursor_blink = False  # else its cursor is there or not by the time that passed
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()

    return run


def test_a_request_before_it_is_sent(
    app: ExplorerApp, workspace: Path, snap_compare: Compare
) -> None:
    run = after(lambda session: None, app, workspace)
    assert snap_compare(app, terminal_size=(120, 36), run_before=run)


def test_an_answer_at_eighty_by_twenty_four(
    app: ExplorerApp, workspace: Path, snap_compare: Compare
) -> None:
    def show(session: Session) -> None:
        session.main.focus_pane("results")
        session.main.results.show_exchange(ANSWER)

    assert snap_compare(app, terminal_size=(80, 24), run_before=after(show, app, workspace))


def test_a_failure_says_what_to_try(
    app: ExplorerApp, workspace: Path, snap_compare: Compare
) -> None:
    run = after(lambda session: session.main.results.show_exchange(FAILED), app, workspace)
    assert snap_compare(app, terminal_size=(120, 36), run_before=run)


def test_form_and_results_side_by_side_on_a_wide_terminal(
    app: ExplorerApp, workspace: Path, snap_compare: Compare
) -> None:
    def show(session: Session) -> None:
        session.main.results.show_exchange(ANSWER)
        session.main.results.show_tab("headers")

    assert snap_compare(app, terminal_size=(200, 50), run_before=after(show, app, workspace))


def test_production_at_eighty_by_twenty_four(
    app: ExplorerApp, workspace: Path, snap_compare: Compare
) -> None:
    shop = workspace / "shop"
    live = 'name = "Live"\nproduction = true\n'
    (shop / "environments" / "live.toml").write_text(live)

    async def run(pilot: Pilot[int]) -> None:
        Session(app, pilot).main.environments[shop] = "live"
        await after(lambda session: None, app, workspace)(pilot)

    assert snap_compare(app, terminal_size=(80, 24), run_before=run)


@pytest.mark.parametrize(("size", "keys"), [((120, 36), ("b", "t")), ((80, 24), ("t",))])
def test_the_history_on_the_whole_screen(
    app: ExplorerApp,
    workspace: Path,
    tmp_path: Path,
    snap_compare: Compare,
    size: tuple[int, int],
    keys: tuple[str, ...],
) -> None:
    history = History(tmp_path / "history.sqlite")
    for number in range(40):
        url = f"http://127.0.0.1:9/v1/users/{number}" if number % 4 else "http://127.0.0.1:9/health"
        answer = ANSWER if number % 7 else FAILED
        history.record(
            msgspec.structs.replace(
                answer,
                wire=WireRequest(method="GET" if number % 3 else "DELETE", url=url),
                timings=Timings(total=float(number**2 % 90)),
                started_at=1_699_963_200.0,
                environment="staging" if number % 2 else "",
            )
        )
    history.pin([39], pinned=True)
    history.annotate(38, "slow after the release")
    history.close()

    async def run(pilot: Pilot[int]) -> None:
        session = Session(app, pilot)
        await session.open(workspace / "shop" / "users" / "get-user.toml")
        await session.press("alt+h")
        await session.until(lambda: isinstance(app.screen, HistoryScreen))
        assert isinstance(app.screen, HistoryScreen)
        view = app.screen.history_view
        await session.until(lambda: view.current is not None)
        await session.press(*keys)
        await session.until(lambda: view.routes.endpoints or "b" not in keys)
        await session.until(lambda: "p50" in str(view.trend.render()))
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=run)
