"""The method: chosen from a list, or any other word."""

from __future__ import annotations

import pytest

from endpoint_explorer.model.request import Request
from endpoint_explorer.tui.panes.form.method import method_choices

from .conftest import Opener


class TestChoices:
    def test_all_at_first_with_an_own_one_last(self) -> None:
        assert method_choices("", "GET")[:2] == ["GET", "POST"]
        assert method_choices("", "PURGE")[-1] == "PURGE"

    def test_what_was_typed_is_last(self) -> None:
        assert method_choices("p", "GET") == ["POST", "PUT", "PATCH", "p"]
        assert method_choices("PATCH", "GET") == ["PATCH"]
        assert method_choices("purge", "GET") == ["purge"]


class TestPicking:
    @pytest.mark.parametrize(
        ("keys", "method"),
        [
            (("down", "enter"), "POST"),
            (("p", "a", "enter"), "PATCH"),
            (("P", "U", "R", "G", "E", "enter"), "PURGE"),
            (("g", "e", "t", "down", "enter"), "get"),
            (("p", "u", "backspace", "enter"), "POST"),
            (("d", "tab"), "DELETE"),
            (("d", "escape"), "GET"),
            (("down", "escape"), "GET"),
        ],
    )
    async def test_keys(self, stage: Opener, keys: tuple[str, ...], method: str) -> None:
        async with stage() as on:
            await on.load(Request(url="/a"))
            on.form.focus_method()
            await on.pilot.pause()
            await on.press(*keys)
            assert on.form.request == Request(url="/a", method=method)
            assert method in on.lines[1]
            assert "OPTIONS" not in on.text

    async def test_a_click(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request())
            await on.pilot.click("MethodPicker")
            await on.pilot.click("SuggestionList", offset=(2, 4))
            assert on.form.request.method == "DELETE"

    async def test_a_long_method_leaves_room_for_the_url(self, stage: Opener) -> None:
        async with stage(size=(76, 12)) as on:
            await on.load(Request(method="M" * 60, url="/users"))
            assert "/users" in on.lines[1]
            assert "MMM…" in on.lines[1]

    async def test_pasting(self, stage: Opener) -> None:
        from textual.events import Paste

        async with stage() as on:
            await on.load(Request())
            on.form.focus_method()
            await on.pilot.pause()
            assert on.app.focused is not None
            on.app.focused.post_message(Paste("PURGE\nx"))
            await on.press("enter")
            assert on.form.request.method == "PURGE"
