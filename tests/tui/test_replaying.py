from __future__ import annotations

from functools import partial
from pathlib import Path

import msgspec
import pytest
from tests.tui.conftest import Opener, Session

from endpoint_explorer.demo.process import DemoServer
from endpoint_explorer.model.exchange import Exchange, WireRequest
from endpoint_explorer.model.request import Request
from endpoint_explorer.tui.panes.history.messages import HistoryMessages, How
from endpoint_explorer.tui.panes.results.strip import StatusStrip
from endpoint_explorer.tui.screens.compare import CompareScreen
from endpoint_explorer.tui.screens.dialogs import ChoiceScreen, ConfirmScreen
from endpoint_explorer.tui.screens.replays import ReplaysScreen


async def send(session: Session, path: Path, count: int = 1) -> tuple[int, ...]:
    """Send a saved request some times; return the ids, the oldest first."""
    await session.open(path)
    for _ in range(count):
        wanted = len(session.main.explorer.history.page().rows) + 1
        await session.press("ctrl+j")
        await session.until(partial(is_recorded, session, wanted))
        await session.until(lambda: session.main.current.flight is None)
    return tuple(row.id for row in reversed(session.main.explorer.history.page(limit=count).rows))


def is_recorded(session: Session, count: int) -> bool:
    return len(session.main.explorer.history.page().rows) == count


def ask(session: Session, ids: tuple[int, ...], how: How) -> None:
    session.main.results.post_message(HistoryMessages.ReplayRequested(ids, how))


def late(exchange: Exchange) -> Exchange:
    """Return an exchange whose request, sent again, is not answered within a minute."""
    assert exchange.request is not None
    request = msgspec.structs.replace(exchange.request, url="/delay/60")
    return msgspec.structs.replace(exchange, request=request)


def described(screen: ReplaysScreen) -> set[str]:
    """Return what the footer says."""
    shown = screen.active_bindings.values()
    return {each.binding.description for each in shown if each.binding.show}


def compared(session: Session) -> tuple[int | None, int | None]:
    screen = session.app.screen
    assert isinstance(screen, CompareScreen)
    return screen.compared.left.id, screen.compared.right.id


@pytest.mark.parametrize("how", ["again", "as-it-was"])
async def test_answer_to_a_replay_is_compared_with_that_of_then(
    opener: Opener, workspace: Path, demo_server: DemoServer, how: How
) -> None:
    async with opener(base_url=demo_server.base_url) as session:
        (first,) = await send(session, workspace / "shop" / "users" / "get-user.toml")
        ask(session, (first,), how)
        await session.until_asked(CompareScreen)
        assert compared(session) == (first, first + 1)
        await session.press("escape")
        assert session.main.current.result is not None
        assert session.main.is_current


async def test_answer_to_another_request_says_what_it_is_of(
    opener: Opener, workspace: Path, demo_server: DemoServer
) -> None:
    async with opener(base_url=demo_server.base_url) as session:
        (own,) = await send(session, workspace / "shop" / "users" / "get-user.toml")
        strip = session.main.query_one(StatusStrip)
        assert " to GET " not in strip.render().plain
        url = f"{demo_server.base_url}/users/7"
        wire, bare = WireRequest(method="GET", url=url), Request(id="ad-hoc", url=url)
        number = session.main.explorer.history.record(Exchange(wire=wire, request=bare))
        ask(session, (number,), "again")
        await session.until_asked(CompareScreen)
        await session.press("escape")
        assert f" to GET {url.partition('://')[2]}" in strip.render().plain
        session.main.results.post_message(HistoryMessages.Opened(own))
        await session.until(lambda: "from history" in strip.render().plain)
        assert " to GET " not in strip.render().plain


async def test_replay_elsewhere_asks_for_the_environment(
    opener: Opener, workspace: Path, demo_server: DemoServer
) -> None:
    local = workspace / "shop" / "environments" / "local.toml"
    local.write_text('[variables]\nsize = "3"\n')
    async with opener(base_url=demo_server.base_url) as session:
        session.main.environments[workspace / "shop"] = "local"
        (first,) = await send(session, workspace / "shop" / "list-products.toml")
        ask(session, (first,), "elsewhere")
        await session.until_asked(ChoiceScreen)
        await session.write("stag")
        await session.press("enter")
        await session.until_asked(CompareScreen)
        rows = session.main.explorer.history.page().rows
        assert [row.environment for row in rows] == ["staging", "local"]


async def test_several_are_sent_in_order_and_each_can_be_compared(
    opener: Opener, workspace: Path, demo_server: DemoServer
) -> None:
    async with opener(base_url=demo_server.base_url) as session:
        ids = await send(session, workspace / "shop" / "users" / "get-user.toml", 2)
        ask(session, ids, "again")
        await session.until_asked(ReplaysScreen)
        screen = session.app.screen
        assert isinstance(screen, ReplaysScreen)
        await session.until(lambda: screen.is_over)
        assert [replay.state for replay in screen.replays] == ["same", "same"]
        assert {"Compare", "Back"} <= described(screen)
        assert "Stop" not in described(screen)
        await session.press("down", "enter")
        await session.until_asked(CompareScreen)
        assert compared(session) == (ids[1], ids[1] + 2)
        await session.press("escape", "escape")
        await session.until(lambda: session.main.is_current)


async def test_escape_stops_what_is_under_way_and_then_leaves(
    opener: Opener, workspace: Path, demo_server: DemoServer
) -> None:
    path = workspace / "shop" / "users" / "late.toml"
    path.write_text('id = "0004"\nurl = "/delay/0"\n')
    async with opener(base_url=demo_server.base_url) as session:
        ids = await send(session, path, 2)
        history = session.main.explorer.history
        number = history.record(late(history.get(ids[0])))
        ask(session, (number, ids[1]), "again")
        await session.until_asked(ReplaysScreen)
        screen = session.app.screen
        assert isinstance(screen, ReplaysScreen)
        await session.until(lambda: any(one.state == "sending" for one in screen.replays))
        assert "Stop" in described(screen)
        assert "Back" not in described(screen)
        await session.press("escape")
        await session.until(lambda: screen.is_over)
        assert screen.is_current
        assert all(replay.state != "same" for replay in screen.replays)
        await session.press("escape")
        await session.until(lambda: session.main.is_current)


async def test_quitting_sends_nothing_more_and_keeps_what_it_cancels(
    opener: Opener, workspace: Path, demo_server: DemoServer
) -> None:
    path = workspace / "shop" / "users" / "late.toml"
    path.write_text('id = "0004"\nurl = "/delay/0"\n')
    async with opener(base_url=demo_server.base_url) as session:
        explorer = session.main.explorer
        ids = await send(session, path, 2)
        number = explorer.history.record(late(explorer.history.get(ids[0])))
        ask(session, (number, ids[1]), "again")
        await session.until_asked(ReplaysScreen)
        screen = session.app.screen
        assert isinstance(screen, ReplaysScreen)
        await session.until(lambda: any(one.state == "sending" for one in screen.replays))
        await session.press("ctrl+q")
        await session.until(lambda: session.app.return_value == 0)
        await session.until(partial(is_recorded, session, 4))
        assert explorer.history.page(limit=1).rows[0].failure_kind == "cancelled"


async def test_what_changes_things_is_asked_about_before_it_is_sent_several_times(
    opener: Opener, workspace: Path, demo_server: DemoServer
) -> None:
    path = workspace / "shop" / "users" / "make-user.toml"
    path.write_text('id = "0003"\nmethod = "POST"\nurl = "/echo"\n')
    async with opener(base_url=demo_server.base_url) as session:
        ids = await send(session, path, 2)
        ask(session, ids, "as-it-was")
        await session.until_asked(ConfirmScreen)
        await session.press("n")
        assert len(session.main.explorer.history.page().rows) == 2
        ask(session, ids, "as-it-was")
        await session.until_asked(ConfirmScreen)
        await session.press("y")
        await session.until_asked(ReplaysScreen)
        screen = session.app.screen
        assert isinstance(screen, ReplaysScreen)
        await session.until(lambda: screen.is_over)
        assert len(session.main.explorer.history.page().rows) == 4


async def test_what_cannot_be_sent_again_says_why(
    opener: Opener, workspace: Path, demo_server: DemoServer
) -> None:
    path = workspace / "shop" / "list-products.toml"
    async with opener(base_url=demo_server.base_url) as session:
        session.main.environments[workspace / "shop"] = "staging"
        ids = await send(session, path, 2)
        (workspace / "shop" / "environments" / "staging.toml").write_text('name = "Staging"\n')
        ask(session, ids, "again")
        await session.until_asked(ReplaysScreen)
        screen = session.app.screen
        assert isinstance(screen, ReplaysScreen)
        await session.until(lambda: screen.is_over)
        assert [replay.state for replay in screen.replays] == ["stopped", "stopped"]
        assert "no variable is named size" in screen.replays[0].verdict
        await session.press("enter")
        assert "no variable is named size" in session.notes()
