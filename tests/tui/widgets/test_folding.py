from __future__ import annotations

import re
from array import array
from collections.abc import Callable

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.selection import Selection

from endpoint_explorer.bodies.document import Document, TextDocument
from endpoint_explorer.bodies.json_format import json_spans
from endpoint_explorer.bodies.outline import Regions
from endpoint_explorer.tui.widgets import line_rows
from endpoint_explorer.tui.widgets.breadcrumb import Breadcrumb, fitting, steps_of
from endpoint_explorer.tui.widgets.copying import CopyRequested
from endpoint_explorer.tui.widgets.document_view import DocumentView
from endpoint_explorer.tui.widgets.go_to_bar import target_line
from endpoint_explorer.tui.widgets.line_viewer import LineViewer

from ..seeing import work_done

TEXT = """{
  "id": 1,
  "items": [
    {
      "name": "first"
    },
    {
      "name": "second"
    }
  ],
  "last": true
}"""


class Nesting:
    """An outline by indentation: a line that ends in a bracket opens a region."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")

    def opens(self, line: int) -> bool:
        return self.lines[line].endswith(("{", "["))

    def depth(self, line: int) -> int:
        text = self.lines[line]
        return (len(text) - len(text.lstrip())) // 2

    def path(self, line: int) -> str:
        around = self.enclosing(line)
        name = re.search(r'"(\w+)":', self.lines[line])
        own = "" if around is None else f".{name[1]}" if name else f"[{line}]"
        return "$" if around is None else self.path(around) + own

    def enclosing(self, line: int) -> int | None:
        depth = self.depth(line)
        outer = (at for at in range(line, -1, -1) if self.depth(at) < depth)
        return next(outer, None)

    def close(self, line: int, is_cancelled: Callable[[], bool]) -> int | None:
        depth = self.depth(line)
        later = range(line + 1, len(self.lines))
        return next((at for at in later if self.depth(at) == depth), None)

    def regions(self, depth: int, is_cancelled: Callable[[], bool]) -> Regions:
        lines = range(len(self.lines))
        first = [at for at in lines if self.depth(at) == depth and self.opens(at)]
        last = [self.close(at, is_cancelled) or 0 for at in first]
        return Regions(array("Q", first), array("Q", last))

    def summary(self, first: int, last: int, is_cancelled: Callable[[], bool]) -> str:
        return f"{last - first - 1} lines"

    def value(self, line: int, is_cancelled: Callable[[], bool]) -> bytes:
        return self.lines[line].partition(": ")[2].rstrip(",").encode()


def nested(text: str = TEXT) -> TextDocument:
    document = TextDocument(text.encode(), json_spans)
    document.outline = Nesting(text)
    return document


class Host(App[None]):
    def __init__(self, document: Document) -> None:
        super().__init__()
        self.view = DocumentView()
        self.document = document
        self.copied: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        yield self.view

    def on_mount(self) -> None:
        self.view.show_document(self.document)
        self.view.viewer.focus()

    def on_copy_requested(self, message: CopyRequested) -> None:
        self.copied.append((message.text, message.what))

    @property
    def viewer(self) -> LineViewer:
        return self.view.viewer

    def shown(self) -> list[str]:
        rows = [self.viewer.render_line(y).text.rstrip() for y in range(self.viewer.size.height)]
        return [row for row in rows if row]

    @property
    def path(self) -> str:
        content = self.view.query_one(Breadcrumb).render()
        return content.plain


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        if pilot.app.workers:
            await work_done(pilot)


@pytest.fixture(params=["at once", "in a thread"])
def both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "in a thread":
        monkeypatch.setattr(line_rows, "AT_ONCE", 0)


@pytest.mark.usefixtures("both_ways")
async def test_a_region_is_folded_from_inside_and_unfolded() -> None:
    app = Host(nested())
    async with app.run_test(size=(50, 16)) as pilot:
        await press(pilot, "j", "j", "j", "j", "space")
        assert app.viewer.cursor_line == 3
        assert app.shown()[3:5] == ["  4 ▸     { … 1 lines },", "  7 ▾     {"]
        await press(pilot, "space")
        assert app.shown()[3] == "  4 ▾     {"
        assert app.viewer.row_count == 12


@pytest.mark.usefixtures("both_ways")
async def test_all_is_folded_and_unfolded_and_folded_to_a_depth() -> None:
    app = Host(nested())
    async with app.run_test(size=(50, 16)) as pilot:
        await press(pilot, "G", "z")
        assert app.shown() == [
            "  1 ▾ {",
            '  2     "id": 1,',
            '  3 ▸   "items": [ … 6 lines ],',
            ' 11     "last": true',
            " 12   }",
        ]
        assert app.viewer.cursor_line == 11
        await press(pilot, "z")
        assert app.viewer.row_count == 12
        await press(pilot, "2")
        assert app.viewer.row_count == 8
        await press(pilot, "9")
        assert app.viewer.row_count == 12


@pytest.mark.usefixtures("both_ways")
async def test_a_match_and_a_line_number_unfold_what_hides_them() -> None:
    app = Host(nested())
    async with app.run_test(size=(50, 16)) as pilot:
        await press(pilot, "2", "1", "slash", *"second", "enter")
        assert app.viewer.cursor_line == 7
        assert "second" in "".join(app.shown())
        await press(pilot, "1", "colon", *"5", "enter")
        assert app.viewer.cursor_line == 4
        assert app.viewer.has_focus


async def test_a_click_on_the_sign_folds_and_one_beside_it_moves() -> None:
    app = Host(nested())
    async with app.run_test(size=(50, 16)) as pilot:
        await pilot.pause()
        await pilot.click(offset=(4, 3))  # below the breadcrumb
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.viewer.row_count == 5
        await pilot.click(offset=(8, 2))
        assert app.viewer.cursor_line == 1


async def test_the_path_of_the_line_is_above_and_leads_outward() -> None:
    app = Host(nested())
    async with app.run_test(size=(50, 16)) as pilot:
        await press(pilot, *"jjjj")
        assert app.path == "$.items[3].name"
        await pilot.click(offset=(4, 0))
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.viewer.cursor_line == 2
        await press(pilot, "j")
        await pilot.resize_terminal(8, 16)
        await pilot.pause()
        assert app.path == "…[3]"


async def test_a_document_without_nesting_has_no_path_and_no_signs() -> None:
    app = Host(TextDocument(TEXT.encode()))
    async with app.run_test(size=(50, 16)) as pilot:
        await press(pilot, "z", "space", "1")
        assert not app.view.query_one(Breadcrumb).display
        assert app.shown()[0] == "  1 {"


async def test_more_of_a_document_keeps_folds_and_wraps() -> None:
    app = Host(nested())
    async with app.run_test(size=(20, 16)) as pilot:
        await press(pilot, "w", "j", "j", "space")
        app.view.show_document(nested(TEXT + "\n{\n}"), keep_position=True)
        await press(pilot, "h")
        assert app.viewer.cursor_line == 2
        assert app.viewer.row_count == 8
        app.view.show_document(nested())
        await press(pilot, "h")
        assert app.viewer.row_count == 12 + 3  # of 13 cells


async def test_copying_says_what_it_copies() -> None:
    app = Host(nested())
    async with app.run_test(size=(50, 16)) as pilot:
        await press(pilot, "j", "y", "Y", "c", "C")
        assert app.copied[0] == ("$.id", "$.id")
        assert app.copied[1] == ("1", "the value of $.id")
        assert app.copied[2] == ('  "id": 1,', "line 2")
        assert app.copied[3] == (TEXT, "all of it")
        await press(pilot, "V", "j", "j", "y")
        assert app.copied[4] == ("\n".join(TEXT.split("\n")[1:4]), "3 lines")
        await press(pilot, "y")
        assert app.copied[5][0] == "$.items[3]"


async def test_what_is_selected_can_be_read() -> None:
    app = Host(nested())
    async with app.run_test(size=(50, 16)) as pilot:
        await press(pilot, "V", "j")
        styles = [segment.style for segment in app.viewer.render_line(1) if segment.text.strip()]
        selected = app.screen.get_visual_style("screen--selection").rich_style.bgcolor
        assert sum(style is not None and style.bgcolor == selected for style in styles) >= 3
        assert all(style is not None and style.color != style.bgcolor for style in styles)


async def test_shift_selects_lines_until_the_cursor_moves() -> None:
    app = Host(nested())
    async with app.run_test(size=(50, 16)) as pilot:
        await press(pilot, "j", "shift+down", "shift+down", "shift+up", "y")
        assert app.copied == [('  "id": 1,\n  "items": [', "2 lines")]
        await press(pilot, "shift+up", "j")
        assert app.viewer.text_selection is None
        await press(pilot, "V", "escape")
        assert app.viewer.text_selection is None
        await press(pilot, "g", "V", "shift+pagedown", "y")
        assert app.copied[-1][0] == TEXT


@pytest.mark.usefixtures("both_ways")
async def test_lines_wrap_and_what_is_selected_of_them_has_no_line_ends() -> None:
    line = "".join(chr(0x41 + i % 26) for i in range(70)) + "日本" * 9 + "\tend"
    app = Host(TextDocument(f"short\n{line}\nlast".encode()))
    async with app.run_test(size=(33, 16)) as pilot:
        await press(pilot, "w")
        rows = app.shown()
        assert rows[0] == "  1 short"[1:]
        assert all(row.startswith(" ↳ ") for row in rows[2:5])
        assert "".join(row[3:] for row in rows[1:5]) == line.replace("\t", "    ")
        app.screen.selections = {app.viewer: Selection(Offset(2, 0), Offset(75, 1))}
        await press(pilot, "y")
        assert app.copied[-1][0] == "ort\n" + line[:75]
        await press(pilot, "G")
        await pilot.resize_terminal(61, 16)
        await press(pilot, "h")
        assert app.viewer.cursor_line == 2
        assert len(app.shown()) == 4
        await press(pilot, "w")
        assert len(app.shown()) == 3


async def test_a_resize_keeps_the_top_line() -> None:
    text = "\n".join(f"{i} " + "x" * (i % 90) for i in range(400))
    app = Host(TextDocument(text.encode()))
    async with app.run_test(size=(40, 12)) as pilot:
        await press(pilot, "w", "colon", *"200", "enter")
        top = app.viewer.line_at_row(app.viewer.scroll_offset.y)
        for width in (61, 25, 90):
            await pilot.resize_terminal(width, 12)
            await press(pilot, "h")
            assert app.viewer.line_at_row(app.viewer.scroll_offset.y) == top


async def test_a_match_in_a_wrapped_line_is_brought_into_view() -> None:
    for filler in ("x" * 3000, "xyzé" * 9000):
        app = Host(TextDocument(f"a\n{filler}needle{filler}\nb".encode()))
        async with app.run_test(size=(40, 12)) as pilot:
            await press(pilot, "w", "slash", *"needle", "enter")
            assert "needle" in "".join(row.split()[-1] for row in app.shown())
            assert app.viewer.cursor_line == 1


async def test_what_is_selected_in_a_long_line_is_copied_by_its_bytes() -> None:
    text = "日本語é" * 3000
    app = Host(TextDocument(text.encode()))
    async with app.run_test(size=(40, 12)) as pilot:
        await press(pilot, "w", "j", "j")
        await pilot.mouse_down(offset=(3, 1))
        await pilot.hover(offset=(3, 3))
        await pilot.mouse_up(offset=(3, 3))
        await press(pilot, "y")
        copied = app.copied[-1][0]
        assert copied in text
        assert len(copied) > 30


@pytest.mark.parametrize(
    ("text", "line"),
    [("120", 119), (" 1 ", 0), ("+10", 60), ("-5", 45), ("50%", 99), ("$", 199), ("9999", 199),
     ("0", 0), ("-99", 0), ("1,0", 9), ("x", None), ("", None), ("5 5", None)],
)  # fmt: skip
def test_places_to_go_to(text: str, line: int | None) -> None:
    assert target_line(text, 50, 200) == line


def test_paths_are_cut_at_their_steps() -> None:
    path = "$.items[3]['a.b']..c[\"x\"]"
    assert steps_of(path) == ["$", ".items", "[3]", "['a.b']", "..c", '["x"]']
    assert steps_of("/rss/item[3]/@id") == ["/rss", "/item[3]", "/@id"]
    assert fitting(["$", ".items", "[3]"], 10) == 0
    assert fitting(["$", ".items", "[3]"], 9) == 2
