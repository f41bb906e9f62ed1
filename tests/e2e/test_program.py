"""The real program in a real pseudo-terminal, at the smallest and at a usual size."""

from __future__ import annotations

import os
import signal
import sys
import tomllib
from pathlib import Path
from typing import Protocol

import pytest

from .terminal import Terminal


class Server(Protocol):
    """The demo server, as the fixture gives it."""

    base_url: str


SIZES = [(80, 24), (160, 48)]


@pytest.fixture
def root(tmp_path: Path, demo_server: Server) -> Path:
    """Return a folder with one collection on the demo API."""
    shop = tmp_path / "collections" / "shop"
    shop.mkdir(parents=True)
    (shop / "collection.toml").write_text(
        f'format = 1\nname = "Shop"\nbase_url = "{demo_server.base_url}"\n'
    )
    (shop / "get-user.toml").write_text(
        'id = "0001"\nname = "Get a user"\nmethod = "GET"\nurl = "/v1/users/{id}"\n\n'
        '[path]\nid = "1"\n'
    )
    return tmp_path / "collections"


def start(root: Path, columns: int, rows: int, **environment: str) -> Terminal:
    """Start the terminal UI over a folder."""
    arguments = [sys.executable, "-m", "endpoint_explorer", str(root)]
    home = {"ENDPOINT_EXPLORER_HOME": os.environ["ENDPOINT_EXPLORER_HOME"]}
    return Terminal(arguments, columns=columns, rows=rows, environment=home | environment)


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_open_edit_send_save_quit_start_again_and_replay(
    root: Path, columns: int, rows: int
) -> None:
    with start(root, columns, rows) as terminal:
        terminal.wait_for("Get a user")
        terminal.press("down", "enter")
        terminal.wait_for("/v1/users/1")
        terminal.press("ctrl+l", "end", "?verbose=1")
        terminal.wait_for("/v1/users/1?verbose=1")
        terminal.press("ctrl+j")
        terminal.wait_for("200 OK")
        terminal.wait_for('"email"')
        terminal.press("ctrl+s")
        terminal.wait_for("Saved")
        terminal.press("ctrl+q")
        assert terminal.wait_for_exit() == 0
    saved = tomllib.loads((root / "shop" / "get-user.toml").read_text())
    assert saved["query"] == {"verbose": "1"}

    with start(root, columns, rows) as terminal:
        terminal.wait_for("Get a user")
        terminal.press("down", "enter")
        terminal.wait_for("/v1/users/1?verbose=1")
        terminal.press("ctrl+r")
        terminal.wait_for(lambda text: text.count("200") >= 1)
        terminal.press("r")
        terminal.wait_for("The same answer")
        terminal.press("escape")
        terminal.wait_for(lambda text: "same answer" not in text)
        terminal.press("ctrl+q")
        assert terminal.wait_for_exit() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_the_terminal_as_it_was_found(root: Path, number: signal.Signals) -> None:
    with start(root, 80, 24) as terminal:
        terminal.wait_for("Get a user")
        terminal.signal(number)
        terminal.wait_for_exit()
        assert b"\x1b[?1049l" in terminal.raw
        assert b"\x1b[?1000l" in terminal.raw


def test_hostile_names_reach_the_terminal_only_made_visible(root: Path) -> None:
    (root / "shop" / "hostile.toml").write_text(
        'name = "\\u001b]52;c;AAAA\\u0007[@click=app.quit]x[/x]"\n'
        'method = "GET"\nurl = "/\\u001b[31m"\n'
    )
    with start(root, 160, 48) as terminal:
        terminal.wait_for("[@click=app.")
        terminal.press("down", "down", "enter")
        terminal.wait_for("GET")
        terminal.press("ctrl+q")
        terminal.wait_for_exit()
        assert b"\x1b]52" not in terminal.raw
        assert b"\x1b[31m" not in terminal.raw


def test_a_missing_folder_is_named_and_nothing_is_drawn(tmp_path: Path) -> None:
    with start(tmp_path / "nowhere", 80, 24) as terminal:
        assert terminal.wait_for_exit() == 3
        assert b"nowhere" in terminal.raw
        assert b"\x1b[?1049h" not in terminal.raw


def test_bytes_that_are_no_utf_8_are_read_as_unknown_characters(root: Path) -> None:
    with start(root, 80, 24) as terminal:
        terminal.wait_for("Get a user")
        terminal.press("down", "enter")
        terminal.wait_for("/v1/users/1")
        terminal.press("ctrl+l", "end")
        terminal.send(b"?q=caf\xe9s")
        terminal.wait_for("?q=caf\ufffds")


def test_ctrl_c_in_the_pager_is_the_pagers(root: Path, tmp_path: Path) -> None:
    paged = tmp_path / "paged"
    pager = f"sh -c 'kill -INT $PPID; kill -QUIT $PPID; cp \"$0\" {paged}'"
    with start(root, 160, 48, PAGER=pager) as terminal:
        terminal.wait_for("Get a user")
        terminal.press("down", "enter")
        terminal.wait_for("/v1/users/1")
        terminal.press("ctrl+l", "end", "?a=1")
        terminal.wait_for("/v1/users/1?a=1")
        terminal.press("ctrl+j")
        terminal.wait_for('"email"')
        terminal.press("\x1b[17~")
        terminal.wait_for("Pager")
        terminal.press("\x1bOR")
        terminal.wait_for(lambda _: paged.exists())
        terminal.press("ctrl+o")
        terminal.wait_for("Press a letter")
