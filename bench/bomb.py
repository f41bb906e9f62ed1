"""How long the terminal UI stands still while a large body comes in, and what that costs.

The real app runs without a terminal, in a process of its own for each measurement; the server is
another. A heartbeat on the app's event loop says what its longest stall was: from the sending until
the body is there (`receive`), and from there until it is shown (`show`). Of a stall only that much
counts as the app itself worked in it, so that other programs do not. The caps are those of the
app: 100 MB decoded. Prints the best of a few rounds, the stalls also as ratios to those around a
body of 1 KB, and the growth of the resident memory. Exits with 1 above a limit.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from bench.heart import BEAT, Heart, peak, reset_peak

from endpoint_explorer.model.exchange import Exchange

if TYPE_CHECKING:
    from endpoint_explorer.tui.app import ExplorerApp

MEGABYTE = bytes(1_000_000)
KINDS = {
    "small": "a body of 1 KB",
    "plain": "a body of 50 MB",
    "bomb": "a bomb, 1 MB to 1 GB",
    "json": "a bomb of JSON, 200 MB",
}
LIMITED = ("plain", "bomb")
"""What the limits hold for; the others are printed beside them."""

MOST_STALL = 100.0
"""Milliseconds."""

MOST_MEMORY = 150.0
"""Megabytes, of 1,000,000 bytes."""

PATIENCE = 120.0


class Cost(msgspec.Struct):
    """The longest stalls, in milliseconds, while nothing happened and in the two phases.

    `memory` is in megabytes.
    """

    idle: float
    receive: float
    show: float
    memory: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--measure", nargs=2, metavar=("KIND", "URL"), help=argparse.SUPPRESS)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve()
        return 0
    if options.measure:
        print(msgspec.json.encode(asyncio.run(measure(options.measure[1]))).decode())
        return 0
    return report(best_of(options.rounds))


def best_of(rounds: int) -> dict[str, Cost]:
    """Measure every kind in each round; return the least that each number was."""
    best: dict[str, Cost] = {}
    with subprocess.Popen(
        [sys.executable, "-m", "bench.bomb", "--serve"], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        try:
            for kind in list(KINDS) * rounds:
                cost = apart(kind, f"{url}/{kind}")
                best[kind] = least(best.get(kind, cost), cost)
        finally:
            server.kill()
    return best


def apart(kind: str, url: str) -> Cost:
    """Measure in a process of its own."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-m", "bench.bomb", "--measure", kind, url],
            env={**os.environ, "ENDPOINT_EXPLORER_HOME": home},
            stdout=subprocess.PIPE,
            check=True,
        )
    return msgspec.json.decode(done.stdout, type=Cost)


def least(one: Cost, other: Cost) -> Cost:
    pairs = zip(msgspec.structs.astuple(one), msgspec.structs.astuple(other), strict=True)
    return Cost(*(min(pair) for pair in pairs))


def report(costs: dict[str, Cost]) -> int:
    """Print a line for each kind; return 1 when a limit is broken."""
    small, code = costs["small"], 0
    print(f"the longest stall of the idle app: {min(c.idle for c in costs.values()):.1f} ms")
    for kind, cost in costs.items():
        verdict = ""
        if kind in LIMITED:
            stall = max(cost.receive, cost.show)
            is_bad = stall > MOST_STALL or cost.memory > MOST_MEMORY
            code |= is_bad
            limits = f"at most {MOST_STALL:.0f} ms and {MOST_MEMORY:.0f} MB"
            verdict = f"  ({limits}) {'TOO MUCH' if is_bad else 'ok'}"
        receive, show = cost.receive / small.receive, cost.show / small.show
        print(
            f"{KINDS[kind]:<22} receive {cost.receive:6.1f} ms {receive:5.1f} x"
            f"  show {cost.show:6.1f} ms {show:5.1f} x  memory +{cost.memory:.0f} MB{verdict}"
        )
    return code


async def measure(url: str) -> Cost:
    """Send a request in the app, and see what that did to its event loop and its memory."""
    from endpoint_explorer.explorer import Explorer
    from endpoint_explorer.tui.app import ExplorerApp

    with tempfile.TemporaryDirectory() as root:
        collection = make_collection(Path(root), url)
        explorer = Explorer()
        app = ExplorerApp(explorer, Path(root))
        async with app.run_test(size=(160, 48)):
            # What is imported by the first send is not to be counted.
            await send(app, collection / "small.toml")
            cost = await send(app, collection / "measured.toml")
        explorer.close()
    return cost


def make_collection(root: Path, url: str) -> Path:
    collection = root / "bench"
    collection.mkdir()
    (collection / "collection.toml").write_text('format = 1\nname = "bench"\n')
    small = url.rpartition("/")[0] + "/small"
    for name, address in (("small", small), ("measured", url)):
        (collection / f"{name}.toml").write_text(
            f'id = "{name}"\nname = "{name}"\nmethod = "GET"\nurl = "{address}"\n'
        )
    return collection


async def send(app: ExplorerApp, path: Path) -> Cost:
    """Open a saved request and send it."""
    from endpoint_explorer.tui.screens.main import MainScreen

    main = app.screen_stack[0]
    assert isinstance(main, MainScreen)
    main.open_path(path)
    await until(lambda: main.current.path == path)
    before = reset_peak()
    heart = Heart()
    await asyncio.sleep(0.3)
    idle = heart.take()
    main.action_send()
    await until(lambda: main.current.flight is not None)
    await until(lambda: main.current.flight is None)
    receive = heart.take()
    await until(lambda: all(worker.is_finished for worker in app.workers))
    await asyncio.sleep(0.5)
    show = heart.take()
    heart.stop()
    assert isinstance(main.current.result, Exchange), main.current.result
    assert main.current.result.response is not None, main.current.result.failure
    return Cost(idle, receive, show, (peak() - before) / 1e6)


async def until(condition: Callable[[], object]) -> None:
    ends = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > ends:
            raise SystemExit("the app never got there")
        await asyncio.sleep(BEAT)


def serve() -> None:
    """Answer with a body of the kind that the path names, until killed."""
    answers = {kind: b"".join(answer(kind)) for kind in ("small", "bomb", "json")}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        while True:
            client, _ = listener.accept()
            threading.Thread(target=answer_one, args=(client, answers), daemon=True).start()


def answer_one(client: socket.socket, answers: dict[str, bytes]) -> None:
    with client:
        try:
            kind = client.recv(65536).split()[1].decode().strip("/")
            for piece in [answers[kind]] if kind in answers else answer(kind):
                client.sendall(piece)
        except OSError:
            return


def answer(kind: str) -> Iterator[bytes]:
    """Yield an answer, piece by piece."""
    if kind == "small":
        yield head(1000) + b"x" * 1000
    elif kind == "plain":
        yield head(50_000_000)
        yield from (MEGABYTE for _ in range(50))
    elif kind == "bomb":
        body = b"".join(gzipped(MEGABYTE, 1000))
        yield head(len(body), "Content-Encoding: gzip") + body
    else:
        row = json.dumps([{"id": n, "name": "a name", "is_active": True} for n in range(2_000)])
        body = b"".join(gzipped(row.encode()[1:-1] + b",", 2000))
        yield head(len(body), "Content-Encoding: gzip", kind="application/json") + body


def gzipped(piece: bytes, times: int) -> Iterator[bytes]:
    stream = zlib.compressobj(6, zlib.DEFLATED, 31)
    for _ in range(times):
        yield stream.compress(piece)
    yield stream.flush()


def head(length: int, *rows: str, kind: str = "application/octet-stream") -> bytes:
    lines = ("HTTP/1.1 200 OK", f"Content-Type: {kind}", f"Content-Length: {length}", *rows)
    return ("\r\n".join((*lines, "Connection: close")) + "\r\n\r\n").encode()


if __name__ == "__main__":
    sys.exit(main())
