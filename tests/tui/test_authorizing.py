"""Getting a token in the whole application, with a browser that is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest
from tests.tokens.asking import fetch
from tests.tokens.server import SECRET, AuthorizationServer
from textual.widgets import Static

from endpoint_explorer.explorer import browser
from endpoint_explorer.model.exchange import Exchange, Failure
from endpoint_explorer.tui.screens.authorize import AuthorizeScreen
from endpoint_explorer.tui.screens.dialogs.secret import SecretScreen

from .conftest import Opener, Session


@pytest.fixture
def oauth() -> Iterator[AuthorizationServer]:
    with AuthorizationServer() as server:
        yield server


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The URLs that a browser was given, which does nothing by itself."""
    urls: list[str] = []

    def take(url: str) -> bool:
        urls.append(url)
        return True

    monkeypatch.setattr(browser, "open_in_browser", take)
    return urls


@pytest.fixture
def request_path(workspace: Path, oauth: AuthorizationServer) -> Path:
    path = workspace / "shop" / "me.toml"
    path.write_text(
        'id = "0009"\nname = "Who am I"\nmethod = "GET"\n'
        f'url = "{oauth.url}/api"\n\n[auth]\ntype = "oauth2"\ngrant = "authorization-code"\n'
        f'token_url = "{oauth.url}/token"\nauthorize_url = "{oauth.url}/authorize"\n'
        f'client_id = "the client"\nclient_secret = "{SECRET}"\n'
    )
    return path


@pytest.fixture
def prompted(workspace: Path, request_path: Path) -> None:
    """The client's secret is one that a person is asked for."""
    path = workspace / "shop" / "environments" / "staging.toml"
    path.write_text('name = "Staging"\n\n[secrets]\nclient = "prompt:"\n')
    request_path.write_text(request_path.read_text().replace(SECRET, "{{client}}"))


def shown(session: Session) -> str:
    return "\n".join(str(line.visual) for line in session.app.screen.query(Static))


def note(session: Session) -> str:
    lines = session.main.query("#token-state").results(Static)
    return "".join(str(line.visual) for line in lines).lower()


async def test_a_person_authorizes_and_the_request_goes_out(
    opener: Opener, request_path: Path, opened: list[str]
) -> None:
    async with opener() as session:
        await session.open(request_path)
        await session.press("f5")
        await session.until(lambda: isinstance(session.main.current.result, Failure))
        result = session.main.current.result
        assert isinstance(result, Failure)
        assert result.kind == "authorization-needed"
        await session.press("f9")
        await session.until(lambda: isinstance(session.app.screen, AuthorizeScreen))
        await session.until(lambda: opened)
        assert opened[0] in shown(session)
        session.main.form.show_tab("auth")
        await session.until(lambda: "there is no token yet" in note(session))
        await session.press("o")
        await session.until(lambda: len(opened) == 2)
        await session.press("c")
        assert session.app.clipboard == opened[0]
        assert "Endpoint Explorer" in fetch(opened[0])
        await session.until(lambda: session.app.screen is session.main)
        await session.until(lambda: "token expires in 59 minutes" in session.notes())
        await session.press("f5")
        await session.until(lambda: isinstance(session.main.current.result, Exchange))
        result = session.main.current.result
        assert isinstance(result, Exchange)
        assert result.response is not None
        assert result.response.status == 200
        await session.until(lambda: "token expires in 59 minutes" in note(session))


async def test_escape_ends_the_waiting_and_closes_the_port(
    opener: Opener, request_path: Path, opened: list[str], oauth: AuthorizationServer
) -> None:
    async with opener(size=(80, 24)) as session:
        await session.open(request_path)
        await session.press("f9")
        await session.until(lambda: opened)
        await session.press("escape")
        assert session.app.screen is session.main
        oauth.redirect = lambda good: good

        def is_closed() -> bool:
            try:
                fetch(opened[0])
            except URLError:
                return True
            return False

        await session.until(is_closed)
        assert oauth.asked == []
        assert session.notes() == ""


async def test_what_stands_in_the_way_stays_until_it_is_read(
    opener: Opener, request_path: Path, opened: list[str], oauth: AuthorizationServer
) -> None:
    oauth.redirect = lambda good: {"state": good["state"], "error": "[bold]access_denied\x1b[2J"}
    async with opener(size=(80, 24)) as session:
        await session.open(request_path)
        await session.press("f9")
        await session.until(lambda: opened)
        fetch(opened[0])
        await session.until(lambda: "There is no token" in shown(session))
        assert "[bold]access_denied␛[2J" in shown(session)
        await session.press("o", "c", "escape")
        assert session.app.screen is session.main
        assert len(opened) == 1


async def test_without_a_browser_the_url_is_to_be_copied(
    opener: Opener, request_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "open_in_browser", lambda _url: False)
    async with opener() as session:
        await session.open(request_path)
        await session.press("f9")
        await session.until(lambda: "No browser could be opened" in shown(session))
        assert "/authorize?response_type=code" in shown(session)
        await session.press("escape")


async def test_a_request_without_oauth_has_nothing_to_authorize(
    opener: Opener, workspace: Path
) -> None:
    async with opener() as session:
        await session.open(workspace / "shop" / "list-products.toml")
        await session.press("f9")
        await session.until(lambda: "nothing to authorize" in session.notes())
        assert session.app.screen is session.main


async def test_a_secret_of_the_settings_is_asked_for(
    opener: Opener, request_path: Path, workspace: Path, opened: list[str], prompted: None
) -> None:
    async with opener() as session:
        session.main.environments[workspace / "shop"] = "staging"
        await session.open(request_path)
        await session.press("f9")
        await session.until_asked(SecretScreen)
        await session.write("pr0mpted")
        await session.press("enter")
        await session.until(lambda: opened)
        fetch(opened[0])
        await session.until(lambda: "invalid_client" in shown(session))
        assert "pr0mpted" not in shown(session)
