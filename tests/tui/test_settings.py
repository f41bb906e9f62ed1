"""The settings in the terminal UI: from the first frame on, and again when the file is saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Static

from endpoint_explorer.bodies.body import Body
from endpoint_explorer.bodies.export import Export
from endpoint_explorer.bodies.registry import show
from endpoint_explorer.storage.settings import settings_path
from endpoint_explorer.tui.keymap import faults
from endpoint_explorer.tui.panes.form import FormPane
from endpoint_explorer.tui.panes.results import ResultsPane
from endpoint_explorer.tui.screens.help import HelpScreen

from .conftest import Opener, Session


def write(text: str) -> Path:
    path = settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def watched(session: Session) -> bool:
    """Whether the screen watches the file: it begins to after the first frame."""
    return hasattr(session.main, "_mark")


async def test_a_theme_and_a_key_from_the_first_frame_on(opener: Opener) -> None:
    write('theme = "nord"\n[keymap]\nhelp = "alt+z"\n')
    async with opener() as session:
        assert session.app.theme == "nord"
        await session.press("alt+z")
        await session.until(lambda: isinstance(session.app.screen, HelpScreen))


async def test_what_is_saved_holds_at_once(opener: Opener, workspace: Path) -> None:
    async with opener() as session:
        await session.until(lambda: watched(session))
        await session.open(workspace / "shop" / "users" / "get-user.toml")
        write('theme = "dracula"\n[timeouts]\ntotal = 7\n[keymap]\nzoom = "alt+z"\n')
        session.main.look_at_settings()
        await session.until(lambda: session.app.theme == "dracula")
        assert "The settings have changed" in session.notes()
        assert session.main.current.context.settings.options.timeout == 7
        assert session.main.workbench.scratch().context.settings.options.timeout == 7
        await session.press("alt+z")
        assert session.main._zoomed


async def test_a_broken_file_leaves_the_last_good_settings(opener: Opener) -> None:
    path = write('theme = "nord"\n')
    async with opener() as session:
        await session.until(lambda: watched(session))
        write("theme = \n\n")
        session.main.look_at_settings()
        await session.until(lambda: f"{path}:1" in session.notes())
        assert session.app.theme == "nord"
        assert session.main.explorer.settings.theme == "nord"


async def test_a_file_that_is_broken_at_the_start_is_named(opener: Opener) -> None:
    path = write("[timeouts]\ntotal = true\n")
    async with opener() as session:
        await session.until(lambda: f"{path}:2" in session.notes())
        assert session.app.theme == "explorer"


async def test_what_makes_no_sense_is_named(opener: Opener) -> None:
    write('theme = "nrod"\nthem = 1\n[keymap]\nsned = "f9"\n')
    async with opener() as session:
        await session.until(lambda: "Did you mean nord?" in session.notes())
        assert "Did you mean theme?" in session.notes()
        await session.until(lambda: "Did you mean send?" in session.notes())
        assert session.app.theme == "explorer"
        assert '"nrod"' in settings_path().read_text()


async def test_a_theme_that_is_picked_is_remembered_and_comments_stay(opener: Opener) -> None:
    path = write("# mine\n\n[timeouts]\ntotal = 7 # enough\n")
    async with opener() as session:
        await session.until(lambda: watched(session))
        session.app.theme = "gruvbox"
        await session.until(lambda: "gruvbox" in path.read_text())
        assert path.read_text() == '# mine\n\ntheme = "gruvbox"\n[timeouts]\ntotal = 7 # enough\n'
        await session.until(lambda: not session.app.workers)
        session.main.look_at_settings()
        await session.pilot.pause()
        assert session.notes() == ""


async def test_a_look_at_a_file_that_is_the_same_reads_nothing(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    write('theme = "nord"\n')
    async with opener() as session:
        await session.until(lambda: watched(session))
        called: list[object] = []
        monkeypatch.setattr(session.main, "offload", lambda *a, **k: called.append(a))
        session.main.look_at_settings()
        assert called == []


@pytest.mark.parametrize(
    ("keymap", "said"),
    [
        ({"sned": "f9"}, "keymap.sned: nothing has this name. Did you mean send?"),
        ({"send": "ctrl+ö5"}, 'keymap.send: "ctrl+ö5" is no key.'),
        ({"send": ""}, 'keymap.send: "" is no key.'),
        ({"send": "ctrl+s"}, "keymap.send: ctrl+s is the key of save, too."),
        ({"list.up": "j"}, "keymap.list.up: j is the key of list.down, too."),
        ({"list.up": "f8"}, "keymap.list.up: f8 is the key of zoom, too."),
    ],
)
def test_a_keymap_with_a_fault(keymap: dict[str, str], said: str) -> None:
    assert said in faults(keymap)


@pytest.mark.parametrize(
    "keymap",
    [{"send": "ctrl+s", "save": "alt+w"}, {"help.close": "f1,q"}, {"list.up": "up,i"}, {}],
)
def test_a_keymap_without_one(keymap: dict[str, str]) -> None:
    assert faults(keymap) == ()


async def test_the_pager_and_the_editor_are_those_of_the_settings(
    opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGER", "other")
    monkeypatch.setenv("VISUAL", "other")
    write('pager = "most"\neditor = "nvim"\n')
    async with opener() as session:
        ran: list[str] = []
        monkeypatch.setattr(session.main, "_run", lambda command, *_: ran.append(command))
        body = Body(b"text")
        session.main.page(ResultsPane.PagerRequested(Export(body, show(body), "body", ".txt")))
        await session.until(lambda: ran == ["most"])
        session.main.edit(FormPane.EditorRequested("text", ".txt"))
        await session.until(lambda: ran == ["most", "nvim"])


async def test_help_names_what_a_keymap_can_change(opener: Opener) -> None:
    async with opener() as session:
        await session.press("f1")
        await session.until(lambda: isinstance(session.app.screen, HelpScreen))
        assert "next-pane" in str(session.app.screen.query_one(Static).content)
