"""The options tab: what is inherited, what is set here, and what is no value."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.model.collection import (
    CollectionSettings,
    Context,
    FolderSettings,
    inherited_options,
)
from endpoint_explorer.model.request import Options, Request
from endpoint_explorer.tui.panes.form.option_text import OPTIONS, Option

from .conftest import Opener, Stage

CONTEXT = Context(
    directory=Path(),
    collection=CollectionSettings(options=Options(timeout=5.0, max_body=0, cookies=False)),
    folders=(FolderSettings(name="users", options=Options(timeout=2.5)),),
)
NONE = Options()
BY_FIELD = {option.field: option for option in OPTIONS}


async def load(on: Stage, options: Options = NONE) -> None:
    on.form.load(Request(options=options), inherited_options=inherited_options(CONTEXT))
    await on.show("options")


def test_there_is_a_row_for_every_option() -> None:
    assert {option.field for option in OPTIONS} == set(Options.__struct_fields__)


async def test_an_option_that_is_not_set_says_what_holds_and_why(stage: Opener) -> None:
    async with stage() as on:
        await load(on)
        assert "2.5 s, from folder users" in on.line("Timeout")
        assert "no, from the collection" in on.line("Cookies")
        assert "yes, the default" in on.line("Follow redirects")
        assert "no limit, from the collection" in on.line("Largest body")
        assert "100 MB, the default" in on.line("Largest decoded")
        assert "Seconds for the whole send" in on.text
        await on.press("down")
        assert "Whether redirects are followed" in on.text
        assert "Options " in on.line("Preview")


async def test_what_is_written_is_set_and_marked(stage: Opener) -> None:
    async with stage() as on:
        await load(on)
        await on.type("0.5")
        await on.press("down")
        await on.type("no")
        await on.press("end", "down", "down", "down", "down", "down")
        await on.type("2 MB")
        expected = Options(timeout=0.5, follow_redirects=False, max_body=2_000_000)
        assert on.form.request == Request(options=expected)
        assert "Options•" in on.line("Preview")
        assert "2 MB" in on.line("Largest body")
        await on.show("info")
        await on.show("options")
        assert on.form.request == Request(options=expected)


async def test_an_option_that_is_emptied_inherits_again(stage: Opener) -> None:
    async with stage() as on:
        await load(on, Options(timeout=0.0, http2=False))
        await on.press("end", "backspace")
        assert on.form.request == Request(options=Options(http2=False))
        assert "2.5 s, from folder users" in on.line("Timeout")


async def test_what_is_no_value_is_said_with_the_field_and_not_set(stage: Opener) -> None:
    async with stage() as on:
        await load(on, Options(timeout=3.0))
        await on.press("end")
        await on.type("[x")
        assert "! Timeout: '3[x' is not a number of seconds from 0 to 1,000,000." in on.text
        assert on.form.request == Request()
        await on.press("down")
        assert "! Timeout" in on.text
        await on.type("maybe")
        assert "! Follow redirects: 'maybe' is neither yes nor no." in on.text
        await on.press("up", "end", "backspace", "backspace")
        assert on.form.request == Request(options=Options(timeout=3.0))
        assert "! Follow redirects" in on.text


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("timeout", " 10 ", 10.0),
        ("timeout", "0", 0.0),
        ("http2", "YES", True),
        ("http2", "off", False),
        ("max_body", "50kb", 50_000),
        ("max_body", "1 GB", 1_000_000_000),
        ("max_body", "7 B", 7),
    ],
)
def test_texts_are_read(field: str, text: str, value: object) -> None:
    assert BY_FIELD[field].read(text) == value


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("timeout", "-1"),
        ("timeout", "nan"),
        ("timeout", "inf"),
        ("timeout", "1_0"),
        ("timeout", "٣"),
        ("http2", "2"),
        ("max_body", "-1"),
        ("max_body", "1.5 MB"),
        ("max_body", "9" * 30),
        ("max_body", "9999999999 GB"),
    ],
)
def test_texts_that_say_no_value(field: str, text: str) -> None:
    with pytest.raises(ValueError, match="is n"):
        BY_FIELD[field].read(text)


VALUES: dict[str, st.SearchStrategy[float | int | bool]] = {
    "seconds": st.floats(0, 1e6),
    "bytes": st.integers(0, 2**63 - 1),
    "flag": st.booleans(),
}


@given(
    st.sampled_from(OPTIONS).flatmap(lambda o: st.tuples(st.just(o), VALUES[o.kind] | st.none()))
)
def test_what_is_written_is_read_again(pair: tuple[Option, float | int | bool | None]) -> None:
    option, value = pair
    assert option.read(option.write(value)) == value
