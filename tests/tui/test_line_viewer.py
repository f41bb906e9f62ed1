from __future__ import annotations

import unicodedata

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.selection import Selection

from endpoint_explorer.bodies.document import Document, TextDocument
from endpoint_explorer.bodies.hex import HexDocument
from endpoint_explorer.bodies.json_format import json_spans
from endpoint_explorer.tui.widgets.copying import CopyRequested
from endpoint_explorer.tui.widgets.document_view import DocumentView
from endpoint_explorer.tui.widgets.line_viewer import LineViewer
from endpoint_explorer.tui.widgets.painting import overlaid
from endpoint_explorer.tui.widgets.wrapping import LONG_LINE

from .seeing import work_done

WIDTH, HEIGHT = 40, 12


class Host(App[None]):
    def __init__(self, document: Document, *, has_numbers: bool = True) -> None:
        super().__init__()
        self.view = DocumentView(has_numbers=has_numbers)
        self.view.show_document(document)

    def compose(self) -> ComposeResult:
        yield self.view

    def on_mount(self) -> None:
        self.view.viewer.focus()

    def on_copy_requested(self, message: CopyRequested) -> None:
        self.copy_to_clipboard(message.text)

    @property
    def viewer(self) -> LineViewer:
        return self.view.viewer

    def shown(self) -> list[str]:
        rows = self.view.viewer.size.height
        return [self.viewer.render_line(y).text.rstrip() for y in range(rows)]


def numbered(count: int) -> TextDocument:
    return TextDocument("\n".join(f"line {i}" for i in range(1, count + 1)).encode())


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await work_done(pilot)


async def test_lines_have_numbers_and_a_cursor() -> None:
    app = Host(numbered(100))
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause()
        assert app.shown()[:2] == ["   1 line 1", "   2 line 2"]
        assert app.viewer.cursor == 0


@pytest.mark.parametrize(
    ("keys", "cursor", "top"),
    [
        ("j", 1, 0),
        ("down,j,j,k", 2, 0),
        ("G", 99, 88),
        ("G,g", 0, 0),
        ("ctrl+d", 6, 0),
        ("ctrl+d,ctrl+u", 0, 0),
        ("pagedown", 12, 1),
        ("pagedown,pagedown,pageup", 12, 12),
        ("ctrl+end", 99, 88),
        ("ctrl+end,ctrl+home", 0, 0),
    ],
)
async def test_keys_move_the_cursor(keys: str, cursor: int, top: int) -> None:
    app = Host(numbered(100))
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await press(pilot, *keys.split(","))
        assert (app.viewer.cursor, app.viewer.scroll_offset.y) == (cursor, top)
        assert app.shown()[0].endswith(f"line {top + 1}")


async def test_lines_scroll_sideways() -> None:
    text = "".join(chr(0x41 + i % 26) for i in range(100))
    app = Host(TextDocument(text.encode()))
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await press(pilot, "l")
        assert app.shown()[0] == "  1 "[1:] + text[8 : 8 + WIDTH - 3]
        await press(pilot, "h", "h")
        assert app.viewer.column == 0
        await press(pilot, "end")
        assert app.shown()[0].endswith(text[-5:])
        await press(pilot, "home")
        assert app.viewer.column == 0


async def test_wide_characters_keep_the_columns_straight() -> None:
    app = Host(TextDocument("日本語日本語日本語日本語日本語日本語日本語\tx\n".encode() * 3))
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause()
        for column in range(20):
            app.viewer.scroll_columns(column)
            assert all(app.viewer.render_line(y).cell_length == WIDTH for y in range(HEIGHT))


async def test_a_line_of_ten_megabytes_is_shown_in_slices() -> None:
    app = Host(TextDocument(b'{"a":"' + b"0123456789" * 1_000_000 + b'"}', json_spans))
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await press(pilot, "end")
        assert app.shown()[0].endswith('456789"}')
        app.viewer.scroll_columns(5_000_006)
        assert app.shown()[0] == " 1 " + ("0123456789" * 4)[: WIDTH - 3]
        app.viewer.scroll_columns(0)
        assert app.shown()[0].startswith(' 1 {"a":"0123')


async def test_find_goes_along_with_typing() -> None:
    app = Host(numbered(100))
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await press(pilot, "slash", "5")
        assert app.viewer.cursor == 4
        await press(pilot, "5")
        assert app.viewer.cursor == 54
        await press(pilot, "backspace", "enter")
        assert app.viewer.has_focus
        await press(pilot, "n")
        assert app.viewer.cursor == 14
        await press(pilot, "N", "N")
        assert app.viewer.cursor == 94
        matches = app.viewer.matches
        assert matches is not None
        assert matches.summary == "20 of 20"


async def test_find_starts_at_the_cursor_and_goes_around_the_end() -> None:
    app = Host(numbered(50))
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await press(pilot, "G", "slash", *"line 7")
        assert app.viewer.cursor == 6


async def test_find_in_a_line_scrolls_sideways_to_the_match() -> None:
    for filler in (b"x" * 500, b"x" * (3 * LONG_LINE)):
        app = Host(TextDocument(filler + b"needle" + filler))
        async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
            await press(pilot, "slash", *"needle")
            assert "needle" in app.shown()[0]


async def test_escape_ends_the_search_and_gives_the_keys_back() -> None:
    app = Host(numbered(20))
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await press(pilot, "slash", "7", "escape")
        assert app.viewer.matches is None
        assert app.viewer.has_focus
        await press(pilot, "n")
        assert app.viewer.cursor == 6


async def test_a_search_that_finds_nothing_says_so() -> None:
    app = Host(numbered(20))
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await press(pilot, "slash", *"zz")
        assert app.viewer.matches is not None
        assert app.viewer.matches.summary == "none"
        assert app.viewer.cursor == 0


async def test_a_search_goes_on_in_another_document() -> None:
    app = Host(numbered(20))
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await press(pilot, "slash", "7", "enter")
        app.view.show_document(TextDocument(b"7\n7\n7"))
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.viewer.matches is not None
        assert app.viewer.matches.summary == "3 found"


async def test_matches_are_marked_in_hex_too() -> None:
    app = Host(HexDocument(b"\x00needle\x00" * 8), has_numbers=False)
    async with app.run_test(size=(90, HEIGHT)) as pilot:
        await press(pilot, "slash", *"needle", "enter")
        strip = app.viewer.render_line(0)
        background = {s.style.bgcolor for s in strip if s.style and "needle" in s.text}
        plain = {s.style.bgcolor for s in strip if s.style and "00000000" in s.text}
        assert background
        assert not background & plain


async def test_y_copies_the_line_exactly() -> None:
    app = Host(TextDocument(b"first\nsecond\t\x1b[31m\nthird"))
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await press(pilot, "j", "y")
        assert app.clipboard == "second\t\x1b[31m"


async def test_y_copies_the_selection_as_it_is_shown() -> None:
    app = Host(TextDocument(b"first\nsec\x1bond\nthird"))
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        app.screen.selections = {app.viewer: Selection(Offset(2, 0), Offset(4, 1))}
        await press(pilot, "y")
        assert app.clipboard == "rst\nsec␛"


async def test_the_mouse_selects_text() -> None:
    app = Host(TextDocument(b"first\nsecond\nthird"))
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.mouse_down(offset=(3, 0))
        await pilot.hover(offset=(6, 1))
        await pilot.mouse_up(offset=(6, 1))
        await press(pilot, "y")
        assert app.clipboard.startswith("first\nsec")


async def test_a_click_moves_the_cursor() -> None:
    app = Host(numbered(100))
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.click(offset=(5, 4))
        assert app.viewer.cursor == 4


HOSTILE = [
    "\x1b]52;c;aGk=\x07",
    "\x1b]8;;http://x\x1b\\link",
    "\x1b[31m",
    "\x1bP1;2|x\x1b\\",
    "\x9b31m",
    "[/x]",
    "[@click=app.quit]",
    "\x00\x7f\r\t",
    "\u202egnp.exe",
    "\U000e0041\u200b\ufeff",
    "e" + "\u0301" * 50,
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_nothing_reaches_the_terminal_raw(text: str) -> None:
    app = Host(
        TextDocument(f'{text}\n"{text}": 1\n'.encode() + b"x" * 9000 + text.encode(), json_spans)
    )
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await press(pilot, "slash", "x", "enter")
        await press(pilot, "G", "end")
        for strip in app.screen._compositor.render_strips(app.screen.size):
            for segment in strip:
                kinds = {unicodedata.category(c) for c in segment.text}
                assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}, segment
                assert "\u0301" * 5 not in segment.text


def test_styles_laid_over_pieces_keep_the_text() -> None:
    from hypothesis import given
    from hypothesis import strategies as st
    from rich.style import Style

    base, over = Style(bold=True), Style(italic=True)

    @given(
        st.lists(st.text("ab", max_size=4), max_size=6), st.lists(st.integers(0, 25), max_size=6)
    )
    def check(texts: list[str], cuts: list[int]) -> None:
        places = sorted(set(cuts))
        ranges = [(a, b, over) for a, b in zip(places[::2], places[1::2], strict=False)]
        whole = "".join(texts)
        marked = "".join(
            ("*" if style.italic else "-") * len(text)
            for text, style in overlaid([(text, base) for text in texts], ranges)
        )
        wanted = ["-"] * len(whole)
        for start, stop, _ in ranges:
            wanted[start:stop] = "*" * len(wanted[start:stop])
        assert marked == "".join(wanted)

    check()
