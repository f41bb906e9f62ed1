"""The real program, given hostile strings in every place: the terminal gets none of them raw."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import Server

from .hostile import HEADER, LITERAL, MISLEADING, SHORT, STEERING, bodies, copied, raw_sequences
from .terminal import Terminal

COLUMNS, ROWS = 120, 40
FILE_NAME = f"E{LITERAL}{STEERING[0]}{STEERING[2]}\u009b31m\u202e"
EDGES = frozenset("╮│╯")


def toml(text: str) -> str:
    return '"' + "".join(f"\\U{ord(character):08X}" for character in text) + '"'


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def root(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder in which every name is hostile, and the working directory beside it."""
    monkeypatch.chdir(tmp_path)
    root = tmp_path / "collections"
    shop = root / "shop"
    (shop / "environments").mkdir(parents=True)
    (shop / "environments" / f"{FILE_NAME}.toml").write_text(f"name = {toml(SHORT)}\n")
    (shop / "collection.toml").write_text(
        f'format = 1\nname = {toml("A" + SHORT)}\nbase_url = "{server.url}"\n'
    )
    (shop / "z.toml").write_text(
        f'id = "1"\nname = {toml("R" + SHORT)}\nmethod = "GET"\nurl = {toml("/v1?q=" + SHORT)}\n'
        f'[[headers]]\nname = "X-A"\nvalue = {toml(MISLEADING[1] + LITERAL)}\n'
    )
    folder = shop / FILE_NAME
    folder.mkdir()
    (folder / f"{FILE_NAME}.toml").write_text(f"broken = {LITERAL}\x1b]0;pwned\x07")
    Path(os.fsdecode(os.fsencode(folder) + b"/\x9b31m\xff.toml")).write_text('name = "x"\n')
    return root


def response(number: int, content_type: str, body: bytes, status: int = 200) -> bytes:
    head = "\r\n".join(
        (
            f"HTTP/1.1 {status} N{number:02}{HEADER}",
            f"Content-Type: {content_type}",
            f"X-A: {HEADER}",
            f"x-$text-error: {LITERAL}\x1b[31m",
            f"Set-Cookie: a{SHORT}={HEADER}; Path=/{SHORT}; Expires={SHORT}; {SHORT}",
            f"Set-Cookie: b[/x]={LITERAL}; Domain=[bold]; Path=/{LITERAL}; SameSite={LITERAL}",
            f"Location: /[/x]{SHORT}",
            f'Content-Disposition: attachment; filename="{HEADER}"',
            f"Content-Length: {len(body)}\r\n\r\n",
        )
    )
    return head.encode() + body.ljust(1)[: len(body)]


class Walk:
    """Goes through the program, and sees at each step that nothing was moved."""

    def __init__(self, terminal: Terminal, server: Server) -> None:
        self.terminal = terminal
        self.server = server

    def see(
        self, key: str, wanted: str | Callable[[str], bool], *, is_covered: bool = False
    ) -> None:
        """Press a key, and wait for what it shows with the right border in its column."""
        self.terminal.press(key)
        holds = wanted if callable(wanted) else lambda text: wanted in text
        self.terminal.wait_for(lambda text: holds(text) and (is_covered or self._is_aligned()))

    def send(self, number: int, content_type: str, body: bytes) -> None:
        self.server.answer, self.server.held = b"", response(number, content_type, body)
        self.server.release.clear()
        # The answer before has to be gone: its views would be taken for those of this one.
        self.see("ctrl+j", lambda text: "v View" not in text and self._view() == "")
        self.server.release.set()
        self.terminal.wait_for(
            lambda text: (
                f" N{number:02}" in text
                and "v View" in text
                and self._view() != ""
                and self._is_aligned()
            )
        )
        self.server.held = b""

    def through_the_views(self) -> None:
        """Press `v` for as many views as most bodies have."""
        before = ""

        def is_another(text: str) -> bool:
            del text
            return self._view() not in {"", before}

        for _ in range(3):
            before = self._view()
            self.see("v", is_another)

    def _view(self) -> str:
        """Return which view is marked in the bar below the body."""
        for row in range(ROWS - 4, ROWS - 1):
            line = self.terminal.screen.buffer[row]
            marked = [line[at].data for at in range(COLUMNS) if line[at].underscore]
            if marked:
                return "".join(marked)
        return ""

    def _is_aligned(self) -> bool:
        cells = self.terminal.screen.buffer
        return all(cells[row][COLUMNS - 1].data in EDGES for row in range(1, ROWS - 1))


def look_at_the_form(walk: Walk) -> None:
    walk.terminal.wait_for(lambda text: "A«U+009B»" in text and "◈" in text)
    walk.see("G", "R«U+009B»31m")
    walk.see("enter", "/v1?q=")
    walk.see("f6", lambda text: True)
    for tab in ("Headers", "Body", "Auth", "Info", "Path"):
        del tab
        walk.see("alt+right", lambda text: True)
    walk.see("ctrl+g", "type to filter", is_covered=True)
    walk.see("down", lambda text: True, is_covered=True)
    walk.see("enter", "◈ «U+009B»")


def look_at_json(walk: Walk) -> None:
    """Fold, copy, find and filter where keys and values are hostile."""
    walk.see("j", "space Fold")
    walk.see("2", "▸")
    walk.see("z", lambda text: "▸" not in text)
    walk.see("j", "$['")
    walk.see("y", "Copied", is_covered=True)
    walk.see("G", lambda text: "line 72 of 72" in text, is_covered=True)
    walk.see("Y", "Copied", is_covered=True)
    walk.see("/", "find", is_covered=True)
    walk.see("[@click", " of 3", is_covered=True)
    walk.see("escape", "space Fold", is_covered=True)


def look_at_filtering(walk: Walk) -> None:
    """Have the hostile keys of the body suggested."""
    walk.see("j", "f Filter")
    walk.see("f", "JSONPath $", is_covered=True)
    walk.see("[", "␇␈␡␎", is_covered=True)
    walk.see("tab", 'JSONPath $["', is_covered=True)
    walk.see("escape", lambda text: "JSONPath" not in text, is_covered=True)


def look_at_saving(walk: Walk) -> None:
    """Have a file name proposed from a hostile header."""
    walk.see("s", "as sent", is_covered=True)
    walk.see("escape", lambda text: "as sent" not in text)


def look_at_redirects(walk: Walk) -> None:
    """Follow a redirect to a hostile address, and be refused the next one."""
    walk.server.answer = response(90, "text/plain", b"x", status=302)
    walk.see("ctrl+j", "the redirect leads back to")


def look_at_faults(walk: Walk) -> None:
    """Get an answer that is no HTTP, which the error quotes."""
    walk.server.answer = f"HTTP/1.1 {HEADER}\r\n{HEADER}\r\n\r\n".encode()
    walk.see("ctrl+j", "does not answer in proper HTTP")


def a_hop_to(*parts: str) -> Callable[[str], bool]:
    """Tell whether the redirects name an address with these parts, whatever lines it is on."""
    return lambda text: all(part in text.partition("→")[2] for part in parts)


def look_at_the_tabs(walk: Walk) -> None:
    """Look at the headers with what they mean, the cookies, the timing and the history."""
    walk.see("]", "x-$text-error")
    walk.see("i", "X-A", is_covered=True)
    walk.see("]", "Path", is_covered=True)
    walk.see("]", a_hop_to("http", "/[/x]%C2%9B31m"), is_covered=True)
    walk.see("]", "/v1?q=", is_covered=True)


def test_nothing_hostile_reaches_the_terminal(root: Path, server: Server) -> None:
    home = {"ENDPOINT_EXPLORER_HOME": os.environ["ENDPOINT_EXPLORER_HOME"]}
    arguments = [sys.executable, "-m", "endpoint_explorer", str(root)]
    with Terminal(arguments, columns=COLUMNS, rows=ROWS, environment=home) as terminal:
        walk = Walk(terminal, server)
        look_at_the_form(walk)
        walk.see("f6", lambda text: True)
        walk.see("f8", lambda text: "Collections" not in text)
        for number, (content_type, body) in enumerate(bodies()):
            walk.send(number, content_type, body)
            walk.through_the_views()
            if number == 0:
                look_at_json(walk)
                look_at_saving(walk)
            if content_type == "application/x-ndjson":
                look_at_filtering(walk)
        look_at_faults(walk)
        look_at_redirects(walk)
        look_at_the_tabs(walk)
        terminal.press("ctrl+q")
        assert terminal.wait_for_exit() == 0
        assert raw_sequences(terminal.raw) == []
        assert copied(terminal.raw)
