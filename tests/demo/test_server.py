"""The server as a process: how it starts, what it says, and how it ends."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx
import pytest

from endpoint_explorer.demo import DemoServer, process, serve
from endpoint_explorer.demo.server import listen
from endpoint_explorer.errors import UsageError

COMMAND = [sys.executable, "-m", "endpoint_explorer.demo"]
LIMIT = 20


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        try:
            yield child
        finally:
            child.kill()


def connected(base_url: str) -> socket.socket:
    parts = urlsplit(base_url)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=LIMIT)


def sees_the_end(connection: socket.socket) -> bool:
    """Wait until the other side is gone: its sockets close when its process ends."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def base_url_of(child: subprocess.Popen[bytes]) -> str:
    assert child.stdout
    return child.stdout.readline().decode().strip()


def test_the_first_line_is_the_base_url_of_a_server_that_answers() -> None:
    with running() as child:
        base_url = base_url_of(child)
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", base_url)
        assert httpx.get(base_url, trust_env=False).status_code == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly_and_quietly(number: signal.Signals) -> None:
    with running() as child:
        base_url = base_url_of(child)
        with httpx.Client(base_url=base_url, trust_env=False) as client:
            assert client.get("/status/500").status_code == 500
            with client.stream("GET", "/stream/1000?pause=2"):
                child.send_signal(number)
                output, complaints = child.communicate(timeout=LIMIT)
        assert (child.returncode, output, complaints) == (0, b"", b"")


def test_it_ends_with_its_standard_input_when_asked_to() -> None:
    with running("--until-stdin-closes") as child:
        base_url_of(child)
        assert child.stdin
        child.stdin.close()
        assert child.wait(LIMIT) == 0


def test_it_does_not_outlive_a_parent_that_is_killed() -> None:
    script = (
        "import time\n"
        "from endpoint_explorer.demo import DemoServer\n"
        "with DemoServer() as server:\n"
        "    print(server.base_url, flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        base_url = parent.stdout.readline().decode().strip()
        assert httpx.get(base_url, trust_env=False).status_code == 200
        with connected(base_url) as connection:
            parent.kill()
            assert sees_the_end(connection)


def test_it_ends_with_its_context() -> None:
    with DemoServer() as server:
        base_url = server.base_url
        connection = connected(base_url)
    with connection:
        assert sees_the_end(connection)
    with pytest.raises(httpx.ConnectError):
        httpx.get(base_url, trust_env=False)


def test_a_server_that_does_not_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_COMMAND", ("-c", "raise SystemExit('no luck today')"))
    with pytest.raises(UsageError, match="did not start: no luck today"), DemoServer():
        pass


def test_a_server_that_was_not_started_has_no_address() -> None:
    server = DemoServer()
    with pytest.raises(UsageError, match="has not been started"):
        _ = server.base_url
    server.stop()


@pytest.mark.parametrize("port", [-1, 65536, 10**9])
def test_a_port_that_is_none_is_refused(port: int) -> None:
    with pytest.raises(UsageError, match=f"{port} is no port") as caught:
        serve(port)
    assert "1 to 65535" in caught.value.hint


def test_a_port_that_is_taken_is_told_with_a_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} .* is taken") as caught:
            serve(port)
        assert "--port 0" in caught.value.hint
        with running("--port", str(port)) as child:
            _, complaints = child.communicate(timeout=LIMIT)
        assert child.returncode == 2
        assert b"is taken" in complaints


def test_answers_are_not_held_back_by_the_kernel() -> None:
    """Without TCP_NODELAY, which asyncio sets by this, each answer takes 40 ms."""
    with listen(0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_importing_it_costs_nothing() -> None:
    script = (
        "import sys, endpoint_explorer.demo\n"
        "heavy = {'asyncio', 'starlette', 'uvicorn', 'pydantic', 'h11', 'anyio'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout == b"[]\n"
