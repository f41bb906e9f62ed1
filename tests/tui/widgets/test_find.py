from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Static

from endpoint_explorer.bodies.document import Document, TextDocument
from endpoint_explorer.tui.widgets.document_view import DocumentView
from endpoint_explorer.tui.widgets.find_bar import FindBar, RegexSign
from endpoint_explorer.tui.widgets.line_viewer import LineViewer

from ..seeing import work_done

TEXT = TextDocument(b"alpha 1\nbeta 22\ngamma 333\nAlpha 4444\n" + b"x\n" * 30)


class Host(App[None]):
    def __init__(self, document: Document) -> None:
        super().__init__()
        self.view = DocumentView()
        self.view.show_document(document)

    def compose(self) -> ComposeResult:
        yield self.view

    def on_mount(self) -> None:
        self.viewer.focus()

    @property
    def viewer(self) -> LineViewer:
        return self.view.viewer

    def said(self, part: str) -> str:
        return str(self.view.query_one(f"#find-{part}", Static).content)

    def highlighted(self, line: int) -> list[str]:
        """Return what has the colour of a match."""
        viewer = self.viewer
        styles = [
            viewer.get_visual_style(f"line-viewer--{name}").rich_style.bgcolor
            for name in ("match", "match-current")
        ]
        strip = viewer.render_line(line)
        return [s.text for s in strip if s.style is not None and s.style.bgcolor in styles]


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await work_done(pilot)


async def test_a_regular_expression_is_found_and_highlighted_as_long_as_it_is() -> None:
    app = Host(TEXT)
    async with app.run_test(size=(60, 12)) as pilot:
        await press(pilot, "slash", "alt+r")
        assert app.view.query_one(FindBar).is_regex
        await press(pilot, *r"\d\d+")
        assert app.said("count") == "1 of 3"
        assert app.viewer.cursor == 1
        assert [app.highlighted(line) for line in range(4)] == [[], ["22"], ["333"], ["4444"]]
        await press(pilot, "enter", "n")
        assert (app.viewer.cursor, app.said("count")) == (2, "2 of 3")


async def test_what_is_no_pattern_yet_leaves_the_last_result_and_says_why() -> None:
    app = Host(TEXT)
    async with app.run_test(size=(60, 12)) as pilot:
        await press(pilot, "slash", "alt+r", *"a$|")
        good = app.viewer.matches
        assert good is not None
        await press(pilot, "[")
        assert app.viewer.matches is good
        assert app.said("note") == "unterminated character set at 4"
        assert app.view.query_one(FindBar).has_class("-wrong")
        await press(pilot, *"t]")
        assert not app.view.query_one(FindBar).has_class("-wrong")
        assert app.said("note") == ""


async def test_the_sign_changes_the_kind_of_query_too() -> None:
    app = Host(TextDocument(b"a.c\nabc\n"))
    async with app.run_test(size=(60, 12)) as pilot:
        await press(pilot, "slash", *"a.c")
        assert app.said("count") == "1 of 1"
        await pilot.click(RegexSign)
        await press(pilot)
        assert app.said("count") == "1 of 2"
        await pilot.click(RegexSign)
        await press(pilot)
        assert app.said("count") == "1 of 1"


async def test_going_around_an_end_is_said() -> None:
    app = Host(TEXT)
    async with app.run_test(size=(60, 12)) as pilot:
        await press(pilot, "slash", *"alpha", "enter")
        assert (app.said("count"), app.said("note")) == ("1 of 2", "")
        await press(pilot, "n")
        assert (app.said("count"), app.said("note")) == ("2 of 2", "")
        await press(pilot, "n")
        assert (app.said("count"), app.said("note")) == ("1 of 2", "hit the end, back to the top")
        await press(pilot, "N")
        assert (app.said("count"), app.said("note")) == ("2 of 2", "hit the top, back to the end")
        await press(pilot, "N")
        assert app.said("note") == ""


async def test_more_of_a_document_keeps_the_match_that_is_current() -> None:
    app = Host(TEXT)
    async with app.run_test(size=(60, 12)) as pilot:
        await press(pilot, "slash", *"alpha", "enter", "n")
        more = TextDocument(TEXT.read(0, TEXT.size) + b"alpha again")
        app.view.show_document(more, keep_position=True)
        await press(pilot)
        assert app.said("count") == "2 of 3"
        app.view.show_document(TEXT)
        await press(pilot)
        assert app.said("count") == "2 found"


@pytest.mark.parametrize("end", [("escape",), ("backspace",) * 6])
async def test_a_pattern_that_never_ends_is_given_up(end: tuple[str, ...]) -> None:
    """The keys go on meanwhile, which is what this test needs in order to end."""
    app = Host(TextDocument(b"a" * 64 + b"!\n"))
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("slash", "alt+r", *"(a+)+$")
        await pilot.pause()
        assert app.said("count") in {"", "1 of 1", "searching"}
        await press(pilot, *end)
        assert app.viewer.matches is None


async def test_leaving_does_not_wait_for_a_pattern_that_never_ends() -> None:
    app = Host(TextDocument(b"a" * 64 + b"!\n"))
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("slash", "alt+r", *"(a+)+$")
        await pilot.pause()
    assert not app.is_running
