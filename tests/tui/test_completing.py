"""The form completes and marks what the files, the environment and the session define."""

from __future__ import annotations

from pathlib import Path

from endpoint_explorer.tui.widgets.suggestion_list import SuggestionList

from .conftest import Opener, Session


def listed(session: Session) -> dict[str, tuple[str, ...]]:
    """Return the variables in the open list, each with its notes."""
    for found in session.main.form.query(SuggestionList):
        if found.is_open:
            return dict(zip(found.items, found._notes, strict=True))
    return {}


async def test_what_surrounds_the_request_is_listed(opener: Opener, workspace: Path) -> None:
    path = workspace / "shop" / "list-products.toml"
    async with opener(base_url="http://127.0.0.1:1") as session:
        await session.open(path)
        await session.until(lambda: not session.main.form.is_unknown("base_url"))
        await session.until(lambda: session.main.form.is_unknown("size"))
        await session.press("ctrl+l")
        await session.write("/{{")
        await session.until(lambda: listed(session))
        assert listed(session)["base_url"][0] == "http://127.0.0.1:1"
        assert "token" not in listed(session)
        await session.press("escape")
        session.main.environments[workspace / "shop"] = "staging"
        session.main.reload_current()
        await session.until(lambda: not session.main.form.is_unknown("size"))
        await session.press("ctrl+l", "end")
        await session.write("{{")
        assert listed(session)["size"][0] == "7"
        assert listed(session)["token"][0] == "••••••"
        assert "taging" in listed(session)["size"][1]
