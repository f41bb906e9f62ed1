"""Headers: their own, the inherited ones, and completion."""

from __future__ import annotations

from endpoint_explorer.model.request import Field, Request
from endpoint_explorer.tui.panes.form.rows_section import HeadersSection

from .conftest import Opener

INHERITED = (
    (Field("Accept", "application/json"), "from Demo API"),
    (Field("X-Team", "core"), "from users"),
)


class TestInherited:
    async def test_they_stand_above_with_their_origin(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(headers=(Field("X-Own", "1"),)), "headers", headers=INHERITED)
            assert "from Demo API" in on.line("application/json")
            assert on.text.index("X-Team") < on.text.index("X-Own")
            assert on.form.request.headers == (Field("X-Own", "1"),)

    async def test_a_click_on_one_does_nothing(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(), "headers", headers=INHERITED)
            await on.pilot.click("Grid", offset=(5, 0))
            await on.type("A")
            assert on.form.request.headers == (Field("A"),)

    async def test_an_own_header_replaces_one(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(), "headers", headers=INHERITED)
            captions = on.app.query_one(HeadersSection).captions
            assert [caption.is_replaced for caption in captions()] == [False, False]
            await on.type("accept")
            assert [caption.is_replaced for caption in captions()] == [True, False]


class TestCompletion:
    async def test_a_name_from_the_list(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(), "headers")
            await on.type("content-t")
            assert "Content-Type" in on.text
            await on.press("down", "enter")
            assert on.form.request.headers == (Field("Content-Type"),)
            await on.type("app")
            assert "application/x-www-form-urlencoded" in on.text
            await on.press("down", "down", "tab")
            assert on.form.request.headers[0].value == "application/xml"

    async def test_the_rest_of_a_name_is_taken_with_the_right_arrow(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(), "headers")
            await on.type("Cache")
            assert "Cache-Control" in on.line("   Cache")
            await on.press("right")
            assert on.form.request.headers == (Field("Cache-Control"),)

    async def test_what_was_typed_is_kept_when_nothing_is_chosen(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(), "headers")
            await on.type("Acc")
            await on.press("enter")
            await on.type("x")
            assert on.form.request.headers == (Field("Acc", "x"),)

    async def test_escape_closes_the_list_only(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(headers=(Field("Z"),)), "headers")
            await on.press("down")
            await on.type("Acc")
            assert "Accept-Language" in on.text
            await on.press("escape")
            assert "Accept-Language" not in on.text
            await on.press("up")
            await on.type("z")
            assert on.form.request.headers == (Field("Zz"), Field("Acc"))

    async def test_everything_can_be_browsed(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(headers=(Field("accept"),)), "headers")
            await on.press("tab", "ctrl+@", "down", "enter")
            assert on.form.request.headers == (Field("accept", "application/json"),)

    async def test_a_suggestion_is_taken_by_a_click(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(), "headers")
            await on.type("Acc")
            await on.pilot.click("SuggestionList", offset=(2, 1))
            assert on.form.request.headers == (Field("Accept-Charset"),)
            await on.press("tab")
            await on.type("x")
            assert on.form.request.headers == (Field("Accept-Charset", "x"),)
