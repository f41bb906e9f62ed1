from __future__ import annotations

import os
import pty
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from endpoint_explorer.cli.main import run


class Outcome(msgspec.Struct, frozen=True):
    """What a command left behind; `launched` holds what the terminal UI was started with."""

    code: int
    out: bytes
    err: str
    launched: tuple[tuple[Path | None, str], ...] = ()

    @property
    def text(self) -> str:
        return self.out.decode()


Cli = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep data, state and the working directory of a test to itself."""
    folder = tmp_path / "home"
    monkeypatch.setenv("ENDPOINT_EXPLORER_HOME", str(folder))
    for name in ("NO_COLOR", "COLUMNS", "PYTHONUNBUFFERED", "_ENDPOINT_EXPLORER_COMPLETE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return folder


@pytest.fixture
def cli(capsysbinary: pytest.CaptureFixture[bytes]) -> Cli:
    """Run a command in this process."""

    def call(*arguments: str) -> Outcome:
        launched: list[tuple[Path | None, str]] = []

        def launch(root: Path | None, base_url: str) -> int:
            launched.append((root, base_url))
            return 0

        capsysbinary.readouterr()
        code = run(list(arguments), launch)
        out, err = capsysbinary.readouterr()
        return Outcome(code, out, err.decode(), tuple(launched))

    return call


class Server:
    """Answers each connection with the bytes that `answer` holds, and keeps what was asked."""

    def __init__(self) -> None:
        self.answer = respond(b"{}")
        self.requests: list[bytes] = []
        self.received = threading.Event()
        self.release = threading.Event()
        """Set for the rest of the answer, where `held` has bytes."""
        self.held = b""
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self.release.set()
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            self.requests.append(_read_request(connection))
            try:
                connection.sendall(self.answer)
                self.received.set()
                if self.held:
                    self.release.wait()
                    connection.sendall(self.held)
            except OSError:
                return


def respond(
    body: bytes, content_type: str = "application/json", status: str = "200 OK", extra: str = ""
) -> bytes:
    """Return a whole response; `extra` is raw header lines."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n"
    return (head + extra + "Connection: close\r\n\r\n").encode("latin-1") + body


def _read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    while lengths and len(body) < int(lengths[0].split(b":")[1]):
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


def start(*arguments: str, **settings: object) -> subprocess.Popen[bytes]:
    """Start the real program."""
    command = [sys.executable, "-m", "endpoint_explorer", *arguments]
    return subprocess.Popen(command, **settings)  # type: ignore[call-overload,no-any-return]  # handed on


def on_a_terminal(*arguments: str, colour: bool = True) -> tuple[int, bytes]:
    """Run the real program with stdout and stderr on a terminal; return its code and output."""
    controller, terminal = pty.openpty()
    environment = {**os.environ, "COLUMNS": "80", **({} if colour else {"NO_COLOR": "1"})}
    with start(*arguments, stdout=terminal, stderr=terminal, env=environment) as process:
        os.close(terminal)
        output = b"".join(_read_terminal(controller))
    os.close(controller)
    return process.returncode, output.replace(b"\r\n", b"\n")


def _read_terminal(controller: int) -> Iterator[bytes]:
    while select.select([controller], [], [], 20)[0]:
        try:
            data = os.read(controller, 65536)
        except OSError:  # Linux says EIO when the last writer has gone
            return
        if not data:
            return
        yield data
    raise TimeoutError("the program neither wrote nor ended")
