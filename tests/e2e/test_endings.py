"""However the program ends, the terminal is as it was found and no edit is lost."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from endpoint_explorer.storage.drafts import drafts_path

from .terminal import Terminal

EDIT = "?edited=1"
SECRET = b"hunter2-value"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with one collection."""
    shop = tmp_path / "collections" / "shop"
    shop.mkdir(parents=True)
    (shop / "collection.toml").write_text('format = 1\nbase_url = "http://127.0.0.1:9"\n')
    (shop / "get-user.toml").write_text('name = "Get a user"\nmethod = "GET"\nurl = "/users"\n')
    return tmp_path / "collections"


def start(root: Path, *words: str) -> Terminal:
    """Start the terminal UI, or a script that does, over a folder."""
    arguments = [sys.executable, *(words or ("-m", "endpoint_explorer")), str(root)]
    if words:
        arguments = [sys.executable, words[0], str(root), *words[1:]]
    home = {"ENDPOINT_EXPLORER_HOME": os.environ["ENDPOINT_EXPLORER_HOME"]}
    return Terminal(arguments, columns=120, rows=40, environment=home)


def edit(terminal: Terminal) -> None:
    """Open the request and change its URL."""
    terminal.wait_for("Get a user")
    terminal.press("down", "enter")
    terminal.wait_for("/users")
    terminal.press("ctrl+l", "end", EDIT)
    terminal.wait_for(f"/users{EDIT}")


def until(condition: Callable[[], object]) -> None:
    """Wait for what another process does."""
    ends = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.02)


def assert_restored(root: Path) -> None:
    """Start again and see the draft; the file is as it was."""
    assert "edited" not in (root / "shop" / "get-user.toml").read_text()
    with start(root) as terminal:
        terminal.wait_for("1 draft restored")
        terminal.press("down", "enter")
        terminal.wait_for(f"/users{EDIT}")


def test_a_kill_loses_nothing(root: Path) -> None:
    with start(root) as terminal:
        edit(terminal)
        until(lambda: drafts_path(root).exists() and b"edited" in drafts_path(root).read_bytes())
        terminal.signal(signal.SIGKILL)
        terminal.wait_for_exit()
    assert_restored(root)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_loses_nothing(root: Path, number: signal.Signals) -> None:
    with start(root) as terminal:
        edit(terminal)
        terminal.signal(number)
        assert terminal.wait_for_exit() == 128 + number
        assert b"\x1b[?1049l" in terminal.raw
        assert b"\x1b[?1000l" in terminal.raw
    assert_restored(root)


def test_a_terminal_that_is_closed_loses_nothing(root: Path) -> None:
    with start(root) as terminal:
        edit(terminal)
        assert terminal.close() == 128 + signal.SIGHUP
    assert_restored(root)


@pytest.mark.parametrize("place", ["loop", "thread", "worker"])
def test_a_crash_is_recorded_without_values_and_loses_nothing(root: Path, place: str) -> None:
    script = str(Path(__file__).parent / "crash_driver.py")
    with start(root, script, place) as terminal:
        edit(terminal)
        terminal.press("ctrl+j")
        assert terminal.wait_for_exit() == 1
        assert b"\x1b[?1049l" in terminal.raw
        assert b"RuntimeError: no way with '...'" in terminal.raw
        assert SECRET not in terminal.raw
    (log,) = (Path(os.environ["ENDPOINT_EXPLORER_HOME"]) / "state" / "logs").iterdir()
    assert log.name.encode() in terminal.raw.replace(b"\r\n", b"")
    assert b" in fail" in log.read_bytes()
    assert SECRET not in log.read_bytes()
    assert_restored(root)


def test_quitting_without_saving_forgets_the_draft(root: Path) -> None:
    with start(root) as terminal:
        edit(terminal)
        until(drafts_path(root).exists)
        terminal.press("ctrl+q")
        terminal.wait_for("Quit without saving")
        terminal.press("down", "enter")
        assert terminal.wait_for_exit() == 0
    assert not drafts_path(root).exists()
