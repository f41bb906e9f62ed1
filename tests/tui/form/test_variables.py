"""Names in templates: completed after `{{` with what they stand for, and marked where unknown."""

from __future__ import annotations

import pytest
from textual.widget import Widget

from endpoint_explorer.model.request import Auth, Body, Field, Request
from endpoint_explorer.model.variable import Variable
from endpoint_explorer.tui.widgets.line_input import LineInput
from endpoint_explorer.tui.widgets.variable_scope import names_like

from .conftest import Opener, Stage

VARIABLES = (
    Variable("base_url", "http://127.0.0.1:9", "collection"),
    Variable("token", "••••••", "environment Staging", is_secret=True),
    Variable("user id", "17", "folder users"),
    Variable("my_token", "abc", "session"),
    Variable("$uuid", "a new UUID each time", "built in"),
)


async def know(on: Stage) -> None:
    on.form.set_variables(VARIABLES)
    await on.pilot.pause()


class TestCompletion:
    def test_names_that_begin_come_before_those_that_contain(self) -> None:
        names = ["my_token", "Token", "other"]
        assert names_like("tok", names) == ["Token", "my_token"]
        assert names_like(" ", names) == names
        assert names_like("zzz", names) == []

    async def test_the_url(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request())
            await know(on)
            on.form.focus_url()
            await on.type("/a/{{")
            assert "environment Staging" in on.line("token   ")
            assert "••••••" in on.line("token   ")
            assert "a new UUID each time" in on.line("$uuid")
            await on.type("to")
            assert "base_url" not in on.text
            await on.press("enter")
            assert on.form.request.url == "/a/{{token}}"
            assert on.app.messages == []
            assert "my_token" not in on.text
            await on.type("/b")
            assert on.form.request.url == "/a/{{token}}/b"

    async def test_the_arrows_choose_and_tab_takes(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(headers=(Field("X-A", "1"),)), "headers")
            await know(on)
            await on.press("tab", "end")
            await on.type("{{tok")
            await on.press("up", "down", "down", "tab")
            assert on.form.request.headers == (Field("X-A", "1{{my_token}}"),)
            await on.type("x")
            assert on.form.request.headers == (Field("X-A", "1{{my_token}}x"),)

    async def test_escape_closes_until_the_next_one(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request())
            await know(on)
            on.form.focus_url()
            await on.type("{{")
            await on.press("escape")
            assert "built in" not in on.text
            await on.type("tok")
            assert "session" not in on.text
            await on.type("}}{{")
            assert "built in" in on.text

    async def test_a_name_that_is_closed_is_replaced(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(url="/{{nam}}/x"))
            await know(on)
            on.form.focus_url()
            await on.press("home", "right", "right", "right")
            assert "session" not in on.text
            await on.press("delete", "delete", "delete")
            await on.type("user")
            await on.press("enter")
            assert on.form.request.url == "/{{user id}}/x"

    async def test_what_is_escaped_or_fits_nothing_lists_nothing(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request())
            await know(on)
            on.form.focus_url()
            for text in (r"\{{", "{{nothing"):
                await on.press("ctrl+u")
                await on.type(text)
                assert "session" not in on.text
            await on.press("enter")
            assert len(on.app.messages) == 1

    async def test_auth(self, stage: Opener) -> None:
        async with stage(size=(80, 24)) as on:
            await on.load(Request(auth=Auth(type="bearer")), "auth")
            await know(on)
            await on.press("down")
            await on.type("{{")
            assert "built in" in on.text
            await on.press("down", "enter")
            assert on.form.request.auth.token == "{{token}}"

    async def test_a_header_is_completed_by_variables_alone(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(headers=(Field("Authorization"),)), "headers")
            await know(on)
            await on.press("tab")
            await on.type("Bearer ")
            assert "Bearer {{token}}" in on.text
            await on.type("{{my")
            assert "Bearer {{token}}" not in on.text
            await on.press("enter")
            assert on.form.request.headers[0].value == "Bearer {{my_token}}"

    async def test_the_body(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(body=Body(type="json", text='{"a": ""}')), "body")
            await know(on)
            await on.press("tab", "end", "left", "left")
            await on.type("{{my")
            assert "session" in on.text
            await on.press("enter")
            assert on.form.request.body.text == '{"a": "{{my_token}}"}'
            await on.press("ctrl+z")
            assert on.form.request.body.text == '{"a": "{{my"}'

    async def test_a_click_takes_one(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request())
            await know(on)
            on.form.focus_url()
            await on.type("{{")
            await on.pilot.click("SuggestionList", offset=(2, 2))
            assert on.form.request.url == "{{user id}}"
            await on.type("!")
            assert on.form.request.url == "{{user id}}!"

    async def test_leaving_closes_the_list(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request())
            await know(on)
            on.form.focus_url()
            await on.type("{{")
            on.app.set_focus(None)
            await on.pilot.pause()
            assert "built in" not in on.text


def underlined(on: Stage, widget: Widget) -> str:
    """Return what is underlined in a widget."""
    strips = on.app.screen._compositor.render_strips()
    region = widget.region
    lines = [strip.crop(region.x, region.right) for strip in strips[region.y : region.bottom]]
    return "".join(
        segment.text
        for line in lines
        for segment in line
        if segment.style is not None and segment.style.underline
    )


class TestUnknown:
    async def test_the_url_as_it_is_typed(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(url="/{{token}}/{{tokn}}", path=(Field("b", "1"),)))
            url = on.app.query_one("#url", LineInput)
            assert underlined(on, url) == ""
            await know(on)
            assert underlined(on, url) == "{{tokn}}"
            on.form.focus_url()
            await on.type("/{a}/{b}")
            assert underlined(on, url) == "{{tokn}}{a}"
            await on.load(Request(url="/{{tokn}}/{a}", path=(Field("a", "1"),)))
            assert underlined(on, url) == "{{tokn}}"

    async def test_rows_that_are_not_edited(self, stage: Opener) -> None:
        rows = (Field("X", "1"), Field("Y", "{{ token }} {{nix}}"), Field("Z", "{{off}}", False))
        async with stage() as on:
            await on.load(Request(headers=rows), "headers")
            await know(on)
            assert underlined(on, on.app.query_one("HeadersSection")) == "{{nix}}"

    @pytest.mark.parametrize("kind", ["json", "text"])
    async def test_the_body(self, stage: Opener, kind: str) -> None:
        body = Body(type="json" if kind == "json" else "text", text='{"a": "{{nix}} {{token}}"}')
        async with stage() as on:
            await on.load(Request(body=body), "body")
            assert "nix" not in underlined(on, on.app.query_one("TextEditor"))
            await know(on)
            assert "{{nix}}" in underlined(on, on.app.query_one("TextEditor"))
            on.form.set_variables((*VARIABLES, Variable("nix", "1", "session")))
            await on.pilot.pause()
            assert "nix" not in underlined(on, on.app.query_one("TextEditor"))

    async def test_a_description_is_no_template(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(description="{{nix}}"), "info")
            await know(on)
            await on.press("tab", "ctrl+end")
            await on.type("{{")
            assert "built in" not in on.text
            assert "nix" not in underlined(on, on.app.query_one("InfoSection"))
