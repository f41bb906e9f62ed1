"""No secret is left anywhere: one of each source, in each place of a message, in each use."""

from __future__ import annotations

import base64
import os
import signal
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import keyring
import pytest

from endpoint_explorer.cli.main import run
from endpoint_explorer.cli.output import Output
from endpoint_explorer.storage.crash_log import describe_crash, write_crash_log

from .terminal import Terminal

CORES = {
    "env": "cAn4ryEnvQ8w1",
    "dotenv": "cAn4ryDotP7x2",
    "keyring": "cAn4ryRngM6z3",
    "prompt": "cAn4ryAskL5v4",
    "auth": "cAn4ryPwdK4u5",
}
"""What every form keeps of a value but base64: letters and digits."""

VALUES = {source: f"{core}+/ &'\"<%" for source, core in CORES.items() if source != "prompt"}
VALUES["prompt"] = f"{CORES['prompt']}~%x"  # what a cookie can hold

RING = f"""
from keyring.backend import KeyringBackend
class Ring(KeyringBackend):
    priority = 9
    def get_password(self, service, username):
        return {VALUES["keyring"]!r}
    def set_password(self, service, username, password):
        raise NotImplementedError
"""


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was asked: in headers, and below /body in the body, encoded anew."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.startswith("/broken"):
            self.send_response(200)
            self.send_header("Content-Length", "9999")
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = True
            return
        asked = "\n".join(
            [self.path, *(f"{k}: {v}" for k, v in self.headers.items()), body.decode()]
        )
        encoded = base64.b64encode(b"?" + asked.encode()).decode()
        answer = f"{asked}\n{encoded}".encode() if self.path.startswith("/body") else b"{}"
        is_redirect = self.path.startswith("/redirect")
        self.send_response(307 if is_redirect else 200)
        if is_redirect:
            self.send_header("Location", self.path.replace("/redirect", "/body"))
        self.send_header("X-Echo", encoded)
        self.send_header("X-Url", self.path)
        self.send_header("X-Cookie", self.headers["Cookie"])
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
        """Say nothing."""


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
    for name in ("answer", "body", "redirect", "broken"):
        (shop / f"{name}.toml").write_text(
            f'name = "{name}"\nmethod = "POST"\nurl = "/{name}"\n[query]\nq = "{{{{url}}}}"\n'
            '[headers]\nX-Header = "{{header}}"\nCookie = "sid={{cookie}}"\n'
            '[auth]\ntype = "basic"\nusername = "ada"\npassword = "{{password}}"\n'
            '[body]\ntype = "form"\n[[body.fields]]\nname = "b"\nvalue = "{{body}}"\n'
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
    before = keyring.get_keyring()
    import canary_ring  # type: ignore[import-not-found]  # written just now

    keyring.set_keyring(canary_ring.Ring())
    yield folder
    keyring.set_keyring(before)


def hits(where: str, data: bytes) -> list[str]:
    """Name the secrets that are in some bytes, in any encoding."""
    found = []
    for source, core in CORES.items():
        raw = core.encode()
        forms = {raw, raw.lower(), raw.hex().encode(), core.encode("utf-16-le")}
        for offset in range(3):
            encoded = base64.b64encode(b"\0" * offset + raw)
            forms.add(encoded[4 if offset else 0 : len(encoded) // 4 * 4 - 4])
        found += [f"{source} in {where}: {form!r}" for form in forms if form in data]
    return found


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
    use("send", "shop/answer")
    use("send", "shop/answer", "-i")
    use("send", "shop/answer", "--dry-run")
    use("send", "shop/answer", "--dry-run", "--json")
    use("send", "shop/body", "--json")
    use("send", "shop/redirect", "--json")
    use("send", "shop/broken", "-i", expected=4)
    use("send", "shop/broken", "--json", expected=4)
    use("history", "list")
    use("history", "list", "--json")
    use("history", "search", "http", "--json")
    use("history", "export", "--as", "har")
    use("history", "note", "1", "seen")
    for number in range(1, 7):
        use("history", "show", str(number))
        use("history", "show", str(number), "--json")
    use("history", "replay", "3", "--json")
    use("send", "shop/answer", "--var", "header={{nope}}", expected=2)

    for value in VALUES.values():
        error = RuntimeError(f"no way with {value!r} at http://h/?{value}")
        found += hits("crash", describe_crash(error).encode())
        write_crash_log(error)

    found += hits("terminal", in_terminal(root, ring))
    home = Path(os.environ["ENDPOINT_EXPLORER_HOME"])
    files = [path for folder in (home, root) for path in folder.rglob("*") if path.is_file()]
    assert {"history.sqlite", "history.db"} & {path.name for path in files}, files
    assert any("drafts" in path.parts for path in files), files
    for path in files:
        if path.name != ".env":
            found += hits(str(path), path.read_bytes())
    assert found == []


def in_terminal(root: Path, ring: Path) -> bytes:
    """Send, look at everything, edit, and end by a signal; return all that was written."""
    environment = {
        "ENDPOINT_EXPLORER_HOME": os.environ["ENDPOINT_EXPLORER_HOME"],
        "PYTHONPATH": str(ring),
        "PYTHON_KEYRING_BACKEND": "canary_ring.Ring",
    }
    arguments = [sys.executable, "-m", "endpoint_explorer", str(root)]
    with Terminal(arguments, environment=environment) as terminal:
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
