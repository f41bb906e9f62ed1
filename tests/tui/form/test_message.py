"""The preview tab: the message as it would be sent."""

from __future__ import annotations

from endpoint_explorer.model.exchange import MessagePiece, MessagePreview
from endpoint_explorer.model.request import Request
from endpoint_explorer.tui.panes.form import FormPane
from endpoint_explorer.tui.widgets.copying import CopyRequested

from .conftest import Opener

PREVIEW = MessagePreview(
    head=(
        MessagePiece("GET /x HTTP/1.1\r\nHost: h\r\nX-Key: "),
        MessagePiece("••••••", "masked"),
        MessagePiece("\r\nX-A: "),
        MessagePiece("{{nope}}", "unknown"),
        MessagePiece("\r\nContent-Type: application/json\r\n\r\n"),
    ),
    body=(MessagePiece('{"esc": "\x1b[31m[/x]\u202e"}'),),
    content_type="application/json",
)


async def test_the_message_is_asked_for_and_shown(stage: Opener) -> None:
    async with stage() as on:
        await on.load(Request(url="/x"), "query")
        await on.show("preview")
        assert on.form.shows_message
        assert [type(message) for message in on.app.messages] == [FormPane.MessageWanted]
        on.form.set_message(PREVIEW)
        await on.pilot.pause()
        assert on.line("GET /x HTTP/1.1")
        assert "••••••" in on.line("X-Key")
        assert "␛[31m[/x]«U+202E»" in on.line("esc")
        assert "!" not in on.text


async def test_what_stands_in_the_way_is_above(stage: Opener) -> None:
    async with stage() as on:
        await on.load(Request(url="/x"), "preview")
        problems = (("headers.X-A", "no variable is named nope"), ("url", "url: [/b] is none"))
        on.form.set_message(
            MessagePreview(head=PREVIEW.head, problems=problems, notes=("A note.",))
        )
        await on.pilot.pause()
        assert on.line("! headers.X-A: no variable is named nope")
        assert on.line("! url: [/b] is none")
        assert on.line("A note.")
        on.form.set_message(None)
        await on.pilot.pause()
        assert "nope" not in on.text
        assert on.line("Write a URL")


async def test_what_is_unknown_is_set_off(stage: Opener) -> None:
    async with stage() as on:
        await on.load(Request(url="/x"), "preview")
        on.form.set_message(PREVIEW)
        await on.pilot.pause()
        strips = on.app.screen._compositor.render_strips()
        (segment,) = [s for strip in strips for s in strip if s.text == "{{nope}}"]
        (plain,) = [s for strip in strips for s in strip if " HTTP/1.1" in s.text]
        assert segment.style
        assert plain.style
        assert segment.style.color != plain.style.color


async def test_it_is_searched_and_copied_like_a_body(stage: Opener) -> None:
    async with stage() as on:
        await on.load(Request(url="/x"), "preview")
        on.form.set_message(PREVIEW)
        await on.pilot.pause()
        await on.press("j", "y")
        (copied,) = [m for m in on.app.messages if isinstance(m, CopyRequested)]
        assert copied.text == "Host: h"
        await on.press("slash")
        await on.type("key")
        await on.until(lambda: "1 of 1" in on.text or "1/1" in on.text)
        await on.press("escape")
        await on.load(Request(url="/y"))
        assert "X-Key" not in on.text
