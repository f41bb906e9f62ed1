"""What a request inherits, overridden and switched off in the form, as a server receives it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from endpoint_explorer.demo.process import DemoServer
from endpoint_explorer.model.exchange import Exchange, Response
from endpoint_explorer.storage.collections import load_request
from endpoint_explorer.tui.panes.form.auth_fields import KINDS

from .conftest import Opener, Session
from .settling import type_quickly

pytestmark = pytest.mark.usefixtures("quick_keys")


@pytest.fixture
def echo(workspace: Path) -> Path:
    """Return a request that inherits a header from the collection and one from its folder."""
    settings = workspace / "shop" / "collection.toml"
    settings.write_text(settings.read_text() + 'X-Team = "core"\n')
    folder = workspace / "shop" / "users"
    (folder / "folder.toml").write_text('[headers]\nX-Part = "users"\n')
    path = folder / "echo.toml"
    path.write_text('id = "0007"\nname = "Echo"\nmethod = "GET"\nurl = "/echo"\n')
    return path


async def answer(session: Session) -> Response:
    """Send, and return what came back."""
    before = session.main.current.result
    await session.press("f5")
    await session.until(lambda: session.main.current.result not in (before, None))
    await session.until(lambda: session.main.current.flight is None)
    result = session.main.current.result
    assert isinstance(result, Exchange)
    assert result.response is not None
    return result.response


async def received(session: Session) -> dict[str, str]:
    """Send, and return the headers that the server got, by lower-case name."""
    rows = json.loads((await answer(session)).body)["headers"]
    return {row["name"].lower(): row["value"] for row in rows}


async def test_an_inherited_header_is_switched_off_for_one_request(
    opener: Opener, echo: Path, demo_server: DemoServer
) -> None:
    async with opener(base_url=demo_server.base_url) as session:
        await session.open(echo)
        session.main.form.focus_tab("headers")
        await session.pilot.pause()
        sent = await received(session)
        assert (sent["x-team"], sent["x-part"]) == ("core", "users")
        await session.press("up", "up", "ctrl+x")
        sent = await received(session)
        assert "x-team" not in sent
        assert sent["x-part"] == "users"
        await session.press("down", "enter", "end")
        await session.write("2")
        assert (await received(session))["x-part"] == "users2"
        await session.press("ctrl+s")
        await session.until(lambda: not session.main.current.is_changed)
        rows = load_request(echo).request.headers
        assert [(row.name, row.enabled) for row in rows] == [("X-Team", False), ("X-Part", True)]


SIGNED_IN: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "basic": ("/auth/basic", (), ("ada", "demo-password")),
    "bearer": ("/auth/bearer", (), ("demo-token",)),
    "api-key": ("/auth/api-key/cookie", ("end",), ("demo_key", "demo-key")),
    "digest": ("/auth/digest", (), ("ada", "demo-password")),
    "aws-sigv4": (
        "/auth/aws",
        (),
        ("AKIDDEMOEXAMPLE", "demo-secret-key-EXAMPLE", "", "us-east-1", "execute-api"),
    ),
    "oauth2": (
        "/oauth/profile",
        ("home", "home"),
        ("/oauth/token", "demo-client", "demo-client-secret", "read"),
    ),
}
"""For each kind: where to, what is pressed on each bar of choices, and what is typed below."""


async def test_what_is_typed_into_the_auth_is_what_is_sent_and_saved(
    opener: Opener, workspace: Path, demo_server: DemoServer
) -> None:
    async with opener(base_url=demo_server.base_url) as session:
        for kind, (route, choices, texts) in SIGNED_IN.items():
            path = workspace / "shop" / f"{kind}.toml"
            path.write_text(f'name = "{kind}"\nmethod = "GET"\nurl = "{route}"\n')
            await session.open(path)
            session.main.form.focus_tab("auth")
            await session.pilot.pause()
            place = next(i for i, (value, _, _) in enumerate(KINDS) if value == kind)
            await session.press(*["right"] * place)
            for key in choices:
                await session.press("down", key)
            await session.press("down")
            for text in texts:
                await type_quickly(session.pilot, text)
                await session.press("tab")
            assert (await answer(session)).status == 200, kind
            await session.press("ctrl+s")
            await session.until(lambda: not session.main.current.is_changed)
            assert load_request(path).request.auth == session.main.form.request.auth
            assert load_request(path).request.auth.type == kind
