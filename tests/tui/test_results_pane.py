from __future__ import annotations

import json
import re
from time import monotonic

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.message import Message
from textual.timer import Timer

from endpoint_explorer.model.exchange import (
    Exchange,
    Failure,
    Headers,
    Hop,
    Progress,
    Response,
    Timings,
    WireRequest,
)
from endpoint_explorer.model.secret import Secret
from endpoint_explorer.tui.panes.results import ResultsPane
from endpoint_explorer.tui.panes.results.body import AT_ONCE, BodyTab
from endpoint_explorer.tui.panes.results.history import HistoryTab
from endpoint_explorer.tui.panes.results.layout import LaidOut

from .seeing import text_of, work_done

URL = "http://127.0.0.1:8765/v1/users"


def exchange(
    body: bytes = b'{"id":1.10}',
    *,
    content_type: str = "application/json",
    headers: Headers = (),
    status: int = 200,
    reason: str = "OK",
    failure: Failure | None = None,
    is_complete: bool = True,
    expected_size: int | None = None,
    notes: tuple[str, ...] = (),
    timings: Timings | None = None,
    hops: tuple[Hop, ...] = (),
    wire: WireRequest | None = None,
    secrets: tuple[Secret, ...] = (),
) -> Exchange:
    response = Response(
        status=status,
        reason=reason,
        headers=(("Content-Type", content_type), *headers),
        body=body,
        wire_size=len(body),
        is_complete=is_complete,
        expected_size=expected_size,
        notes=notes,
    )
    return Exchange(
        wire=wire or WireRequest(method="GET", url=URL, headers=(("Host", "127.0.0.1:8765"),)),
        response=response,
        failure=failure,
        timings=timings or Timings(first_byte=3.4, download=1.0, total=4.4),
        started_at=1_700_000_000.0,
        remote_address="127.0.0.1:8765",
        hops=hops,
        secrets=secrets,
    )


def failed(kind: str = "connect", message: str = "127.0.0.1:9 refused", hint: str = "") -> Exchange:
    return Exchange(
        wire=WireRequest(method="GET", url=URL),
        failure=Failure(kind, message, hint, "127.0.0.1", "connect"),
        timings=Timings(dns=0.2, total=2.5),
    )


class Host(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Message] = []

    def compose(self) -> ComposeResult:
        yield ResultsPane()

    @property
    def pane(self) -> ResultsPane:
        return self.query_one(ResultsPane)

    @property
    def body(self) -> BodyTab:
        return self.query_one(BodyTab)

    @on(ResultsPane.CancelRequested)
    @on(ResultsPane.PagerRequested)
    def note(self, message: Message) -> None:
        self.asked.append(message)

    def shown(self) -> str:
        return text_of(self)


async def test_before_the_first_send_it_says_how_to_send() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        await work_done(pilot)
        assert "No response yet" in app.shown()
        assert "ctrl+j" in app.shown()


async def test_the_first_frame_makes_no_tab() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        await work_done(pilot)
        assert not app.query(BodyTab)
        assert not app.query(HistoryTab)


async def test_a_response_is_shown_with_its_status_time_and_size() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.show_exchange(exchange())
        await work_done(pilot)
        shown = app.shown()
        assert re.search(r"200 OK +4\.40 ms +11 B +HTTP/1\.1", shown)
        assert '"id": 1.10' in shown
        assert app.pane.exchange is not None


async def test_a_reason_that_was_not_sent_is_the_registered_one() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.show_exchange(exchange(status=404, reason=""))
        await work_done(pilot)
        assert "404 Not Found" in app.shown()
        app.pane.show_exchange(exchange(status=799, reason=""))
        await work_done(pilot)
        assert "799" in app.shown()


async def test_an_old_exchange_is_marked_with_its_date() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.show_exchange(exchange(), from_history=True)
        await work_done(pilot)
        assert re.search(r"from history, 2023-11-1\d \d\d:\d\d:\d\d", app.shown())


@pytest.mark.parametrize("size", [(80, 24), (60, 14), (200, 60)])
async def test_the_strip_is_one_line_and_the_tabs_are_whole(size: tuple[int, int]) -> None:
    app = Host()
    async with app.run_test(size=size) as pilot:
        app.screen.set_class(size[1] < 34, "-compact")
        failure = Failure("connection-broken", "closed early", "", "127.0.0.1", "receive")
        app.pane.show_exchange(exchange(failure=failure, hops=(Hop(301, "GET", URL, URL),)))
        await work_done(pilot)
        lines = [line.strip("│ ") for line in app.shown().splitlines() if line.strip("│╭╮─ ")]
        strip = next(line for line in lines if line.startswith("200 OK"))
        tabs = lines[lines.index(strip) + 1]
        assert tabs.split() == ["Body", "Headers", "Cookies", "Timing", "History"]


async def test_no_clock_goes_on_once_the_result_is_there() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:

        def ticking() -> list[Timer]:
            widgets = app.pane.walk_children(with_self=True)
            return [t for widget in widgets for t in widget._timers if t._task is not None]

        app.pane.show_sending("GET", URL)
        await work_done(pilot)
        assert ticking()
        app.pane.show_exchange(exchange())
        await work_done(pilot)
        assert not ticking()


async def test_while_sending_the_old_response_is_gone_and_time_is_counted() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.show_exchange(exchange())
        await work_done(pilot)
        app.pane.show_sending("GET", URL, started=monotonic() - 12.0)
        app.pane.show_progress(Progress("receive", 0, 120_000, 1_000_000))
        app.pane._notice._tick()
        await work_done(pilot)
        shown = app.shown()
        assert '"id"' not in shown
        assert "200 OK" not in shown
        assert "12." in shown
        assert "received 120 kB of 1.0 MB" in shown
        assert "esc cancels" in shown
        assert app.pane.exchange is None


async def test_escape_cancels_only_what_is_under_way() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane._tabs.focus()
        await pilot.press("escape")
        app.pane.show_sending("GET", URL)
        await pilot.press("escape")
        await work_done(pilot)
        app.pane.show_exchange(exchange())
        await pilot.press("escape")
        await work_done(pilot)
        assert [type(message) for message in app.asked] == [ResultsPane.CancelRequested]


async def test_a_failure_fills_the_pane_and_says_what_to_try() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.show_exchange(exchange())
        app.pane.show_exchange(failed())
        await work_done(pilot)
        shown = app.shown()
        assert "No connection" in shown
        assert "127.0.0.1:9 refused" in shown
        assert "connecting" in shown
        assert "Check that the server runs" in shown
        assert "200 OK" not in shown
        assert '"id"' not in shown


async def test_the_times_of_a_failure_can_be_looked_at() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.show_exchange(failed())
        app.pane.show_tab("timing")
        await work_done(pilot)
        assert re.search(r"DNS +0\.20 ms", app.shown())
        app.pane.show_tab("headers")
        await work_done(pilot)
        assert "No connection" in app.shown()


async def test_a_request_that_could_not_be_sent() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        problem = Failure(
            "unknown-variable", "url: no variable is named x", "Define it.", phase="url"
        )
        app.pane.show_problem(problem)
        await work_done(pilot)
        shown = app.shown()
        assert "Not sent: unknown variable" in shown
        assert "Define it." in shown
        assert re.search(r"Field +url", shown)


async def test_a_partial_response_shows_both() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        failure = Failure(
            "connection-broken", "closed early", "Send again.", "127.0.0.1", "receive"
        )
        app.pane.show_exchange(
            exchange(
                b"x" * 100,
                failure=failure,
                is_complete=False,
                expected_size=1000,
                content_type="text/plain",
            )
        )
        await work_done(pilot)
        shown = app.shown()
        assert "Received 100 of 1,000 bytes" in shown
        assert "closed early" in shown
        assert "xxxx" in shown
        assert "incomplete" in shown


async def test_notes_stand_above_the_body() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.show_exchange(exchange(b"{broken", notes=("the body is cut at 100 MB",)))
        await work_done(pilot)
        shown = app.shown()
        assert "the body is cut at 100 MB" in shown
        assert "not valid JSON, shown raw: line 1, column 2" in shown
        assert "{broken" in shown


async def test_no_body_is_said_in_words() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.show_exchange(exchange(b"", status=204, reason="No Content"))
        await work_done(pilot)
        assert "(no body)" in app.shown()


async def test_v_cycles_the_views_and_raw_is_remembered() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.show_exchange(exchange(b'{"a":1}'))
        await work_done(pilot)
        app.pane.focus_content()
        await pilot.press("v")
        assert '{"a":1}' in app.shown()
        await pilot.press("v")
        await work_done(pilot)
        assert "7b 22 61 22 3a 31 7d" in app.shown()
        await pilot.press("v", "v")
        app.pane.show_exchange(exchange(b'{"b":2}'))
        await work_done(pilot)
        assert '{"b":2}' in app.shown()


async def test_what_is_wanted_of_one_kind_is_not_wanted_of_another() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.show_exchange(exchange(b'{"a":1}'))
        await work_done(pilot)
        app.pane.focus_content()
        await pilot.press("v")
        app.pane.show_exchange(exchange(b"<a><b/></a>", content_type="text/xml"))
        await work_done(pilot)
        assert "<a><b/></a>" not in app.shown()
        app.pane.show_exchange(exchange(b'{"b":2}'))
        await work_done(pilot)
        assert '{"b":2}' in app.shown()


@pytest.mark.parametrize("size", [10, 2 * AT_ONCE], ids=["at once", "in a thread"])
async def test_the_bar_names_the_view_that_a_broken_body_gets(size: int) -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.show_exchange(exchange(b'["' + b"x" * size + b'",1'))
        await work_done(pilot)
        assert "shown raw" in app.shown()
        assert app.body._views.value == "Raw"
        app.pane.focus_content()
        await pilot.press("v")
        await work_done(pilot)
        assert "5b 22 78" in app.shown()


async def test_a_big_body_is_seen_at_once_and_whole_soon() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        rows = [{"name": f"user {i}"} for i in range(5_000)]
        body = json.dumps(rows).encode()
        assert len(body) > AT_ONCE
        app.pane.show_exchange(exchange(b"{}"))
        await work_done(pilot)
        app.pane.show_exchange(exchange(body))
        first = app.body.shown
        assert first is not None
        assert not first.is_whole
        beginning = first.document.read(0, first.document.size)
        await work_done(pilot)
        assert app.body.document.read(0, len(beginning)) == beginning
        assert '"name": "user 0"' in app.shown()
        assert "line 1 of 15,002" in app.shown()


async def test_a_body_that_is_laid_out_too_late_is_dropped() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.show_exchange(exchange(b'["old"]'))
        await work_done(pilot)
        generation, late = app.body.layouts.generation, app.body.shown
        assert late is not None
        app.pane.show_exchange(exchange(b'"new"'))
        app.body.post_message(LaidOut(generation, late))
        await work_done(pilot)
        assert '"new"' in app.shown()
        assert app.body.shown is not None
        assert app.body.shown.document.read(0, app.body.shown.document.size) == b'"new"'


async def test_f3_hands_clean_text_to_the_pager() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.show_exchange(exchange(b"a\x1b[31m\r\nb", content_type="text/plain"))
        await work_done(pilot)
        app.pane.focus_content()
        await pilot.press("f3")
        await work_done(pilot)
        (message,) = app.asked
        assert isinstance(message, ResultsPane.PagerRequested)
        assert b"".join(message.export.pages()).decode() == "a␛[31m\nb"


async def test_headers_as_sent_with_repeats_and_without_secrets() -> None:
    app = Host()
    async with app.run_test(size=(100, 30)) as pilot:
        wire = WireRequest(
            method="GET", url=f"{URL}?key=hunter22", headers=(("Authorization", "Bearer hunter22"),)
        )
        app.pane.show_exchange(
            exchange(
                headers=(("X-Trace", "1"), ("x-trace", "2")),
                wire=wire,
                secrets=(Secret("token", "env:TOKEN", "hunter22"),),
            )
        )
        app.pane.show_tab("headers")
        await work_done(pilot)
        shown = app.shown()
        assert re.search(r"X-Trace +1", shown)
        assert re.search(r"x-trace +2", shown)
        assert re.search(r"Authorization +Bearer \{\{token\}\}", shown)
        assert "hunter22" not in shown


async def test_cookies_with_their_attributes() -> None:
    app = Host()
    async with app.run_test(size=(100, 30)) as pilot:
        cookies = ("a=1; Path=/; HttpOnly", "a=2; Max-Age=60")
        app.pane.show_exchange(exchange(headers=tuple(("Set-Cookie", c) for c in cookies)))
        assert "Cookies•" in app.shown() or app.pane._tabs.marked == {"cookies"}
        app.pane.show_tab("cookies")
        await work_done(pilot)
        shown = app.shown()
        assert re.search(
            r"a +1 .*\n.*Path=/ .*\n.*HttpOnly .*\n(.*\n)+.*a +2 .*\n.*Max-Age=60 +expires in",
            shown,
        )
        app.pane.show_exchange(exchange())
        await work_done(pilot)
        assert "The response sets no cookies." in app.shown()


async def test_the_waterfall_and_the_redirects() -> None:
    app = Host()
    async with app.run_test(size=(100, 34)) as pilot:
        timings = Timings(
            dns=1.0, connect=2.0, tls=None, send=0.5, first_byte=10.0, download=4.0, total=20.0
        )
        hop = Hop(302, "GET", "http://a.test/x", "https://b.test/y", ("Authorization",))
        app.pane.show_exchange(exchange(timings=timings, hops=(hop,)))
        app.pane.show_tab("timing")
        await work_done(pilot)
        shown = app.shown()
        assert re.search(r"Redirects +2\.50 ms +█", shown)
        assert re.search(r"First byte +10\.0 ms +█+", shown)
        assert re.search(r"TLS +-", shown)
        assert re.search(r"Total +20\.0 ms", shown)
        assert "302 GET http://a.test/x" in shown
        assert "not taken along: Authorization" in shown
        assert "127.0.0.1:8765" in shown


async def test_a_challenge_that_was_answered_is_a_hop() -> None:
    app = Host()
    async with app.run_test(size=(100, 34)) as pilot:
        url, note = "http://a.test/x", "answered the Digest challenge"
        app.pane.show_exchange(exchange(hops=(Hop(401, "GET", url, url, note=note),)))
        app.pane.show_tab("timing")
        await work_done(pilot)
        shown = app.shown()
        assert "401 GET http://a.test/x" in shown
        assert f"→ {note}" in shown
        assert "sent again" in shown
        assert "redirect" not in shown.lower()


async def test_a_tab_follows_the_exchange_when_it_is_looked_at() -> None:
    app = Host()
    async with app.run_test(size=(100, 30)) as pilot:
        app.pane.show_exchange(exchange(headers=(("X-A", "1"),)))
        app.pane.show_tab("headers")
        await work_done(pilot)
        app.pane.show_tab("body")
        app.pane.show_exchange(exchange(headers=(("X-B", "2"),)))
        app.pane.show_tab("headers")
        await work_done(pilot)
        assert re.search(r"X-B +2", app.shown())
        assert "X-A" not in app.shown()


async def test_brackets_step_through_the_tabs() -> None:
    app = Host()
    async with app.run_test(size=(100, 30)) as pilot:
        app.pane.show_exchange(exchange())
        await work_done(pilot)
        app.pane.focus_content()
        await pilot.press("right_square_bracket")
        assert str(app.pane.tab) == "headers"
        await pilot.press("left_square_bracket", "left_square_bracket")
        assert str(app.pane.tab) == "history"
        await work_done(pilot)
        assert app.focused is app.query_one(HistoryTab).view.list


async def test_what_is_sent_while_the_history_is_in_view_is_looked_at() -> None:
    app = Host()
    async with app.run_test(size=(100, 30)) as pilot:
        app.pane.show_tab("history")
        await work_done(pilot)
        app.pane.focus_content()
        await work_done(pilot)
        assert app.query_one(HistoryTab).view.list.has_focus
        app.pane.show_sending("GET", URL)
        await work_done(pilot)
        assert "esc cancels" in app.shown()
        app.pane.show_exchange(exchange())
        await work_done(pilot)
        assert '"id": 1.10' in app.shown()
        assert app.focused is app.body.view.viewer


async def test_a_fault_that_is_found_late_leaves_one_at_the_same_place() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        rows = [{"name": f"user {i}"} for i in range(5_000)]
        body = json.dumps(rows, indent=1).encode()[:-1] + b",]"
        app.pane.show_exchange(exchange(b"{}"))
        await work_done(pilot)
        app.pane.show_exchange(exchange(body))
        app.body.view.viewer.cursor = 8
        address = body.index(b'"user 2"')
        await work_done(pilot)
        assert app.body.shown is not None
        assert app.body.shown.view == "Raw"
        document = app.body.document
        assert app.body.view.viewer.cursor_line == document.line_at(address)
        assert "trailing comma" in app.shown()
