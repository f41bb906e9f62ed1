"""Captures and the session's variables in the program: a login, its token, the list, `x`."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from endpoint_explorer.demo.process import DemoServer
from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.model.request import Capture
from endpoint_explorer.tui.screens.dialogs import ConfirmScreen, PromptScreen
from endpoint_explorer.tui.screens.main.variables import proposed_name
from endpoint_explorer.tui.screens.variables import VariablesScreen

from .conftest import Opener, Session


@pytest.fixture
def shop(workspace: Path) -> Path:
    """Add a login that captures, and the call that needs its token."""
    shop = workspace / "shop"
    (shop / "log-in.toml").write_text(
        'id = "0010"\nname = "Log in"\nmethod = "POST"\nurl = "/login"\n\n[body]\ntype = "json"\n'
        'text = \'{"username": "ada", "password": "demo-password"}\'\n\n'
        "[captures]\nsession_token = 'jsonpath \"$.token\"'\nwho = 'jsonpath \"$.user\"'\n"
        "nothing = 'jsonpath \"$.nothing\"'\n"
    )
    (shop / "me.toml").write_text(
        'id = "0011"\nname = "Who am I"\nmethod = "GET"\nurl = "/me"\n\n[auth]\ntype = "bearer"\n'
        'token = "{{session_token}}"\n\n[options]\ncookies = false\n'
    )
    return shop


def variables(session: Session) -> VariablesScreen:
    screen = session.app.screen
    assert isinstance(screen, VariablesScreen)
    return screen


async def send(session: Session, path: Path) -> Exchange:
    await session.open(path)
    await session.press("ctrl+j")
    main = session.main
    await session.until(
        lambda: isinstance(main.current.result, Exchange) and main.current.result.id is not None
    )
    assert isinstance(main.current.result, Exchange)
    return main.current.result


async def test_login_token_and_call_without_pasting(
    opener: Opener, shop: Path, demo_server: DemoServer
) -> None:
    async with opener(base_url=demo_server.base_url) as session:
        await session.open(shop / "me.toml")  # Open before the token is there.
        first = await send(session, shop / "log-in.toml")
        token = session.main.explorer.session_variables(shop)["session_token"]
        assert token.secret
        await session.until(lambda: "captured session_token, who" in session.text)
        assert "nothing was not captured: no match" in session.text

        second = await send(session, shop / "me.toml")
        assert second.response is not None
        assert second.response.status == 200
        assert ("Authorization", f"Bearer {token.value}") in second.wire.headers
        for exchange in (first, second):
            assert exchange.id is not None
            assert token.value not in str(session.main.explorer.history.get(exchange.id))


async def test_the_list_has_every_variable_and_masks_what_is_secret(
    opener: Opener, shop: Path
) -> None:
    async with opener() as session:
        explorer = session.main.explorer
        explorer.set_session_variable(shop, "session_token", "tok-12345")
        explorer.set_session_variable(shop, "plain", "seen")
        await session.open(shop / "me.toml")
        session.main.refresh_session()
        await session.press("alt+v")
        await session.until(lambda: isinstance(session.app.screen, VariablesScreen))
        shown = session.text
        assert "seen" in shown
        assert "this session" in shown
        assert "the collection" in shown
        assert "tok-12345" not in shown

        await session.press("y")
        assert session.app.clipboard == ""
        assert "r shows it" in session.notes()
        await session.press("r")
        assert "tok-12345" in session.text
        await session.press("y")
        await session.until(lambda: session.app.clipboard == "tok-12345")
        await session.press("r")
        assert "tok-12345" not in session.text


async def test_variables_of_the_session_are_set_edited_deleted_and_cleared(
    opener: Opener, shop: Path
) -> None:
    async with opener() as session:
        explorer = session.main.explorer
        await session.open(shop / "list-products.toml")
        await session.press("f10", "n")
        await session.until_asked(PromptScreen)
        await session.write("size")
        await session.press("enter")
        await session.until(lambda: session.app.screen.query_one(Input).value == "")
        await session.write("9")
        await session.press("enter")
        await session.until(lambda: "size" in explorer.session_variables(shop))
        preview = explorer.preview(session.main.current.edited, session.main.current.context)
        assert preview.url.endswith("limit=9"), "what is open uses it at once"

        await session.press("e")
        await session.until_asked(PromptScreen)
        await session.press("1", "2", "enter")
        await session.until(lambda: explorer.session_variables(shop)["size"].value == "12")
        await session.press("x")
        assert "size" not in explorer.session_variables(shop)

        explorer.set_session_variable(shop, "a", "1")
        variables(session)._read()
        await session.press("X")
        await session.until_asked(ConfirmScreen)
        await session.press("y")
        await session.until(lambda: not explorer.session_variables(shop))


async def test_what_a_file_defines_is_not_deleted_here(opener: Opener, shop: Path) -> None:
    async with opener() as session:
        await session.open(shop / "me.toml")
        await session.press("alt+v", "x")
        assert "is of the collection" in session.notes()


async def test_a_value_of_the_body_becomes_a_variable(
    opener: Opener, shop: Path, demo_server: DemoServer
) -> None:
    async with opener(base_url=demo_server.base_url) as session:
        path = shop / "users" / "get-user.toml"
        await send(session, path)
        await session.until(lambda: '"id"' in session.text)
        session.main.focus_pane("results")
        await session.press("down", "x")
        await session.until_asked(PromptScreen)
        assert session.app.screen.query_one(Input).value == "id"
        await session.write("user_id")
        await session.press("enter")
        explorer = session.main.explorer
        await session.until(lambda: "user_id" in explorer.session_variables(shop))
        assert explorer.session_variables(shop)["user_id"].value == "1"
        opened = session.main.current
        assert opened.edited.captures == (Capture("user_id", 'jsonpath "$.id"'),)
        assert opened.is_changed
        assert "captures" not in path.read_text()
        assert opened.context.session["user_id"] == "1"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("$.token", "token"),
        ("$.items[3]['user-id']", "user_id"),
        ("$[0]", "value"),
        ("$", "value"),
        ("/rss/channel/item[3]", "item"),
        ("/a/@id", "id"),
    ],
)
def test_a_name_is_proposed_from_the_path(path: str, name: str) -> None:
    assert proposed_name(path) == name
