"""Credentials, name and description."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest

from endpoint_explorer.model.request import Auth, AuthType, Grant, Request
from endpoint_explorer.tui.panes.form.auth_fields import (
    ALL_CHOICES,
    KINDS,
    choices_of,
    fields_of,
)
from endpoint_explorer.tui.panes.form.authorization import AuthorizeRequested

from ..settling import type_quickly
from .conftest import Opener

pytestmark = pytest.mark.usefixtures("quick_keys")


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
            await on.press("home", *["right"] * 4, "down", "right", "down")
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


def each_form() -> list[Auth]:
    """Return an auth of each kind, and of each grant of OAuth 2."""
    kinds = [Auth(type=kind) for kind in get_args(AuthType) if kind != "oauth2"]
    return [*kinds, *(Auth(type="oauth2", grant=grant) for grant in get_args(Grant) if grant)]


FILLED = msgspec.structs.replace(
    Auth(location="cookie", grant="password", client_auth="body", signature_method="PLAINTEXT"),
    **{field.field: f"{{{{{field.field}}}}}" for auth in each_form() for field in fields_of(auth)},
)


def name_of(auth: Auth) -> str:
    return f"{auth.type} {auth.grant}".strip()


class TestEveryKind:
    def test_every_kind_and_every_field_can_be_reached(self) -> None:
        assert [kind for kind, _, _ in KINDS] == list(get_args(AuthType))
        reached = {f.field for auth in each_form() for f in fields_of(auth)}
        reached |= {choice.field for choice in ALL_CHOICES}
        assert reached | {"type"} == set(Auth.__struct_fields__)

    async def test_what_is_typed_is_what_is_kept(self, stage: Opener) -> None:
        async with stage(size=(80, 24)) as on:
            for auth in each_form():
                await on.load(Request(id=name_of(auth), auth=auth), "auth")
                await on.press(*["down"] * (len(choices_of(auth)) + 1))
                expected = auth
                for index, field in enumerate(fields_of(auth)):
                    assert field.label in on.text
                    assert field.meaning in on.text
                    await type_quickly(on.pilot, f"<{index}")
                    await on.press("tab")
                    expected = msgspec.structs.replace(expected, **{field.field: f"<{index}"})
                    assert (f"<{index}" in on.text) is not field.is_secret
                assert on.form.request.auth == expected

    async def test_looking_changes_nothing(self, stage: Opener) -> None:
        async with stage() as on:
            for auth in each_form():
                filled = msgspec.structs.replace(FILLED, type=auth.type, grant=auth.grant)
                for request in (Request(auth=auth), Request(auth=filled)):
                    await on.load(request, "auth")
                    await on.press("down", "tab", "down", "up", "ctrl+x")
                    assert on.form.request == request
                    assert on.app.edits == []

    async def test_the_arrows_go_through_all_kinds_and_lose_nothing(self, stage: Opener) -> None:
        async with stage(size=(60, 24)) as on:
            await on.load(Request(auth=FILLED), "auth")
            for kind, label, _ in KINDS:
                assert on.form.request.auth == msgspec.structs.replace(FILLED, type=kind)
                assert label in on.text
                await on.press("right")
            await on.press("home")
            assert on.form.request.auth == FILLED

    async def test_fixed_words_are_chosen(self, stage: Opener) -> None:
        async with stage() as on:
            for choice in ALL_CHOICES:
                auth = next(auth for auth in each_form() if choice in choices_of(auth))
                await on.load(Request(auth=auth), "auth")
                await on.press(*["down"] * (choices_of(auth).index(choice) + 1))
                assert choice.meaning in on.text
                for value, label in choice.choices[1:]:
                    await on.press("right")
                    assert getattr(on.form.request.auth, choice.field) == value
                    assert label in on.text

    async def test_the_fields_are_those_of_the_grant(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(auth=Auth(type="oauth2")), "auth")
            assert "Authorize URL" not in on.text
            await on.press("down", "right")
            assert "Authorize URL" in on.text
            await on.press("right")
            assert "Authorize URL" not in on.text
            assert "Password" in on.text


class TestAuthorize:
    async def test_the_button_asks_and_the_token_is_told(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(auth=Auth(type="bearer")), "auth")
            assert "Authorize" not in on.text
            await on.load(Request(auth=Auth(type="oauth2")), "auth")
            on.form.set_token("token expires in 58 minutes.")
            await on.pilot.pause()
            assert "Token expires in 58 minutes." in on.line("Authorize")
            await on.pilot.click("LineButton")
            assert [type(message) for message in on.app.messages] == [AuthorizeRequested]

    async def test_an_inherited_one_can_be_authorized_too(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(), "auth", auth="oauth2, from the collection")
            assert "Authorize" not in on.text
            on.form.set_token("there is no token yet.")
            await on.pilot.pause()
            assert "There is no token yet." in on.line("Authorize")
            await on.press("down", "enter")
            assert [type(message) for message in on.app.messages] == [AuthorizeRequested]


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
