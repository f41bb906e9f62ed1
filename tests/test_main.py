from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from endpoint_explorer import __main__ as program
from endpoint_explorer import __version__

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
