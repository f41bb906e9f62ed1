"""The form completes and marks what the files, the environment and the session define."""

from __future__ import annotations

from pathlib import Path

from textual.events import Key

from endpoint_explorer.tui.widgets.choice_bar import ChoiceBar
from endpoint_explorer.tui.widgets.suggestion_list import SuggestionList
from endpoint_explorer.tui.widgets.text_editor import TextEditor

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


async def test_letters_typed_right_after_a_key_that_goes_into_the_body_go_there(
    opener: Opener, workspace: Path
) -> None:
    path = workspace / "shop" / "write.toml"
    path.write_text('id = "5"\nname = "W"\nurl = "/w"\n[body]\ntype = "text"\ntext = "."\n')
    async with opener() as session:
        await session.open(path)
        session.main.form.show_tab("body")
        await session.until(lambda: session.main.query(TextEditor))
        session.main.query_one("#body-type", ChoiceBar).focus()
        await session.until(lambda: isinstance(session.app.focused, ChoiceBar))
        for key in ("down", "a", "b", "c"):
            session.app.post_message(Key(key, key if len(key) == 1 else None))
        await session.until(lambda: len(session.main.form.request.body.text) == 4)
        assert session.main.form.request.body.text == "abc."
