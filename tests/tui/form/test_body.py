"""The body: its types, the check of JSON, and the user's own editor."""

from __future__ import annotations

import msgspec
import pytest

from endpoint_explorer.model.request import Body, FormField, Request
from endpoint_explorer.tui.panes.form import FormPane
from endpoint_explorer.tui.panes.form.text_body import LARGEST
from endpoint_explorer.tui.widgets.text_editor import TextEditor

from .conftest import Opener, Stage


async def load(on: Stage, body: Body) -> None:
    """Load a body and go into its editor."""
    await on.load(Request(body=body), "body")
    await on.press("down")


class TestTypes:
    async def test_switching_loses_nothing(self, stage: Opener) -> None:
        body = Body(
            type="json",
            text='{"a":\r\n1}\u2028',
            variables="{}",
            fields=(FormField("f", "v", file="x", content_type="y"),),
            file="path",
            content_type="z",
        )
        async with stage() as on:
            await on.load(Request(body=body), "body")
            for name in ("text", "xml", "form", "multipart", "file", "graphql"):
                await on.press("right")
                assert on.form.request.body == msgspec.structs.replace(
                    body,
                    type=name,
                )
            await on.press("home")
            assert on.form.request.body.type == "none"
            await on.press("right")
            assert on.form.request.body == body

    async def test_none_says_so(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(), "body")
            assert "This request has no body" in on.text


class TestText:
    async def test_typing(self, stage: Opener) -> None:
        async with stage() as on:
            await load(on, Body(type="json"))
            await on.type('{"a": [')
            await on.press("enter")
            await on.type("1")
            assert on.form.request.body.text == '{"a": [\n  1'
            assert on.app.edits[-1] == on.form.request

    async def test_line_ends_that_are_not_edited_stay(self, stage: Opener) -> None:
        async with stage() as on:
            await load(on, Body(type="text", text="a\r\nb\nc\x0bd\r"))
            await on.type("x")
            assert on.form.request.body.text == "xa\r\nb\nc\x0bd\r"
            await on.press("ctrl+z")
            assert on.form.request.body.text == "a\r\nb\nc\x0bd\r"

    async def test_the_content_type(self, stage: Opener) -> None:
        async with stage() as on:
            await load(on, Body(type="xml", text="<a/>"))
            assert "application/xml" in on.line("Content-Type")
            await on.press("tab")
            await on.type("text/xml")
            assert on.form.request.body == Body(type="xml", text="<a/>", content_type="text/xml")

    async def test_a_body_that_is_too_large_is_not_put_into_the_editor(self, stage: Opener) -> None:
        text = "x" * (LARGEST + 1)
        async with stage() as on:
            await load(on, Body(type="text", text=text))
            assert f"{LARGEST + 1:,} characters are too many to edit here" in on.text
            assert on.app.query_one(TextEditor).text == ""
            assert on.form.request.body.text == text
            await on.press("f4")
            on.form.set_body_text("y" * (LARGEST + 2))
            assert len(on.form.request.body.text) == LARGEST + 2
            on.form.set_body_text("small")
            assert on.form.request.body.text == "small"
            await on.pilot.pause()
            assert "small" in on.text

    async def test_keys_of_the_whole_program_are_left_to_it(self) -> None:
        keys = {key for keys in TextEditor._merged_bindings.key_to_bindings for key in [keys]}  # type: ignore[union-attr]  # set for every widget class
        assert "ctrl+u" in keys
        assert not keys & {"f6", "f7", "f1", "f4", "f5", "ctrl+s", "ctrl+j", "ctrl+t", "ctrl+l"}


class TestJsonCheck:
    async def test_valid_and_faulty_as_it_is_typed(self, stage: Opener) -> None:
        async with stage() as on:
            await load(on, Body(type="json", text='{\n  "a": {{b}}\n}'))
            assert "JSON is valid" in on.text
            await on.press("down", "end")
            await on.type(" 1")
            await on.until(lambda: "line 2, column 14: " in on.text)
            await on.press("backspace", "backspace")
            await on.until(lambda: "JSON is valid" in on.text)

    async def test_a_fault_does_not_keep_it_from_being_sent(self, stage: Opener) -> None:
        async with stage() as on:
            await load(on, Body(type="json", text="{"))
            assert "line 1, column 2: " in on.text
            on.form.focus_url()
            await on.press("enter")
            assert type(on.app.messages[-1]) is FormPane.SendRequested

    async def test_nothing_is_said_of_no_text_or_other_types(self, stage: Opener) -> None:
        async with stage() as on:
            await load(on, Body(type="json", text="  "))
            assert "line 1" not in on.text
            await load(on, Body(type="text", text="{"))
            assert "line 1" not in on.text

    @pytest.mark.parametrize("key", ["f7", "alt+i"])
    async def test_indenting_anew(self, stage: Opener, key: str) -> None:
        async with stage() as on:
            await load(on, Body(type="json", text='{"a":1.10,"b":{{b}}}'))
            await on.press(key)
            assert on.form.request.body.text == '{\n  "a": 1.10,\n  "b": {{b}}\n}'
            await on.press("ctrl+z")
            assert on.form.request.body.text == '{"a":1.10,"b":{{b}}}'

    async def test_faulty_json_is_not_indented(self, stage: Opener) -> None:
        async with stage() as on:
            await load(on, Body(type="json", text='{"a":1'))
            await on.press("f7")
            assert on.form.request.body.text == '{"a":1'


class TestTables:
    async def test_form_fields(self, stage: Opener) -> None:
        async with stage() as on:
            await load(on, Body(type="form"))
            await on.type("user")
            await on.press("tab")
            await on.type("a&b")
            await on.press("ctrl+x")
            assert on.form.request.body.fields == (FormField("user", "a&b", enabled=False),)

    async def test_multipart_parts(self, stage: Opener) -> None:
        async with stage() as on:
            await load(on, Body(type="multipart"))
            await on.type("doc")
            await on.press("tab", "tab")
            await on.type("cv.pdf")
            await on.press("tab")
            await on.type("application/p")
            await on.press("right")
            assert on.form.request.body.fields == (
                FormField("doc", file="cv.pdf", content_type="application/pdf"),
            )

    async def test_a_file(self, stage: Opener) -> None:
        async with stage() as on:
            await load(on, Body(type="file"))
            await on.type("data/x.bin")
            await on.press("enter")
            await on.type("image/png")
            assert on.form.request.body == Body(
                type="file", file="data/x.bin", content_type="image/png"
            )


class TestGraphql:
    async def test_document_and_variables(self, stage: Opener) -> None:
        async with stage() as on:
            await load(on, Body(type="graphql"))
            await on.type("{me}")
            await on.press("tab")
            await on.type("[1")
            assert on.form.request.body == Body(type="graphql", text="{me}", variables="[1")
            await on.until(lambda: "line 1, column 3" in on.text)
            await on.type("]")
            await on.until(lambda: "The variables are valid JSON" in on.text)


class TestOwnEditor:
    @pytest.mark.parametrize(
        ("body", "suffix"),
        [
            (Body(type="json", text="{}"), ".json"),
            (Body(type="xml", text="<a/>"), ".xml"),
            (Body(type="text", text="a\r\nb\n"), ".txt"),
            (Body(type="graphql", text="{me}"), ".graphql"),
        ],
    )
    async def test_it_is_asked_for_and_answers(
        self, stage: Opener, body: Body, suffix: str
    ) -> None:
        async with stage() as on:
            await load(on, body)
            await on.press("f4")
            message = on.app.messages[-1]
            assert isinstance(message, FormPane.EditorRequested)
            assert (message.text, message.suffix) == (body.text, suffix)
            on.form.set_body_text("other\n")
            await on.pilot.pause()
            assert on.form.request.body == msgspec.structs.replace(body, text="other\n")
            assert on.app.edits[-1] == on.form.request

    async def test_the_variables_of_graphql(self, stage: Opener) -> None:
        async with stage() as on:
            await load(on, Body(type="graphql", text="{me}", variables="{}"))
            await on.press("tab", "f4")
            on.form.set_body_text('{"a": 1}')
            assert on.form.request.body.text == "{me}"
            assert on.form.request.body.variables == '{"a": 1}'

    async def test_a_table_has_no_text(self, stage: Opener) -> None:
        async with stage() as on:
            await load(on, Body(type="form"))
            await on.press("f4")
            assert on.app.messages == []
