from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from endpoint_explorer import __main__ as program
from endpoint_explorer import __version__
from endpoint_explorer.tui import app

Launched = list[tuple[Path | None, str]]


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> Launched:
    """What the terminal UI is started with, in place of starting it."""
    calls: Launched = []

    def launch(root: Path | None, base_url: str = "") -> int:
        calls.append((root, base_url))
        return 7

    monkeypatch.setattr(program, "launch", launch)
    return calls


def main(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["endpoint-explorer", *arguments])
    return program.main()


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    assert main(monkeypatch, option) == 0
    assert capsys.readouterr().out == f"endpoint-explorer {__version__}\n"


def test_without_arguments_the_terminal_ui_opens_the_default_folder(
    monkeypatch: pytest.MonkeyPatch, launched: Launched
) -> None:
    assert main(monkeypatch) == 7
    assert launched == [(None, "")]


def test_a_folder_is_opened_in_the_terminal_ui(
    monkeypatch: pytest.MonkeyPatch, launched: Launched
) -> None:
    assert main(monkeypatch, "some/folder") == 7
    assert launched == [(Path("some/folder"), "")]


@pytest.mark.parametrize(
    "arguments", [("send",), ("history",), ("--help",), ("--nothing",), ("demo", "--nothing")]
)
def test_everything_else_is_a_command(
    monkeypatch: pytest.MonkeyPatch, launched: Launched, arguments: tuple[str, ...]
) -> None:
    assert main(monkeypatch, *arguments) == (0 if arguments == ("--help",) else 2)
    assert launched == []


@pytest.mark.parametrize("name", ["endpoint-explorer", "epx"])
def test_both_names_are_installed(name: str) -> None:
    script = Path(sys.executable).parent / name
    done = subprocess.run([script, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"endpoint-explorer {__version__}\n"


def test_the_package_runs_as_a_module() -> None:
    command = [sys.executable, "-m", "endpoint_explorer", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"endpoint-explorer {__version__}\n"


def test_no_garbage_is_looked_for_until_the_first_frame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The main screen turns the collector on again, and so does the end."""
    monkeypatch.setattr(sys, "setswitchinterval", lambda _: None)
    seen: list[bool] = []

    def run(root: Path | None, *, base_url: str) -> int:
        del root, base_url
        seen.append(gc.isenabled())
        return 3

    monkeypatch.setattr(app, "run", run)
    assert program.launch(None) == 3
    assert seen == [False]
    assert gc.isenabled()
