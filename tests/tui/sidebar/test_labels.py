"""Lines from names that nobody chose well."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.collection import Entry, Summary
from endpoint_explorer.tui.panes.sidebar.labels import Look, caption_label, row_label
from endpoint_explorer.tui.panes.sidebar.note import Note
from endpoint_explorer.tui.panes.sidebar.tree import Caption, Row

from .conftest import DEMO, Opener, request

HOSTILE = (
    "[/x]",
    "[@click=app.quit]press[/]",
    "\x1b[31mred\x1b]52;c;aGk=\x07",
    "\u202egnp.exe",
    "n" * 300,
    "two\nlines\r\n",
    "tab\there",
    "日本語の名前" * 30,
    "e" + "\u0301" * 60,
    "\udcff",
    "",
)


BAD = {DEMO / f"bad-{number:02}.toml": text for number, text in enumerate(HOSTILE)}


async def test_hostile_names_are_one_safe_line_each(opened: Opener) -> None:
    summaries = {path: Summary(name, name, name) for path, name in BAD.items()}
    folders = {DEMO: tuple(request(path) for path in BAD)}
    async with opened(folders=folders, summaries=summaries) as stage:
        lines = stage.host.lines
        assert len(lines) == len(BAD) + 2
        for line, name in zip(lines[1:], HOSTILE, strict=False):
            assert clean(line) == line
            assert cell_len(line) <= stage.sidebar.entries.size.width
            assert (cell_len(name) < 200) or line.endswith("…")
        assert lines[1].endswith("[/x]")
        assert "[@click=app.quit]" in lines[2]
        for row in range(1, 4):
            await stage.pilot.click(stage.sidebar.entries, offset=(12, row))
        await stage.press("slash", "n")
        assert all(clean(line) == line for line in stage.host.lines)
        assert stage.host.quits == 0


async def test_hostile_reasons_are_shown_as_they_are(opened: Opener) -> None:
    odd = DEMO / "[b]x\x1b.toml"
    problems = {**BAD, odd: "Expected [x]"}
    summaries = {
        path: Summary("", problem=problem + "!", problem_line=1)
        for path, problem in problems.items()
    }
    folders = {DEMO: tuple(request(path) for path in problems)}
    async with opened(folders=folders, summaries=summaries) as stage:
        note = stage.sidebar.query_one(Note)
        text: list[str] = []
        for path in problems:
            await stage.go_to(path)
            text = [note.render_line(y).text for y in range(note.size.height)]
            assert text
            assert len(text) <= 6
            assert all(clean(line) == line for line in text)
        assert text[0].strip() == "[b]x␛.toml:1"
        assert text[1].strip() == "Expected [x]!"


@given(
    name=st.text(max_size=80),
    width=st.integers(min_value=1, max_value=60),
    depth=st.integers(min_value=0, max_value=40),
    has_draft=st.booleans(),
    kind=st.sampled_from(["request", "folder"]),
    words=st.lists(st.text(min_size=1, max_size=3), max_size=2),
)
def test_a_label_is_never_wider_than_its_line_where_a_name_fits_at_all(
    name: str, width: int, depth: int, has_draft: bool, kind: str, words: list[str]
) -> None:
    entry = Entry(Path("/x/y"), "request" if kind == "request" else "folder")
    look = Look(Summary(name, "GET", "/"), has_draft=has_draft, words=tuple(words))
    label = row_label(Row(entry, depth), look, width)
    assert label.cell_length <= max(width, 10 + width // 3)
    assert clean(label.plain) == label.plain


def test_a_match_is_marked_and_a_caption_is_quiet() -> None:
    row = Row(request(DEMO / "x.toml"))
    look = Look(Summary("Get a USER", "GET", "/"), words=("user",))
    label = row_label(row, look, 30)
    marked = [label.plain[s.start : s.end] for s in label.spans if "underline" in str(s.style)]
    assert marked == ["USER"]
    caption = caption_label(Caption(), "a very long name of a folder", 12)
    assert caption.cell_length == 12
