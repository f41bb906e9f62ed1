"""Copying, with commands that only write down what they are given."""

from __future__ import annotations

from pathlib import Path

import pytest

from endpoint_explorer.tui.screens.main.copying import TERMINAL_LIMIT, clipboard_command
from endpoint_explorer.tui.widgets.copying import CopyRefused, CopyRequested

from .conftest import Opener


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder in which alone commands are looked for."""
    folder = tmp_path / "commands"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    for name in ("WAYLAND_DISPLAY", "DISPLAY", "WSL_DISTRO_NAME"):
        monkeypatch.delenv(name, raising=False)
    return folder


def install(folder: Path, name: str, script: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_the_command_is_that_of_the_desktop(
    commands: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("wl-copy", "xclip", "xsel", "pbcopy", "clip.exe"):
        install(commands, name, "exit 0")
    assert clipboard_command() is None
    monkeypatch.setenv("DISPLAY", ":0")
    assert clipboard_command() == [str(commands / "xclip"), "-selection", "clipboard"]
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert clipboard_command() == [str(commands / "wl-copy")]


async def test_a_copy_reaches_the_terminal_and_the_desktop(
    commands: Path, monkeypatch: pytest.MonkeyPatch, opener: Opener
) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    kept = commands / "kept"
    install(commands, "wl-copy", f"while IFS= read -r line; do echo \"$line\"; done > '{kept}'")
    async with opener() as session:
        session.main.post_message(CopyRequested("è\x1b\n" * 100, "12 lines [/x]"))
        await session.until(lambda: "Copied" in session.notes())
        assert session.app.clipboard == "è\x1b\n" * 100
        assert kept.read_text() == "è\x1b\n" * 100
        assert "Copied 12 lines [/x], 400 B" in session.notes()


async def test_what_the_terminal_does_not_take_and_nobody_else_is_said(
    commands: Path, opener: Opener
) -> None:
    async with opener() as session:
        session.main.post_message(CopyRequested("x" * TERMINAL_LIMIT, "this"))
        await session.until(lambda: "Copied this" in session.notes())
        session.main.post_message(CopyRequested("x" * (TERMINAL_LIMIT + 1), "that"))
        await session.until(lambda: "Not copied: that" in session.notes())
        assert session.app.clipboard == "x" * TERMINAL_LIMIT
        session.main.post_message(CopyRefused("all of it", 70_000_000))
        await session.until(lambda: "more than a clipboard takes" in session.notes())


async def test_a_command_that_fails_is_not_believed(
    commands: Path, monkeypatch: pytest.MonkeyPatch, opener: Opener
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    install(commands, "xsel", "exit 1")
    async with opener() as session:
        session.main.post_message(CopyRequested("\ud800" * 80_000, "all of it"))
        await session.until(lambda: "Not copied: all of it" in session.notes())
