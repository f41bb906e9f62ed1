from __future__ import annotations

import os
import shlex
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from threading import Event

import pytest
from textual.app import App
from textual.events import Key
from textual.widgets import Input, Static

from endpoint_explorer.bodies.export import Export
from endpoint_explorer.model.exchange import Exchange, Response, WireRequest
from endpoint_explorer.tui.screens.dialogs import ConfirmScreen
from endpoint_explorer.tui.screens.dialogs.save import SaveScreen
from endpoint_explorer.tui.screens.main import exporting

from .conftest import Opener, Session

BODY = b'{"a":1,"b":[1.10]}'
SHOWN = b'{\n  "a": 1,\n  "b": [\n    1.10\n  ]\n}'


def exchange(
    body: bytes = BODY, content_type: str = "application/json", disposition: str = "inline"
) -> Exchange:
    headers = (("Content-Type", content_type), ("Content-Disposition", disposition))
    return Exchange(
        wire=WireRequest(method="GET", url="https://example.com/v1/users?page=2"),
        response=Response(status=200, reason="OK", headers=headers, body=body),
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the current directory, outside the user's own folders."""
    folder = tmp_path / "saved"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


async def show(session: Session, shown: Exchange) -> None:
    session.main.results.show_exchange(shown)
    await session.pilot.pause()
    session.main.focus_pane("results")
    await session.pilot.pause()


def is_gone(path: Path) -> bool:
    return not path.exists()


def saving(session: Session) -> str:
    return "".join(str(line.visual) for line in session.main.query("#body-saving").results(Static))


def path_field(session: Session) -> Input:
    return session.app.screen.query_one(Input)


async def test_a_body_is_saved_as_sent(opener: Opener, folder: Path) -> None:
    async with opener() as session:
        await show(session, exchange())
        await session.press("s")
        await session.until_asked(SaveScreen)
        assert path_field(session).value == str(folder / "users.json")
        await session.press("enter")
        await session.until(lambda: "Saved" in session.notes())
        assert (folder / "users.json").read_bytes() == BODY
        assert f"Saved {len(BODY)} bytes to {folder / 'users.json'}" in session.notes()


async def test_a_name_typed_right_behind_ctrl_u_is_kept(opener: Opener, folder: Path) -> None:
    async with opener() as session:
        await show(session, exchange())
        await session.press("s")
        await session.until_asked(SaveScreen)
        for key in ("ctrl+u", *"new", "enter"):
            session.app.post_message(Key(key, key if len(key) == 1 else None))
        await session.until((folder / "new").exists)


async def test_a_body_is_saved_as_shown_elsewhere(opener: Opener, folder: Path) -> None:
    (folder / "users.json").write_bytes(b"mine")
    (folder / "sub").mkdir()
    async with opener() as session:
        await show(session, exchange())
        await session.press("s")
        await session.until_asked(SaveScreen)
        assert path_field(session).value.endswith("users (2).json")
        path_field(session).value = "sub/x.json"
        await session.press("ctrl+t", "enter")
        await session.until(lambda: "Saved" in session.notes())
        assert (folder / "sub" / "x.json").read_bytes() == SHOWN
        assert (folder / "users.json").read_bytes() == b"mine"
        await session.press("s")
        await session.until_asked(SaveScreen)
        assert path_field(session).value == str(folder / "sub" / "users.json")


async def test_escape_stops_a_save_that_takes_long(
    opener: Opener, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = Event()

    def slow(export: Export) -> Iterator[bytes]:
        while True:  # until the one who writes it stops
            yield export.body.data
            going.wait(0.01)

    monkeypatch.setattr(Export, "sent", slow)
    monkeypatch.setattr(exporting, "REPORT_INTERVAL", 0.0)
    async with opener() as session:
        await show(session, exchange())
        await session.press("s")
        await session.until_asked(SaveScreen)
        await session.press("enter")
        await session.until(lambda: "escape stops it" in saving(session))
        await session.press("escape")
        await session.until(lambda: "users.json is not saved" in session.notes())
        assert os.listdir(folder) == []
        await session.until(lambda: "escape stops it" not in saving(session))


async def test_an_existing_file_is_overwritten_only_when_confirmed(
    opener: Opener, folder: Path
) -> None:
    mine = folder / "mine.json"
    mine.write_bytes(b"mine")
    async with opener() as session:
        await show(session, exchange())
        for answer, kept in (("n", b"mine"), ("y", BODY)):
            await session.press("s")
            await session.until_asked(SaveScreen)
            path_field(session).value = "mine.json"
            await session.press("enter")
            await session.until_asked(ConfirmScreen)
            await session.press(answer)
            await session.until(lambda: not session.main.workers._workers)
            assert mine.read_bytes() == kept
        assert os.listdir(folder) == ["mine.json"]


async def test_a_file_that_cannot_be_written_is_named(opener: Opener, folder: Path) -> None:
    async with opener() as session:
        await show(session, exchange())
        await session.press("s")
        await session.until_asked(SaveScreen)
        path_field(session).value = "~/nowhere/at/all.json"
        await session.press("enter")
        await session.until(lambda: "cannot be written" in session.notes())
        assert "nowhere/at/all.json" in session.notes()
        assert "its folder does not exist" in session.notes()


async def test_a_hostile_name_stays_in_the_folder_and_a_dump_is_text(
    opener: Opener, folder: Path
) -> None:
    hostile = exchange(disposition='attachment; filename="../../.\x1b[2J[/x].sh"')
    async with opener() as session:
        await show(session, hostile)
        await session.press("s")
        await session.until_asked(SaveScreen)
        await session.press("enter")
        await session.until(lambda: "Saved" in session.notes())
        (name,) = os.listdir(folder)
        assert name.isprintable()
        assert name.endswith("x].sh")
        await show(session, exchange(bytes(range(32)), "application/octet-stream"))
        await session.press("s")
        await session.until_asked(SaveScreen)
        assert path_field(session).value.endswith("users.bin")
        await session.press("ctrl+t")
        assert path_field(session).value.endswith("users.txt")
        await session.press("enter")
        await session.until((folder / "users.txt").exists)
        lines = (folder / "users.txt").read_text().splitlines()
        assert len(lines) == 2
        assert lines[1].startswith("00000010")


async def test_the_palette_saves_from_anywhere_and_says_when_there_is_nothing(
    opener: Opener, folder: Path
) -> None:
    async with opener() as session:
        await session.main.run_action("save_body")
        await session.until(lambda: "no response to save" in session.notes())
        await show(session, exchange())
        session.main.focus_pane("form")
        await session.press("ctrl+p")
        await session.write("save the body")
        await session.press("enter")
        await session.until_asked(SaveScreen)
        await session.press("escape")
        assert os.listdir(folder) == []


Program = Callable[[str, str], Path]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Return a function that makes a variable name a program, and returns what that writes."""
    seen = tmp_path / "seen"

    def suspend(app: App[object]) -> AbstractContextManager[None]:
        return nullcontext()

    def set_program(variable: str, more: str) -> Path:
        script = tmp_path / "program.py"
        script.write_text(
            "import os, shutil, sys\npath = sys.argv[1]\n"
            f"shutil.copy2(path, {str(seen)!r} + os.path.splitext(path)[1])\n"
            f"open({str(seen)!r} + '.path', 'w').write(path)\n{more}\n"
        )
        monkeypatch.setenv(variable, f"{shlex.quote(sys.executable)} {shlex.quote(str(script))}")
        return seen

    monkeypatch.setattr(App, "suspend", suspend)
    return set_program


async def test_f4_opens_a_private_copy_in_the_editor(
    opener: Opener, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = program("VISUAL", "os.utime(path, (1, 1))")
    async with opener() as session:
        await show(session, exchange())
        await session.press("f4")
        await session.until(lambda: "changes are not kept" in session.notes())
        copy = seen.with_suffix(".json")
        assert copy.read_bytes() == SHOWN
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        assert is_gone(Path(seen.with_suffix(".path").read_text()).parent)
        monkeypatch.setenv("VISUAL", "/nowhere/editor")
        await session.press("f4")
        await session.until(lambda: "Set $EDITOR to a program" in session.notes())


async def test_f3_pages_what_is_shown_clean(opener: Opener, program: Program) -> None:
    seen = program("PAGER", "sys.exit(3)")
    async with opener() as session:
        for body, content_type, suffix, shown in (
            (b"a\x1b[31m\r\nb", "text/plain", ".txt", "a␛[31m\nb"),
            (b"<a><b/></a>", "text/xml", ".xml", "<a>\n  <b/>\n</a>"),
            (b"<p>x", "text/html", ".html", "<p>x"),
        ):
            await show(session, exchange(body, content_type))
            await session.press("f3")
            await session.until(seen.with_suffix(suffix).exists)
            await session.until(lambda: "ended with 3" in session.notes())
            assert seen.with_suffix(suffix).read_text() == shown
