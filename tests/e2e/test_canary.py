"""No secret is left anywhere: one of each source, in each place of a message, in each use."""

from __future__ import annotations

import base64
import json
import os
import signal
import sys
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import keyring
import pytest

from endpoint_explorer.cli.main import run
from endpoint_explorer.cli.output import Output
from endpoint_explorer.storage.crash_log import describe_crash, write_crash_log

from .canary import RING, VALUES, Echo, hits
from .terminal import Terminal

OF_ITS_OWN = {".env", "use.toml", "canary_ring.py"}
"""The files in which a secret is written down: its sources."""


@pytest.fixture
def server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def root(tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a collection whose requests have a secret of each source."""
    shop = tmp_path / "collections" / "shop"
    (shop / "environments").mkdir(parents=True)
    (shop / "collection.toml").write_text(f'format = 1\nbase_url = "{server}"\n')
    (shop / ".env").write_text(f"DOT={VALUES['dotenv']!r}\n")
    (shop / "environments" / "default.toml").write_text(
        '[secrets]\nurl = "env:CANARY"\nheader = "dotenv:DOT"\nbody = "keyring:canary/me"\n'
        'cookie = "prompt:"\npassword = "env:CANARY_AUTH"\n'
    )
    for name in ("answer", "body", "redirect", "broken", "hop", "login"):
        (shop / f"{name}.toml").write_text(
            f'name = "{name}"\nmethod = "POST"\nurl = "/{name}"\n[query]\nq = "{{{{url}}}}"\n'
            '[headers]\nX-Header = "{{header}}"\nCookie = "sid={{cookie}}"\n'
            '[auth]\ntype = "basic"\nusername = "ada"\npassword = "{{password}}"\n'
            '[body]\ntype = "form"\n[[body.fields]]\nname = "b"\nvalue = "{{body}}"\n'
        )
    with (shop / "login.toml").open("a") as login:
        login.write('[[captures]]\nname = "session"\nquery = \'header "X-Token"\'\nsecret = true\n')
    (shop / "use.toml").write_text(
        'name = "use"\nmethod = "POST"\nurl = "/answer"\n[query]\ns = "{{session}}"\n'
        '[headers]\nCookie = "sid={{session}}"\n[body]\ntype = "text"\ntext = "{{session}}"\n'
        f'[auth]\ntype = "digest"\nusername = "ada"\npassword = {json.dumps(VALUES["literal"])}\n'
    )
    monkeypatch.setenv("CANARY", VALUES["env"])
    monkeypatch.setenv("CANARY_AUTH", VALUES["auth"])
    return tmp_path / "collections"


@pytest.fixture
def ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Have a keyring with one entry, in this process and in others."""
    folder = tmp_path / "ring"
    folder.mkdir()
    (folder / "canary_ring.py").write_text(RING)
    monkeypatch.syspath_prepend(str(folder))
    # The compiled module would hold the value, too.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    before = keyring.get_keyring()
    import canary_ring  # type: ignore[import-not-found]  # written just now

    keyring.set_keyring(canary_ring.Ring())
    yield folder
    keyring.set_keyring(before)


def test_the_search_finds_what_is_there() -> None:
    for source, value in VALUES.items():
        for prefix in ("", "a", "ab"):
            assert hits("x", base64.b64encode(f"{prefix}{value}".encode()))
        assert hits("x", value.encode()) != []
        assert source in hits("x", value.encode())[0]


def test_no_secret_is_left_anywhere(
    root: Path,
    ring: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found: list[str] = []

    def use(*words: str, expected: int = 0) -> None:
        code = run(list(words), lambda _root, _url: 0)
        captured = capfdbinary.readouterr()
        assert code == expected, (words, captured)
        # What a server says goes into a pipe as it came; everything else is ours.
        is_raw = words[0] == "send" and "--json" not in words and words[1].endswith("broken")
        found.extend(hits(f"stdout of {words}", b"" if is_raw else captured.out))
        found.extend(hits(f"stderr of {words}", captured.err))

    monkeypatch.chdir(root.parent)
    monkeypatch.setattr(Output, "ask_hidden", lambda *_: VALUES["prompt"])
    use("send", "shop/body", "--json")
    use("send", "shop/answer")
    use("send", "shop/answer", "-i")
    use("send", "shop/answer", "--dry-run")
    use("send", "shop/answer", "--dry-run", "--json")
    use("send", "shop/login", "shop/use")
    use("send", "shop/login", "shop/use", "--json")
    use("send", "shop/use", "--dry-run", "--var", "session=open")
    use("send", "shop/redirect", "--json")
    use("send", "shop/broken", "-i", expected=4)
    use("send", "shop/broken", "--json", expected=4)
    use("history", "list")
    use("history", "list", "--json")
    use("history", "search", "http", "--json")
    use("history", "export", "--as", "har")
    use("history", "note", "1", "seen")
    for number in range(1, 11):
        use("history", "show", str(number))
        use("history", "show", str(number), "--json")
    use("history", "replay", "1", "--json")
    use("send", "shop/answer", "--var", "header={{nope}}", expected=2)

    for value in VALUES.values():
        error = RuntimeError(f"no way with {value!r} at http://h/?{value}")
        found += hits("crash", describe_crash(error).encode())
        write_crash_log(error)

    found += hits("terminal", in_terminal(root, ring))
    found += hits("terminal that crashes", everything_then_a_crash(root, ring))
    home = Path(os.environ["ENDPOINT_EXPLORER_HOME"])
    files = [path for folder in (home, root.parent) for path in folder.rglob("*") if path.is_file()]
    assert list((home / "state" / "logs").iterdir())
    (kept,) = (path for path in root.parent.iterdir() if path.is_file())
    assert b"{{header}}" in kept.read_bytes()
    assert {"history.sqlite", "history.db"} & {path.name for path in files}, files
    assert any("drafts" in path.parts for path in files), files
    for path in files:
        if path.name not in OF_ITS_OWN:
            found += hits(str(path), path.read_bytes())
    assert found == []


def start(root: Path, ring: Path, *script: str) -> Terminal:
    """Start the terminal UI, or a script that does."""
    environment = {
        "ENDPOINT_EXPLORER_HOME": os.environ["ENDPOINT_EXPLORER_HOME"],
        "PYTHONPATH": str(ring),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHON_KEYRING_BACKEND": "canary_ring.Ring",
    }
    words = [*script, str(root), "sent"] if script else ["-m", "endpoint_explorer", str(root)]
    return Terminal([sys.executable, *words], environment=environment)


def everything_then_a_crash(root: Path, ring: Path) -> bytes:
    """Copy, capture, be redirected, look back, save a body, and crash; return what was written."""
    with start(root, ring, str(Path(__file__).parent / "crash_driver.py")) as terminal:

        def jump(key: str, until: str) -> None:
            terminal.press("ctrl+o")
            terminal.wait_for("Press a letter")
            terminal.press(key)
            terminal.wait_for(lambda text: "Press a letter" not in text and until in text)

        def leave(title: str) -> None:
            terminal.wait_for(title)
            terminal.press("escape")
            terminal.wait_for(lambda text: title not in text)

        def send(name: str, *keys: str) -> None:
            terminal.press(*keys, "enter")
            terminal.wait_for(f"shop / {name}")
            terminal.press("ctrl+j")

        terminal.wait_for("1 draft restored")
        send("answer", "down")
        terminal.wait_for("cookie · shop")
        terminal.press(VALUES["prompt"], "enter")
        terminal.wait_for("200 OK")
        jump("x", "Basic ••••••")  # the preview, which is made when it is first looked at
        jump("x", "y Copy")
        terminal.press("C")
        terminal.wait_for("Copied all of it")
        terminal.press("ctrl+p")
        terminal.wait_for("Search for commands")
        terminal.press("Copy the message")
        terminal.wait_for("Asks first")
        terminal.press("enter")
        leave("Copy the message with its secrets?")
        jump("a", "n New")  # the sidebar
        send("hop", *["down"] * 3)
        terminal.wait_for("200 OK")
        jump("y", "Redirects")  # timing
        jump("a", "n New")
        send("login", "down")
        terminal.wait_for("200 OK")
        terminal.press("\x1bv")
        terminal.wait_for("this session")
        leave("n new")
        send("use", "down", "down")
        terminal.wait_for("200 OK")
        jump("u", "Everything")  # the history
        terminal.press("s", "s", "s")  # everything
        # What was sent last is among them, and so no row comes under the cursor any more.
        terminal.wait_for(lambda text: text.count("}}  use") == 3 and "/login" in text)
        terminal.press("G", "enter")
        terminal.wait_for("X-Header: {{header}}")
        terminal.press("C", "s")
        terminal.wait_for("enter save")
        terminal.press("enter")
        terminal.wait_for("Saved")
        terminal.press("f9")
        assert terminal.wait_for_exit() == 1
        assert b"RuntimeError: no way with {{" in terminal.raw
        return terminal.raw


def in_terminal(root: Path, ring: Path) -> bytes:
    """Send, look at everything, edit, and end by a signal; return all that was written."""
    with start(root, ring) as terminal:
        terminal.wait_for("answer")
        terminal.press("down", "enter")
        terminal.wait_for("/answer")
        terminal.press("ctrl+j")
        terminal.wait_for("cookie · shop")
        terminal.press(VALUES["prompt"], "enter")
        terminal.wait_for("200 OK")
        terminal.press("ctrl+l", *["\x1b[1;3C"] * 7)  # alt+right, from the query to the preview
        terminal.wait_for("Basic ••••••")
        terminal.press("ctrl+l", "end", "?edited=1")
        terminal.wait_for("edited=1")
        terminal.signal(signal.SIGTERM)
        terminal.wait_for_exit()
        return terminal.raw
