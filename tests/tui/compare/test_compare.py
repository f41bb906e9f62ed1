"""Comparing two exchanges on the screen."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.tui.compare.conftest import Opener, answered

from endpoint_explorer.model.exchange import Exchange, Failure
from endpoint_explorer.model.secret import Secret
from endpoint_explorer.tui.screens.compare.rows import LONGEST
from endpoint_explorer.tui.screens.dialogs import ChoiceScreen

LEFT = {"items": [{"id": 1, "name": "Ada", "at": 1}, {"id": 2, "name": "Bob", "at": 1}], "n": 2}
RIGHT = {"items": [{"id": 1, "name": "Eve", "at": 2}, {"id": 2, "name": "Bob", "at": 2}], "n": 3}
CHANGES = [
    '~ $.items[0].name │ "Ada" │ "Eve"',
    "~ $.items[0].at │ 1 │ 2",
    "~ $.items[1].at │ 1 │ 2",
    "~ $.n │ 2 │ 3",
]


async def test_both_sides_are_named_and_what_differs_stands_between_them(
    comparing: Opener,
) -> None:
    async with comparing(answered(12, LEFT), answered(15, RIGHT, id=None)) as here:
        assert here.rows() == CHANGES
        text = here.text()
        assert "Compare  GET http://a/users" in text
        assert "− #12" in text  # noqa: RUF001 - a minus
        assert "+ not recorded" in text
        assert text.count("staging") == 2
        assert "Body 4" in text
        assert "22.0 ms" in text


async def test_n_goes_from_change_to_change_and_round(comparing: Opener) -> None:
    left = b"\n".join(b"%d" % number for number in range(30))
    right = left.replace(b"\n5\n", b"\nfive\n5b\n").replace(b"\n20\n", b"\ntwenty\n")
    async with comparing(answered(1, left), answered(2, right)) as here:
        await here.press("n")
        assert here.at() == "6 5 │ 6 five"
        await here.press("n")
        assert here.at() == "21 20 │ 22 twenty"
        await here.press("n")
        assert here.at() == "6 5 │ 6 five"
        await here.press("N")
        assert here.at() == "21 20 │ 22 twenty"
        assert "⋯ 2 lines the same" in here.rows()


async def test_i_ignores_a_place_for_this_request_and_u_takes_it_back(comparing: Opener) -> None:
    async with comparing(answered(1, LEFT), answered(2, RIGHT)) as here:
        await here.press("j", "i")
        await here.until(lambda: here.rows() == [CHANGES[0], CHANGES[3]])
        assert "Ignored: $.items[*].at" in here.text()
        remembered = here.explorer.history.ignored_paths("r1")
        assert remembered == ("$.items[*].at",)
        await here.press("u")
        await here.until(lambda: here.rows() == CHANGES)
        assert here.explorer.history.ignored_paths("r1") == ()
        assert "Ignored:" not in here.text()


async def test_what_is_remembered_is_left_out_from_the_start(comparing: Opener) -> None:
    async with comparing(answered(1, LEFT), answered(2, RIGHT)) as here:
        here.explorer.history.ignore_paths("r1", ["$.items", "$[", "$.n"])
        here.screen.compare_first()
        await here.until(lambda: not here.screen.list.row_count)
        assert "The same answer." in here.text()
        await here.press("I")
        await here.until(lambda: isinstance(here.pilot.app.screen, ChoiceScreen))
        await here.press("down", "enter")
        await here.until(lambda: here.rows() == [CHANGES[3]])


async def test_several_places_ignored_at_once_are_all_remembered(comparing: Opener) -> None:
    async with comparing(answered(1, LEFT), answered(2, RIGHT)) as here:
        await here.pilot.press("i", "G", "i")
        await here.until(lambda: len(here.rows()) == 2)
        paths = {"$.items[*].name", "$.n"}
        await here.until(lambda: {*here.explorer.history.ignored_paths("r1")} == paths)
        # A thread that comes late does not write over what is wanted by now.
        here.screen._remember(("$.old",), 1)
        assert {*here.explorer.history.ignored_paths("r1")} == paths


async def test_tab_goes_to_headers_and_timing(comparing: Opener) -> None:
    left = answered(1, {}, ("ETag", "a"), ("Date", "Mon"), ("Server", "x"))
    right = answered(2, {}, ("ETag", "b"), ("Date", "Tue"), ("Server", "x"))
    async with comparing(left, right) as here:
        # The body is the same: what differs comes first.
        assert here.rows()[:2] == ["~ ETag │ a │ b", "Date (volatile) │ Mon │ Tue"]
        assert "Server │ x │ x" in here.rows()
        await here.press("tab")
        await here.until(lambda: here.rows()[-1].startswith("Total │ 11.0 ms"))
        assert here.rows()[-1].endswith("+1.00 ms")
        await here.press("tab")
        await here.until(lambda: not here.rows())
        assert "The same body." in here.text()
        await here.press("shift+tab", "shift+tab", "i")
        await here.until(lambda: "ETag (ignored) │ a │ b" in here.rows())
        assert here.screen.comparison is not None
        assert here.screen.comparison.is_same


async def test_below_a_hundred_columns_sides_are_stacked(comparing: Opener) -> None:
    async with comparing(answered(1, LEFT), answered(2, RIGHT), size=(80, 24)) as here:
        assert here.rows(76)[:3] == ["~ $.items[0].name", '− "Ada"', '+ "Eve"']  # noqa: RUF001
        await here.press("j", "n")
        assert here.at() == "~ $.items[0].at"
        await here.pilot.resize_terminal(120, 30)
        await here.until(lambda: here.rows() == CHANGES)


async def test_the_value_under_the_cursor_is_shown_whole(comparing: Opener) -> None:
    added = {"new": {"id": 1, "deep": ["x" * 200]}}
    async with comparing(answered(1, {}), answered(2, added)) as here:
        assert here.rows(60)[0].endswith("…")
        lines = [line.strip("│ ") for line in here.text().splitlines()]
        assert any(line.endswith('"id": 1,') and "nothing" not in line for line in lines)
        assert any(line.startswith("nothing") for line in lines)


async def test_the_same_answer_says_so(comparing: Opener) -> None:
    async with comparing(answered(1, LEFT), answered(2, LEFT)) as here:
        assert "The same answer." in here.text()
        await here.press("n", "N", "i", "u", "j", "J", "K")
        assert here.screen.is_current


async def test_a_failure_stands_beside_an_answer(comparing: Opener) -> None:
    failed = answered(2, b"", response=None, failure=Failure("timeout", "no answer in 3 s"))
    async with comparing(answered(1, b""), failed) as here:
        assert "− Status │ 200 OK │" in here.rows()  # noqa: RUF001 - a minus
        assert "+ Failure │ │ timeout: no answer in 3 s" in here.rows()


async def test_no_secret_of_what_was_just_sent_is_shown(comparing: Opener) -> None:
    sent = answered(
        2, {"token": "s3cr3t-value"}, secrets=(Secret("token", "env:TOKEN", "s3cr3t-value"),)
    )
    kept = answered(1, {"token": "{{token}}"})
    async with comparing(kept, sent) as here:
        assert "s3cr3t" not in here.text()
        assert here.screen.comparison is not None
        assert here.screen.comparison.body.is_same


@pytest.mark.parametrize(
    "hostile",
    [
        {"[/x]": "[@click=app.quit]", "\x1b[2J": "\x1b]0;x\x07", "a\u202eb": "\ud800"},
        [["x" * LONGEST * 5, None], [{}, []], "\n" * 50],
    ],
)
async def test_hostile_bodies_are_shown_as_text(comparing: Opener, hostile: Any) -> None:
    for left, right in ((hostile, {}), ({}, hostile), ({"a": hostile}, {"a": [hostile]})):
        async with comparing(answered(1, left), answered(2, right)) as here:
            await here.press(*"jnkN")
            assert "\x1b" not in here.text()
            assert here.pilot.app.is_running


async def test_a_difference_far_into_a_long_line_is_in_view(comparing: Opener) -> None:
    line = b"x" * 100_000
    async with comparing(answered(1, line + b"one"), answered(2, line + b"two")) as here:
        (row,) = here.rows()
        assert row.endswith("two")
        assert "one" in row


async def test_leaving_ends_it(comparing: Opener) -> None:
    async with comparing(answered(1, LEFT), answered(2, RIGHT)) as here:
        await here.press("escape", "escape", "q")
        assert not here.screen.is_current
        assert here.pilot.app.is_running


def other(exchange: Exchange, url: str) -> Exchange:
    return msgspec.structs.replace(exchange, wire=msgspec.structs.replace(exchange.wire, url=url))


async def test_each_side_has_its_call_where_they_are_of_two(comparing: Opener) -> None:
    async with comparing(answered(1, LEFT), other(answered(2, RIGHT), "http://b/x")) as here:
        assert "GET http://a/users" in here.text()
        assert "GET http://b/x" in here.text()
        await here.pilot.resize_terminal(80, 24)
        await here.until(lambda: "GET http://a/users and GET http://b/x" in here.text())
