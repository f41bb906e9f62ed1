"""The preview tab of the whole application: what it shows is what is sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from endpoint_explorer.bodies.document import Document
from endpoint_explorer.explorer import Origin
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.cookie import Cookie
from endpoint_explorer.model.exchange import MessagePreview
from endpoint_explorer.model.request import Request

from .conftest import Opener, Session


def shown(session: Session) -> str:
    section = session.main.form._sections.made["preview"]
    document: Document = section.view.document  # type: ignore[attr-defined]  # its view
    return document.read(0, document.size).decode()


async def test_the_message_follows_the_keys(
    opener: Opener, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opener() as session:
        made: list[MessagePreview] = []
        make = session.main.explorer.preview_message

        def note(request: Request, context: Context, origin: Origin) -> MessagePreview:
            made.append(make(request, context, origin))
            return made[-1]

        monkeypatch.setattr(session.main.explorer, "preview_message", note)
        await session.open(workspace / "shop" / "users" / "get-user.toml")
        await session.press("ctrl+l")
        await session.write("?a")
        assert made == []  # nobody looks at it
        session.main.form.show_tab("preview")
        await session.until(lambda: "GET /v1/users/1?a HTTP/1.1\r\n" in shown(session))
        assert "\r\nAccept: application/json\r\n" in shown(session)
        await session.press("ctrl+l")
        await session.write("=2&b={{nope}}")
        await session.until(lambda: "?a=2&b={{nope}} HTTP" in shown(session))
        assert made[-1].problems
        session.main.action_new_scratch()
        await session.until(lambda: "Write a URL" in shown(session))


async def test_the_jar_shows_as_soon_as_it_changes(opener: Opener, workspace: Path) -> None:
    async with opener() as session:
        await session.open(workspace / "shop" / "users" / "get-user.toml")
        session.main.form.show_tab("preview")
        await session.until(lambda: "GET /v1" in shown(session))
        session.main.results.show_tab("cookies")
        cookie = Cookie(name="sid", value="1", domain="127.0.0.1", path="/", host_only=True)
        session.main._change_jar(session.main._origin(), {cookie.key: cookie})
        await session.until(lambda: "\r\nCookie: sid=••••••\r\n" in shown(session))


@pytest.mark.parametrize("size", [(80, 24), (100, 40), (160, 48)])
async def test_the_tabs_of_the_form_fit(opener: Opener, size: tuple[int, int]) -> None:
    async with opener(size=size) as session:
        await session.press("ctrl+l")
        bar = session.main.form._tabs
        assert bar.region.right <= session.main.form.content_region.right
        assert bar.size.width == bar._width
