"""The captures tab: rows, what is wrong with them, and the checks beside them."""

from __future__ import annotations

from endpoint_explorer.model.request import Capture, Request

from .conftest import Opener


async def test_a_capture_is_typed_and_its_fault_is_told_with_the_column(stage: Opener) -> None:
    async with stage() as on:
        await on.load(Request(url="/login"), "captures")
        assert "takes a value out of the response" in on.text
        await on.type("user_id")
        await on.press("tab")
        await on.type("jsonpath $.id")
        assert "! user_id, column 10: jsonpath needs a string in double quotes" in on.text
        assert on.form.request.captures == (Capture("user_id", "jsonpath $.id"),)
        await on.press(*["backspace"] * 4)
        await on.type('"$.id"')
        assert "{{user_id}} holds it after a send, until the program ends" in on.text
        assert on.form.request.captures == (Capture("user_id", 'jsonpath "$.id"'),)


async def test_a_capture_can_be_secret_by_its_mark_or_its_name(stage: Opener) -> None:
    async with stage() as on:
        await on.load(Request(captures=(Capture("id", "status"), Capture("token", "url"))))
        await on.show("captures")
        assert "by name" in on.text
        await on.press("tab", "tab")
        await on.type("s")
        assert on.form.request.captures[0] == Capture("id", "status", secret=True)
        assert "masked and redacted like any secret" in on.text
        await on.press("backspace")
        assert on.form.request.captures[0] == Capture("id", "status")


async def test_words_of_queries_are_completed(stage: Opener) -> None:
    async with stage() as on:
        await on.load(Request(), "captures")
        await on.type("a")
        await on.press("tab")
        await on.type("coo")
        await on.press("down", "enter")
        assert on.form.request.captures == (Capture("a", 'cookie "sid"'),)


async def test_checks_are_shown(stage: Opener) -> None:
    async with stage() as on:
        await on.load(Request(checks=("status == 200", "duration < 500")), "captures")
        assert "Checks  status == 200  duration < 500" in on.text


async def test_every_tab_has_its_place_at_80_columns(stage: Opener) -> None:
    async with stage(size=(80, 24), is_compact=True) as on:
        await on.load(Request())
        assert [name for name, _ in on.form._tabs.places][-1] == "preview"
