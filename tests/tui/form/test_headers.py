"""Headers: their own, the inherited ones, and completion."""

from __future__ import annotations

from endpoint_explorer.model.request import Field, Request
from endpoint_explorer.tui.panes.form.inherited_headers import InheritedHeaders

from .conftest import Opener, Stage

INHERITED = (
    (Field("Accept", "application/json"), "from Demo API"),
    (Field("X-Team", "core"), "from users"),
)


def states(on: Stage) -> tuple[str, ...]:
    return on.app.query_one(InheritedHeaders).states


def own_headers(on: Stage) -> list[Field]:
    return list(on.form.request.headers)


class TestInherited:
    async def test_they_stand_above_with_their_origin(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(headers=(Field("X-Own", "1"),)), "headers", headers=INHERITED)
            assert "from Demo API" in on.line("application/json")
            assert on.text.index("X-Team") < on.text.index("X-Own")
            assert on.form.request.headers == (Field("X-Own", "1"),)

    async def test_one_is_overridden_by_enter(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(), "headers", headers=INHERITED)
            await on.press("up", "up", "enter", "end")
            await on.type("; q=1")
            assert own_headers(on) == [Field("Accept", "application/json; q=1")]
            assert states(on) == ("replaced", "inherited")
            assert "replaced below, from Demo API" in on.text
            await on.press("ctrl+z", "ctrl+z")
            assert own_headers(on) == []
            assert states(on) == ("inherited", "inherited")

    async def test_overriding_again_goes_to_the_own_row(self, stage: Opener) -> None:
        own = (Field("X"), Field("x-team", "mine", enabled=False))
        async with stage() as on:
            await on.load(Request(headers=own), "headers", headers=INHERITED)
            assert states(on) == ("inherited", "off")
            await on.press("up", "enter")
            await on.type("!")
            assert on.form.request.headers == (Field("X"), Field("x-team", "mine!"))

    async def test_one_is_overridden_by_a_click(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(), "headers", headers=INHERITED)
            await on.pilot.click("#inherited-headers", offset=(5, 1))
            await on.type("!")
            assert on.form.request.headers == (Field("X-Team", "core!"),)

    async def test_one_is_switched_off_and_on(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(headers=(Field("X"),)), "headers", headers=INHERITED)
            await on.press("up", "ctrl+x")
            assert own_headers(on) == [Field("X"), Field("X-Team", "core", enabled=False)]
            assert "off here, from users" in on.text
            await on.press("space")
            assert own_headers(on) == [Field("X")]
            assert states(on) == ("inherited", "inherited")

    async def test_an_override_is_switched_off_with_it(self, stage: Opener) -> None:
        async with stage() as on:
            own = (Field("accept", "text/html"),)
            await on.load(Request(headers=own), "headers", headers=INHERITED)
            await on.press("up", "k", "space")
            assert on.form.request.headers == (Field("accept", "text/html", enabled=False),)
            assert states(on) == ("off", "inherited")

    async def test_an_own_header_replaces_one(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(), "headers", headers=INHERITED)
            assert states(on) == ("inherited", "inherited")
            await on.type("accept")
            assert states(on) == ("replaced", "inherited")


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
