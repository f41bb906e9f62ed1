"""The Cookies tab and the jar behind it, over the whole application."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest

from endpoint_explorer.jars import Jars
from endpoint_explorer.model.cookie import Cookie
from endpoint_explorer.tui.panes.results.cookies import CookiesTab
from endpoint_explorer.tui.screens.dialogs import ConfirmScreen, PromptScreen

from .conftest import Opener, Session


class Server(Protocol):
    """The demo server, as the fixture gives it."""

    base_url: str


SID = Cookie(name="sid", value="1234567890abcdef", domain="127.0.0.1", http_only=True)
THEME = Cookie(name="theme", value="dark", domain="example.com", path="/shop", host_only=False)


@pytest.fixture
def setter(workspace: Path) -> Path:
    """A request that is answered with cookies."""
    path = workspace / "shop" / "set.toml"
    path.write_text('id = "3"\nname = "Set"\nmethod = "GET"\nurl = "/cookies/set?sid=abc&b=2"\n')
    return path


@pytest.fixture
def getter(workspace: Path) -> Path:
    """A request that is answered with the cookies it came with."""
    path = workspace / "shop" / "list.toml"
    path.write_text('id = "4"\nname = "List"\nmethod = "GET"\nurl = "/cookies"\n')
    return path


def fill(workspace: Path, *cookies: Cookie, environment: str = "") -> None:
    """Put cookies into the jar of the collection, as another program would."""
    Jars().change(workspace / "shop", environment, {cookie.key: cookie for cookie in cookies})


def jar(workspace: Path, environment: str = "") -> tuple[Cookie, ...]:
    """Return what is in the jar of the collection."""
    return Jars().read(workspace / "shop", environment)


def tab(session: Session) -> CookiesTab:
    """Return the Cookies tab, once it was looked at."""
    return session.main.query_one(CookiesTab)


async def look(session: Session, count: int) -> None:
    """Look at the jar, and wait until it shows so many cookies."""
    session.main.results.show_tab("cookies")
    await session.until(lambda: tab(session).list.is_loaded)
    await session.until(lambda: len(tab(session).list.cookies) == count)
    if tab(session).shown == "response":
        tab(session).action_switch()
    session.main.results.focus_content()
    await session.pilot.pause()


async def send(session: Session) -> None:
    """Send what is in the form, and wait for the answer."""
    session.main.results.show_empty()
    await session.press("ctrl+j")
    await session.until(lambda: session.main.current.flight is None)
    await session.until(lambda: session.main.results.exchange is not None)


async def test_what_a_response_sets_goes_with_the_next_request(
    opener: Opener, workspace: Path, demo_server: Server, setter: Path, getter: Path
) -> None:
    async with opener(base_url=demo_server.base_url) as session:
        await session.open(setter)
        await send(session)
        session.main.results.show_tab("cookies")
        await session.until(lambda: "HttpOnly" in session.text)
        assert tab(session).shown == "response"
        await look(session, 2)
        assert "2 in the jar of shop" in session.text

        await session.open(getter)
        await send(session)
        exchange = session.main.results.exchange
        assert exchange is not None
        assert dict(exchange.wire.headers)["Cookie"] == "sid=abc; b=2"
        session.main.results.show_tab("headers")
        await session.until(lambda: "sid=abc; b=2" in session.text)
    assert [cookie.name for cookie in jar(workspace)] == ["sid", "b"]


async def test_the_jar_is_there_before_anything_is_sent(
    opener: Opener, workspace: Path, getter: Path
) -> None:
    fill(workspace, SID, THEME)
    async with opener() as session:
        await session.open(getter)
        await look(session, 2)
        shown = session.text
        for text in ("sid", "1234567890abcdef", "127.0.0.1", "HttpOnly", "session"):
            assert text in shown
        for text in ("theme", "dark", ".example.com", "/shop"):
            assert text in shown


async def test_a_cookie_is_deleted_and_brought_back(
    opener: Opener, workspace: Path, getter: Path
) -> None:
    fill(workspace, SID, THEME)
    async with opener() as session:
        await session.open(getter)
        await look(session, 2)
        await session.press("x")
        await session.until(lambda: jar(workspace) == (THEME,))
        await session.until(lambda: tab(session).list.cookies == (THEME,))
        await session.press("u")
        await session.until(lambda: set(jar(workspace)) == {SID, THEME})


async def test_a_value_is_edited_and_one_that_cannot_be_is_refused(
    opener: Opener, workspace: Path, getter: Path
) -> None:
    fill(workspace, SID)
    async with opener() as session:
        await session.open(getter)
        await look(session, 1)
        await session.press("enter")
        await session.until_asked(PromptScreen)
        await session.press("end")
        await session.write(";")
        await session.press("enter")
        assert isinstance(session.app.screen, PromptScreen)
        assert "semicolon" in session.text
        await session.press("backspace")
        await session.write("XY")
        await session.press("enter")
        await session.until(lambda: [c.value for c in jar(workspace)] == [f"{SID.value}XY"])
        await session.until(lambda: f"{SID.value}XY" in session.text)
    (edited,) = jar(workspace)
    assert edited.http_only


async def test_the_jar_is_cleared_when_that_is_confirmed(
    opener: Opener, workspace: Path, getter: Path
) -> None:
    fill(workspace, SID, THEME)
    async with opener() as session:
        await session.open(getter)
        await look(session, 2)
        await session.press("X")
        await session.until_asked(ConfirmScreen)
        await session.press("n")
        assert len(jar(workspace)) == 2
        await session.press("X")
        await session.until_asked(ConfirmScreen)
        await session.press("y")
        await session.until(lambda: jar(workspace) == ())
        await session.until(lambda: "The jar is empty." in session.text)


async def test_each_environment_and_request_shows_its_own_jar(
    opener: Opener, workspace: Path, getter: Path
) -> None:
    fill(workspace, SID, THEME)
    fill(workspace, SID, environment="staging")
    async with opener() as session:
        await session.open(getter)
        await look(session, 2)
        session.main.environments[workspace / "shop"] = "staging"
        session.main._use_environment(workspace / "shop", "staging")
        await session.until(lambda: tab(session).list.cookies == (SID,))
        assert "shop, staging" in session.text
        session.main.show_request(session.main.workbench.scratch())
        await session.until(lambda: tab(session).list.cookies == ())
        assert "ad-hoc requests" in session.text


async def test_a_damaged_jar_is_named_in_a_note(
    opener: Opener, workspace: Path, getter: Path, tmp_path: Path
) -> None:
    fill(workspace, SID)
    (path,) = (tmp_path / "home" / "state" / "cookies").glob("*.json")
    path.write_text("{")
    async with opener() as session:
        await session.open(getter)
        session.main.results.show_tab("cookies")
        await session.until(lambda: "damaged" in session.notes())


async def test_hostile_cookies_are_shown_as_text(
    opener: Opener, workspace: Path, getter: Path
) -> None:
    nasty = "[bold red]x[/]\u202e\u2028"
    fill(workspace, Cookie(name=nasty, value=nasty * 200, domain=nasty, path=nasty))
    for size in ((160, 48), (80, 24), (40, 12)):
        async with opener(size=size) as session:
            await session.open(getter)
            await look(session, 1)
            assert "\u202e" not in session.text
            await session.press("enter")
            await session.until_asked(PromptScreen)
