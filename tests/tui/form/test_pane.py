"""The form as a whole: loading, tabs, sizes, sending."""

from __future__ import annotations

import subprocess
import sys
from typing import get_args

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from textual.events import Key

from endpoint_explorer.model.exchange import Preview
from endpoint_explorer.model.request import (
    Auth,
    AuthLocation,
    AuthType,
    Body,
    Capture,
    ClientAuth,
    Field,
    FormField,
    Grant,
    Options,
    Request,
    SignatureMethod,
)
from endpoint_explorer.tui.panes.form import FormPane
from endpoint_explorer.tui.panes.form.tabs import TABS

from .conftest import FormApp, Opener

TEXT = st.text(max_size=8) | st.sampled_from(["a\r\nb\nc", "\x1b[31m", "{{x}}", "a&b=#", "\u2028z"])
URL = TEXT | st.sampled_from(
    ["/u/{id}?a&b=1&&c=%20+#f", "/u?", "/:a/:b#", "http://h:80/{a}/{a}", "/{{x}}/{b}?{{y}}"]
)
FIELD = st.builds(Field, TEXT, TEXT, enabled=st.booleans(), bare=st.booleans())
FIELDS = st.lists(FIELD, max_size=4).map(tuple)
PARTS = st.lists(
    st.builds(FormField, TEXT, TEXT, enabled=st.booleans(), file=TEXT, content_type=TEXT),
    max_size=3,
).map(tuple)
BODY_TYPES = ["none", "json", "text", "xml", "form", "multipart", "file", "graphql"]
BODY = st.builds(
    Body,
    type=st.sampled_from(BODY_TYPES),
    text=TEXT,
    variables=TEXT,
    fields=PARTS,
    file=TEXT,
    content_type=TEXT,
)
AUTH_WORDS = {
    "type": AuthType,
    "location": AuthLocation,
    "grant": Grant,
    "client_auth": ClientAuth,
    "signature_method": SignatureMethod,
}
AUTH = st.builds(
    Auth,
    **{
        name: st.sampled_from(get_args(AUTH_WORDS[name])) if name in AUTH_WORDS else TEXT
        for name in Auth.__struct_fields__
    },
)
REQUEST = st.builds(
    Request,
    id=TEXT,
    name=TEXT,
    method=TEXT,
    url=URL,
    description=TEXT,
    path=FIELDS,
    query=FIELDS,
    headers=FIELDS,
    body=BODY,
    auth=AUTH,
    checks=st.lists(TEXT, max_size=2).map(tuple),
    captures=st.lists(st.builds(Capture, TEXT, TEXT, st.booleans(), st.booleans()), max_size=3).map(
        tuple
    ),
    options=st.builds(
        Options,
        timeout=st.none() | st.floats(0, 1e9),
        http2=st.none() | st.booleans(),
        max_body=st.none() | st.integers(0, 2**60),
    ),
)


@given(st.lists(REQUEST, min_size=3, max_size=3))
@settings(max_examples=1, phases=[Phase.explicit, Phase.generate])
async def test_what_nobody_edits_comes_back_as_it_was_loaded(requests: list[Request]) -> None:
    """Over every tab, and over every cell of the tables."""
    app = FormApp(is_compact=False)
    async with app.run_test(size=(100, 24)) as pilot:
        form = app.query_one(FormPane)
        for request in requests:
            form.load(request)
            assert form.request == request
            for tab in TABS:
                form.show_tab(tab)
                await pilot.pause()
                await form._focus_content()
                await pilot.press("tab", "down")
                assert form.request == request
        assert app.edits == []


async def test_a_request_loaded_before_the_form_is_mounted_is_shown() -> None:
    app = FormApp(is_compact=False)
    async with app.run_test() as pilot:
        form = FormPane()
        form.load(Request(url="/early", query=(Field("a", "1"),)))
        await app.mount(form)
        await pilot.pause()
        assert form.request.url == "/early"


class TestTabs:
    async def test_a_dot_marks_what_holds_something(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request())
            assert "•" not in on.line("Headers")
            await on.load(
                Request(
                    url="/{id}?a",
                    headers=(Field("a"),),
                    body=Body(type="json"),
                    auth=Auth(type="none"),
                    description="x",
                )
            )
            for label in ("Path•", "Query•", "Headers•", "Body•", "Auth•", "Info•"):
                assert label in on.line("Headers")

    async def test_keys_on_the_bar_change_the_tab(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(headers=(Field("X-One", "1"),), url="/{id}"), "path")
            await on.press("up")
            await on.press("right", "right")
            assert "X-One" in on.text
            await on.press("down", "end")
            await on.type("2")
            assert on.form.request.headers == (Field("X-One2", "1"),)

    @pytest.mark.parametrize("keys", [("alt+right", "alt+left"), ("ctrl+pagedown", "ctrl+pageup")])
    async def test_keys_inside_a_tab_change_it(self, stage: Opener, keys: tuple[str, str]) -> None:
        async with stage() as on:
            await on.load(Request(url="/{id}", query=(Field("verbose", "1"),)), "path")
            await on.press(keys[0])
            await on.until(lambda: "verbose" in on.line("verbose  "))
            await on.type("x")
            assert on.form.request.query[0].name == "verbosex"
            await on.press(keys[1])
            assert "id" in on.line("id ")

    async def test_a_tab_is_mounted_when_it_is_first_shown(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request())
            assert list(on.form._sections.made) == ["query"]
            await on.show("headers")
            assert list(on.form._sections.made) == ["query", "headers"]

    async def test_the_first_tab_is_one_that_holds_something(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(url="/{id}"))
            assert on.form._tabs.value == "path"
            await on.load(Request(headers=(Field("a"),), body=Body(type="json")))
            assert on.form._tabs.value == "body"

    async def test_a_tab_that_was_chosen_stays(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(), "info")
            await on.load(Request(url="/{id}"))
            assert on.form._tabs.value == "info"

    async def test_an_unknown_tab(self, stage: Opener) -> None:
        async with stage() as on:
            with pytest.raises(ValueError, match="no tab 'cookies'"):
                on.form.show_tab("cookies")


class TestSending:
    async def test_enter_in_the_url_sends(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(url="/a"))
            on.form.focus_url()
            await on.press("enter")
            assert [type(m) for m in on.app.messages] == [FormPane.SendRequested]

    async def test_the_button_sends_and_then_cancels(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(url="/a"))
            await on.pilot.click("SendButton")
            assert [type(m) for m in on.app.messages] == [FormPane.SendRequested]
            on.form.set_sending(True)
            await on.pilot.pause()
            assert "Cancel" in on.text
            await on.pilot.click("SendButton")
            assert type(on.app.messages[-1]) is FormPane.CancelRequested
            on.form.set_sending(False)
            await on.pilot.pause()
            assert "Cancel" not in on.text
            assert "Send" in on.text

    async def test_the_key_before_is_not_lost(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(url="/a"))
            on.form.focus_url()
            await on.press("end")
            url = on.form._url_bar._url
            url.insert_text_at_cursor("b")
            assert on.form.request.url == "/ab"  # no message has been handled yet


class TestEdited:
    async def test_loading_says_nothing(self, stage: Opener) -> None:
        async with stage() as on:
            for tab in TABS:
                await on.load(Request(url="/{id}?a=1", body=Body(type="json", text="{}")), tab)
            assert on.app.edits == []

    async def test_an_edit_that_another_request_overtook_is_dropped(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(id="1", url="/a"))
            on.form._url_bar._url.value = "/ab"
            assert on.form.request.url == "/ab"
            on.form.load(Request(id="2", url="/c"))
            await on.pilot.pause()
            assert on.app.edits == []
            assert on.form.request == Request(id="2", url="/c")


class TestPreview:
    async def test_the_exact_url(self, stage: Opener) -> None:
        async with stage() as on:
            on.form.set_preview(Preview("GET", "http://h/users/25"))
            await on.pilot.pause()
            assert "→ http://h/users/25" in on.text

    async def test_a_long_url_loses_its_middle(self, stage: Opener) -> None:
        async with stage(size=(60, 20)) as on:
            on.form.set_preview(Preview("GET", f"http://host/{'x' * 100}/the/end"))
            await on.pilot.pause()
            assert on.line("http://host/").rstrip(" │").endswith("/the/end")
            assert "…" in on.line("http://host/")

    async def test_a_problem_names_its_field(self, stage: Opener) -> None:
        async with stage() as on:
            problems = (("headers.X", "headers.X: no variable is named a"), ("url", "no host"))
            on.form.set_preview(Preview("GET", "/users", problems))
            await on.pilot.pause()
            assert "! headers.X: no variable is named a (and 1 more)" in on.text


class TestLooks:
    async def test_nothing_is_clipped_at_76_columns(self, stage: Opener) -> None:
        everything = Request(
            url="/{id}?a",
            headers=(Field("a"),),
            body=Body(type="multipart"),
            auth=Auth(type="none"),
            description="x",
        )
        async with stage(size=(76, 9), is_compact=True) as on:
            await on.load(everything, "body")
            assert "Path• Query• Headers• Body• Auth• Captures  Info•" in on.text
            assert "none  JSON  text  XML  form  multipart  file  GraphQL" in on.text
            assert "name" in on.line("content type")

    async def test_the_name_is_the_title(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(name="[red]Get[/x] \x1b[0m"))
            assert "[red]Get[/x] ␛[0m" in on.lines[0]

    async def test_collapsed_leaves_the_url_bar(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(url="/kept", query=(Field("hidden", "1"),)))
            on.form.add_class("-collapsed")
            await on.pilot.pause()
            assert "/kept" in on.text
            assert "Headers" not in on.text

    async def test_up_and_down_walk_through_the_form(self, stage: Opener) -> None:
        async with stage() as on:
            await on.load(Request(url="/a"), "auth")
            on.form.focus_url()
            await on.pilot.pause()
            await on.press("down", "down", "down")
            assert on.app.focused is not None
            assert on.app.focused.id == "auth-type"
            await on.press("up")
            assert on.app.focused.id == "tabs"


@pytest.mark.parametrize("tab", ["query", "body"])
async def test_alt_with_a_letter_types_nothing(stage: Opener, tab: str) -> None:
    async with stage() as on:
        request = Request(query=(Field("a"),), body=Body(type="text", text="a"))
        await on.load(request, tab)
        await on.press("down")
        on.app.post_message(Key("alt+z", "z"))  # as a terminal's ESC z arrives
        await on.pilot.pause()
        assert on.form.request == request


HOSTILE = "\x1b]0;owned\x07\x9b31m\u202e\u200b"
UNSAFE = set("\x1b\x07\x9b\u202e\u200b")


async def test_nothing_reaches_the_terminal_raw(stage: Opener) -> None:
    field, part = Field(HOSTILE, HOSTILE), FormField(HOSTILE, HOSTILE, content_type=HOSTILE)
    request = Request(
        name=HOSTILE,
        method=HOSTILE,
        url=f"/{{{HOSTILE}}}?{HOSTILE}",
        description=HOSTILE,
        query=(field,),
        headers=(field,),
        body=Body(text=HOSTILE, fields=(part,), file=HOSTILE, content_type=HOSTILE),
        auth=Auth(type="basic", username=HOSTILE, password="{{" + HOSTILE),
    )
    async with stage(size=(120, 30)) as on:
        on.form.set_preview(Preview(HOSTILE, HOSTILE, ((HOSTILE, HOSTILE),)))
        for tab in TABS:
            await on.load(request, tab, headers=((field, HOSTILE),), auth=HOSTILE)
            on.form.focus_url()
            await on.pilot.pause()
            assert not UNSAFE & set(on.text), tab
        for body_type in BODY_TYPES:
            body = msgspec.structs.replace(request.body, type=body_type)
            await on.load(msgspec.structs.replace(request, body=body), "body")
            assert not UNSAFE & set(on.text), body_type
        await on.load(msgspec.structs.replace(request, auth=Auth()), "auth", auth=HOSTILE)
        assert "Inherited: ␛" in on.text
        on.form.focus_method()
        await on.pilot.pause()
        assert not UNSAFE & set(on.text)


def test_the_first_frame_imports_no_editor() -> None:
    code = (
        "import sys; import endpoint_explorer.tui.panes.form; "
        "from endpoint_explorer.tui.panes.form.tabs import make_section; make_section('query'); "
        "late = {'textual.widgets._text_area', 'httpx', 'pydantic', 'tomlkit'}; "
        "print(sorted(late & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
