"""Hostile strings, in every place that a server or a file can put them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from textual.app import App, ComposeResult

from endpoint_explorer.model.exchange import (
    Exchange,
    Failure,
    Hop,
    Response,
    Timings,
    WireRequest,
)
from endpoint_explorer.tui.panes.results import ResultsPane

HOSTILE = [
    "\x1b]52;c;aGk=\x07",
    "\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\",
    "\x1b[2J\x1b[31m",
    "\x1bP1;2|17/ab\x1b\\",
    "\x9b31m\x90q\x9c",
    "[/x]",
    "[@click=app.quit]quit[/]",
    "$text-error [b]",
    "\x00\x08\x7f",
    "a\r\nb\tc\n",
    "user\u202egnp.exe\u2066",
    "tag\U000e0041\U000e0042\u200b\ufeff\u00ad",
    "\ud800",
    "e" + "\u0301" * 50,
    "שלום\u200f",
    "\u2028\u2029\x85",
]
BAD = {"Cc", "Cf", "Cs", "Zl", "Zp"}


class Host(App[None]):
    def compose(self) -> ComposeResult:
        yield ResultsPane()

    def raw_characters(self) -> Iterator[str]:
        for strip in self.screen._compositor.render_strips(self.screen.size):
            text = strip.text
            assert "\u0301" * 5 not in text
            yield from (c for c in text if unicodedata.category(c) in BAD)


def hostile_exchange(text: str) -> Exchange:
    response = Response(
        status=200,
        reason=text,
        http_version=f"HTTP/{text}",
        headers=(
            (f"X-{text}", text),
            ("Set-Cookie", f"{text}={text}; Path={text}; {text}"),
            ("Content-Type", f"text/{text}; charset={text}"),
        ),
        body=f"{text}\n{text * 3000}".encode("utf-8", "surrogatepass"),
        notes=(text,),
        is_complete=False,
    )
    return Exchange(
        wire=WireRequest(method=f"GET{text}", url=f"http://h/{text}", headers=((text, text),)),
        response=response,
        failure=Failure("connection-broken", text, text, text, text),
        timings=Timings(dns=1.0, total=2.0),
        hops=(Hop(302, text, text, text, (text,)),),
        remote_address=text,
        environment=text,
    )


async def test_every_tab_shows_what_is_hostile_without_obeying_it() -> None:
    app = Host()
    async with app.run_test(size=(120, 40)) as pilot:
        pane = app.query_one(ResultsPane)
        for text in HOSTILE:
            pane.show_exchange(hostile_exchange(text), from_history=True)
            for tab in ("body", "headers", "cookies", "timing"):
                pane.show_tab(tab)
                await pilot.pause()
                await app.workers.wait_for_complete()
                await pilot.pause()
                assert list(app.raw_characters()) == [], (tab, text)


async def test_failures_and_sends_show_what_is_hostile_without_obeying_it() -> None:
    app = Host()
    async with app.run_test(size=(120, 40)) as pilot:
        pane = app.query_one(ResultsPane)
        for text in HOSTILE:
            failure = Failure("connect", text, text, text, text)
            pane.show_problem(failure)
            await pilot.pause()
            assert list(app.raw_characters()) == [], text
            pane.show_sending(text, text)
            await pilot.pause()
            assert list(app.raw_characters()) == [], text
            wire = WireRequest(method=text, url=text)
            pane.show_exchange(Exchange(wire=wire, failure=failure))
            await pilot.pause()
            assert list(app.raw_characters()) == [], text
