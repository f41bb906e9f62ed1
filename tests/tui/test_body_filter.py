from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.tui.conftest import Opener
from textual.app import App, ComposeResult
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Static

from endpoint_explorer.bodies.child.process import shared
from endpoint_explorer.model.exchange import Exchange, Response, Timings, WireRequest
from endpoint_explorer.tui import keys
from endpoint_explorer.tui.panes.results import ResultsPane
from endpoint_explorer.tui.panes.results.body import BodyTab
from endpoint_explorer.tui.widgets.filter_bar import FilterBar
from endpoint_explorer.tui.widgets.suggestion_list import SuggestionList

from .seeing import work_done

SHOP = b'{"items": [{"id": 1.10, "name": "a"}, {"id": 2, "id": 3}], "total": 2}'
FEED = b'<feed><entry id="1">x</entry><entry id="2"><a/></entry></feed>'


@pytest.fixture(scope="module", autouse=True)
def _child() -> Iterator[None]:
    yield
    shared("filter").stop()


class Host(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.pane = ResultsPane()
        self.told: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.pane

    def on_results_pane_filter_changed(self, message: ResultsPane.FilterChanged) -> None:
        self.told.append(message.text)

    @property
    def tab(self) -> BodyTab:
        return self.query_one(BodyTab)

    def receive(self, body: bytes, content_type: str = "application/json") -> None:
        response = Response(
            status=200, reason="OK", headers=(("Content-Type", content_type),), body=body
        )
        wire = WireRequest(method="GET", url="http://127.0.0.1/")
        self.pane.show_exchange(Exchange(wire=wire, response=response, timings=Timings(total=1.0)))

    def text(self) -> str:
        document = self.tab.document
        return "\n".join(map(document.text, range(document.line_count)))

    def said(self, part: str) -> str:
        return str(self.query_one(f"#filter-{part}", Static).content)

    def suggested(self) -> tuple[str, ...]:
        lists = self.query(SuggestionList)
        return lists.first().items if lists and lists.first().is_open else ()


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()
    await work_done(pilot)


async def begin(
    app: Host, pilot: Pilot[None], body: bytes = SHOP, kind: str = "application/json"
) -> None:
    app.receive(body, kind)
    await press(pilot)
    app.pane.focus_content()
    await press(pilot, "f")


async def test_a_body_is_filtered_while_one_types() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        assert app.said("sign") == "JSONPath"
        await press(pilot, *".items[*].id")
        assert app.text() == "[\n  1.10,\n  3\n]"
        assert app.said("count") == "2 matches"
        await press(pilot, *["backspace"] * 6, *"[1]")
        assert app.text() == '{\n  "id": 2,\n  "id": 3\n}'
        assert (app.said("count"), app.told[-1]) == ("1 match", "$.items[1]")


async def test_the_last_good_result_stays_and_the_fault_is_said() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        await press(pilot, *".total")
        assert (app.text(), app.said("count")) == ("2", "1 match")
        await press(pilot, "[")
        assert (app.text(), app.said("count")) == ("2", "1 match")
        assert app.said("note") == "not complete"
        assert not app.query_one(FilterBar).has_class("-wrong")
        await press(pilot, *"a]")
        assert app.said("note") == "at 9: unexpected query selector"
        assert app.query_one(FilterBar).has_class("-wrong")
        await press(pilot, "backspace", "backspace", "backspace")
        assert app.said("note") == ""
        await press(pilot, "x")
        assert (app.text(), app.said("count")) == ("[]", "no match")


async def test_escape_shows_the_whole_body_and_enter_goes_to_the_text() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        await press(pilot, *".total", "enter")
        assert app.tab.view.viewer.has_focus
        assert app.text() == "2"
        await press(pilot, "f")
        assert app.query_one(FilterBar).text == "$.total"
        await press(pilot, "escape")
        assert app.text().startswith('{\n  "items"')
        assert app.tab.view.viewer.has_focus
        assert not app.query_one(FilterBar).display
        assert app.told[-1] == ""


async def test_names_of_the_body_complete_the_expression() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        await press(pilot, ".")
        assert app.suggested() == ("items", "total")
        await press(pilot, "down", "down", "enter")
        assert app.query_one(FilterBar).text == "$.total"
        assert (app.text(), app.suggested()) == ("2", ())
        await press(pilot, *["backspace"] * 5, "i", "tab")
        assert app.query_one(FilterBar).text == "$.items"
        await press(pilot, *"[0].")
        assert app.suggested() == ("id", "name")
        await press(pilot, "down", "escape")
        assert app.suggested() == ()
        assert app.query_one(FilterBar).display


async def test_xml_takes_an_xpath() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot, FEED, "application/xml")
        assert app.said("sign") == "XPath"
        await press(pilot, *"//entry")
        assert app.text() == '<entry id="1">x</entry>\n<entry id="2">\n  <a/>\n</entry>'
        await press(pilot, *"/@id")
        assert app.text() == "1\n2"
        await press(pilot, "[")
        assert app.said("note") == "not complete"


async def test_the_next_response_is_filtered_in_the_same_way() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.filter_text = "$.total"
        app.receive(SHOP)
        await press(pilot)
        assert app.text() == "2"
        app.receive(b'{"total": 3.0}')
        await press(pilot)
        assert app.text() == "3.0"
        app.receive(b"plain", "text/plain")
        await press(pilot)
        assert (app.text(), app.query_one(FilterBar).display) == ("plain", False)
        app.receive(b'{"total": 4}')
        await press(pilot)
        assert (app.text(), app.query_one(FilterBar).display) == ("4", True)


async def test_another_view_ends_the_filter() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot)
        await press(pilot, *".total", "enter", "v")
        assert app.text() == SHOP.decode()
        assert not app.query_one(FilterBar).display


async def test_what_is_no_json_says_why_and_what_cannot_be_filtered_has_no_bar() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot, b'{"a": }')
        assert app.said("note") == "not valid JSON: line 1, column 7: expecting value"
        await press(pilot, "escape")
        app.receive(b"plain", "text/plain")
        await press(pilot, "f")
        assert not app.query_one(FilterBar).display


async def test_an_expression_that_never_ends_is_given_up() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot, b'["' + b"a" * 64 + b'!"]')
        await pilot.press(*"[?match(@,'(a+)+b')]")
        await pilot.pause()
        app.tab._say_slow()
        assert app.said("note").startswith("filtering, ")
        await press(pilot, "escape")
        assert app.text().startswith("[\n")


async def test_leaving_does_not_wait_for_an_expression_that_never_ends() -> None:
    app = Host()
    async with app.run_test(size=(80, 24)) as pilot:
        await begin(app, pilot, b'["' + b"a" * 64 + b'!"]')
        await pilot.press(*"[?match(@,'(a+)+b')]")
        await pilot.pause()
    assert not app.is_running


async def test_each_request_keeps_its_own_filter(opener: Opener, workspace: Path) -> None:
    first, second = workspace / "shop/users/get-user.toml", workspace / "shop/list-products.toml"
    async with opener() as session:
        await session.open(first)
        session.main.results.post_message(ResultsPane.FilterChanged("$.name"))
        await session.until(lambda: session.main.results.filter_text == "$.name")
        await session.open(second)
        await session.until(lambda: session.main.results.filter_text == "")
        await session.open(first)
        await session.until(lambda: session.main.results.filter_text == "$.name")


async def test_keys_wait_for_the_focus_while_it_comes_back_to_an_answer(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "HELD", 60.0)
    arranged: list[Callable[[], None]] = []
    async with opener() as session:
        results = session.main.results

        def receive(body: bytes) -> None:
            headers = (("Content-Type", "application/json"),)
            wire = WireRequest(method="GET", url="http://127.0.0.1/")
            response = Response(status=200, headers=headers, body=body)
            results.show_exchange(Exchange(wire=wire, response=response))

        receive(b"[1,2,3]")
        await session.pilot.pause()
        session.main.focus_pane("results")
        await session.until(lambda: results.query_one(BodyTab).view.viewer.has_focus)
        with monkeypatch.context() as patch:
            patch.setattr(results, "call_after_refresh", arranged.append)
            receive(b"[4,5,6]")
        for key in ("j", "j", "f", *"[1"):
            session.app.post_message(Key(key, key))
        await session.pilot.pause()
        assert session.main.focused is None
        arranged.pop()()
        body = results.query_one(BodyTab)
        await session.until(lambda: body.filter_text == "$[1")
        assert body.view.viewer.cursor_line == 2
