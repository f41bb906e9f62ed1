"""Credentials, name and description."""

from __future__ import annotations

from endpoint_explorer.model.request import Auth, Request

from .conftest import Opener


class TestAuth:
    async def test_inherit_says_from_where(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(), "auth", auth="bearer, from Demo API")
            assert "Inherited: bearer, from Demo API" in on.text
            await on.load(Request())
            assert "Nothing to inherit" in on.text

    async def test_basic(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(), "auth")
            await on.press("right", "right")
            assert "{{password}}" in on.text
            await on.press("down")
            await on.type("ada")
            await on.press("tab")
            await on.type("hunter2")
            assert on.form.request.auth == Auth(type="basic", username="ada", password="hunter2")

    async def test_a_password_is_masked_until_it_is_revealed(self, stage: Opener) -> None:
        auth = Auth(type="basic", username="ada", password="hunter2")
        async with stage() as on:
            await on.load(Request(auth=auth), "auth")
            await on.press("down")
            assert "hunter2" not in on.text
            await on.press("down")
            assert "hunter2" not in on.text
            assert "•••••••" in on.line("Password")
            await on.press("ctrl+x")
            assert "hunter2" in on.line("Password")
            await on.press("ctrl+x")
            assert "hunter2" not in on.text
            await on.press("ctrl+x")
            await on.load(Request(id="2", auth=auth))
            assert "hunter2" not in on.text

    async def test_a_variable_is_not_masked(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(auth=Auth(type="bearer", token="{{token}}")), "auth")
            assert "{{token}}" in on.line("Token")
            await on.press("down")
            await on.press("ctrl+u")
            await on.type("{{tok")
            assert "{{tok" in on.line("Token")

    async def test_an_api_key_in_the_query(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(), "auth")
            await on.press("end", "down", "right", "down")
            await on.type("key")
            await on.press("enter")
            await on.type("{{k}}")
            assert on.form.request.auth == Auth(
                type="api-key", name="key", value="{{k}}", location="query"
            )

    async def test_switching_loses_nothing(self, stage: Opener) -> None:
        auth = Auth(type="basic", username="u", password="p", token="t", name="n", value="v")
        async with stage() as on:
            await on.load(Request(auth=auth), "auth")
            await on.press("left")
            assert "sent without credentials" in on.text
            await on.press("right", "right", "right", "left", "left")
            assert on.form.request.auth == auth


class TestInfo:
    async def test_name_and_description(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(name="Get", description="One.\r\nTwo."), "info")
            await on.press("end")
            await on.type(" it")
            assert on.form.request.name == "Get it"
            assert "Get it" in on.lines[0]
            await on.press("tab", "ctrl+end")
            await on.type("x")
            assert on.form.request == Request(name="Get it", description="xOne.\r\nTwo.")
