"""How fast the response viewer is, on bodies of every size, in a real pseudo-terminal.

Each body has a process of its own, which runs the app; the server is a thread of this one, and so
is the clock that reads the terminal. In one run, for each body:

- `first`: from the last byte of the body to the first screen of it on the terminal. P is the same
  for a body of 1 KB. At most 1.2 P + 20 ms.
- `whole`: from then until the whole body can be browsed. F is what the bare formatter takes for it
  (`msgspec.json.format`, lxml), and N counting its line ends. At most 5 (F + N), or P.
- `stall`: the longest pause of the app's event loop from the sending until then. At most 40 ms up
  to 10 MB, 60 ms above.
- `keys`: from a key to the end of its repaint, the slowest of j, page down, G, g and n, as a ratio
  to the same key on the body of 1 KB. At most 1.3.
- `memory`: the growth of the resident memory, as a ratio to the body. At most 3.

Prints the best of a few rounds; exits with 1 above a limit.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import fcntl
import os
import pty
import select
import signal
import socket
import statistics
import struct
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from bench.heart import Heart, peak, reset_peak

if TYPE_CHECKING:
    from endpoint_explorer.tui.app import ExplorerApp

KEYS = {
    "j": (b"g", b"j"),
    "page down": (b"g", b"\x1b[6~"),
    "G": (b"g", b"G"),
    "g": (b"G", b"g"),
    "n": (b"", b"n"),
}
"""For each key what is pressed before it, so that there is something to repaint, and its code."""

PRESSES = 5
QUIET = 0.06
"""Seconds without output after which a repaint is over."""

PATIENCE = 120.0
LIMITS = {"whole": 5.0, "keys": 1.3, "memory": 3.0}


class Kind(msgspec.Struct, frozen=True):
    """A body: its media type, what makes it from a marker, and what its bare formatter does."""

    media: str
    make: Callable[[str], bytes]
    format: Callable[[bytes], bytes] | None = None


class Marks(msgspec.Struct):
    """What the app reports: moments by the monotonic clock, milliseconds, bytes."""

    last_byte: float
    whole: float
    stall: float
    grown: int


class Cost(msgspec.Struct):
    """Milliseconds; `keys` by name; `memory` in bytes."""

    first: float
    whole: float
    stall: float
    memory: int
    keys: dict[str, float]


def json_body(size: int) -> Callable[[str], bytes]:
    def make(marker: str) -> bytes:
        rows = [f'{{"marker":"{marker}"']
        total = number = 0
        while total < size:
            row = (
                f',"row {number}":{{"id":{number},"name":"Ada Lovelace","price":1.10,'
                f'"tags":["one","two"],"address":{{"city":"Turin","zip":null}},"ok":true}}'
            )
            rows.append(row)
            total += len(row)
            number += 1
        return ("".join(rows) + "}").encode()

    return make


def one_string(size: int) -> Callable[[str], bytes]:
    return lambda marker: (
        f'{{"marker":"{marker}","text":"{"lorem ipsum " * (size // 12)}"}}'.encode()
    )


def short_lines(marker: str) -> bytes:
    return f"{marker}\n".encode() + b"".join(b"line %d of many\n" % n for n in range(1_000_000))


def xml_body(size: int) -> Callable[[str], bytes]:
    def make(marker: str) -> bytes:
        row = "<item><id>%d</id><name>Ada</name><tags><tag>one</tag><tag/></tags></item>"
        rows = [row % number for number in range(size // len(row))]
        return (
            f"<?xml version='1.0'?><root><marker>{marker}</marker>{''.join(rows)}</root>".encode()
        )

    return make


def binary(size: int) -> Callable[[str], bytes]:
    # In the hex view the marker stands in the column of characters, on one line.
    return lambda marker: (marker.encode() + b"\0" * 16)[:16] + os.urandom(size)


def format_json(data: bytes) -> bytes:
    return msgspec.json.format(data, indent=2)


def format_xml(data: bytes) -> bytes:
    from lxml import etree

    return etree.tostring(etree.fromstring(data), pretty_print=True)


MB = 1_000_000
KINDS = {
    "1 KB": Kind("application/json", json_body(900), format_json),
    "JSON 0.1 MB": Kind("application/json", json_body(MB // 10), format_json),
    "JSON 1 MB": Kind("application/json", json_body(MB), format_json),
    "JSON 10 MB": Kind("application/json", json_body(10 * MB), format_json),
    "JSON 50 MB": Kind("application/json", json_body(50 * MB), format_json),
    "JSON 100 MB": Kind("application/json", json_body(100 * MB), format_json),
    "string 10 MB": Kind("application/json", one_string(10 * MB), format_json),
    "1,000,000 lines": Kind("text/plain", short_lines),
    "XML 20 MB": Kind("application/xml", xml_body(20 * MB), format_xml),
    "binary 50 MB": Kind("application/octet-stream", binary(50 * MB)),
}
SMALL = "1 KB"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--only", help="measure the bodies whose names hold this, beside 1 KB")
    parser.add_argument("--app", nargs=2, metavar=("URL", "REPORT"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.app:
        return run_app(*options.app)
    names = [n for n in KINDS if n == SMALL or not options.only or options.only in n]
    code = 0
    costs: dict[str, Cost] = {}
    for name in names:
        body = KINDS[name].make("marker-0")
        bare = 1000 * bare_time(KINDS[name], body)
        found = [measure(name) for _ in range(options.rounds + (name == SMALL))]
        costs[name] = best(found)
        code |= report(name, costs[name], costs[SMALL], bare, len(body))
    return code


def best(costs: list[Cost]) -> Cost:
    """Return the least that each number was."""
    return Cost(
        min(c.first for c in costs),
        min(c.whole for c in costs),
        min(c.stall for c in costs),
        min(c.memory for c in costs),
        {name: min(c.keys[name] for c in costs) for name in KEYS},
    )


def report(name: str, cost: Cost, small: Cost, bare: float, size: int) -> int:
    """Print a line, and return 1 where a limit is broken."""
    first_limit = 1.2 * small.first + 20
    key, slowest = max(((k, cost.keys[k] / small.keys[k]) for k in KEYS), key=lambda pair: pair[1])
    checks = {
        f"first {cost.first:6.1f} ms, {cost.first / small.first:4.2f} P": (
            cost.first <= first_limit
        ),
        f"whole {cost.whole:6.0f} ms, {cost.whole / bare:4.1f} (F + N)": (
            cost.whole <= max(LIMITS["whole"] * bare, small.first)
        ),
        f"stall {cost.stall:5.1f} ms": cost.stall <= (40 if size <= 11 * MB else 60),
        f"keys {slowest:4.2f} ({key} {cost.keys[key]:.0f} ms)": slowest <= LIMITS["keys"],
        f"memory {cost.memory / size:4.2f}": size < MB or cost.memory <= LIMITS["memory"] * size,
    }
    shown = "  ".join(text if is_ok else f"{text} TOO MUCH" for text, is_ok in checks.items())
    print(f"{name:<16} {shown}", flush=True)
    return int(not all(checks.values()))


def bare_time(kind: Kind, body: bytes) -> float:
    """Return F + N, in seconds: the best of three."""
    times = []
    for _ in range(3):
        started = time.perf_counter()
        laid_out = kind.format(body) if kind.format else body
        for start in range(0, len(laid_out), 65536):
            laid_out.count(b"\n", start, start + 65536)
        times.append(time.perf_counter() - started)
    return min(times)


def measure(name: str) -> Cost:
    """Run the app in a pseudo-terminal, send, and press keys."""
    with serving(KINDS[name]) as url, tempfile.TemporaryDirectory() as work:
        path = Path(work) / "report.json"
        terminal = Terminal([sys.executable, "-m", "bench.viewer", "--app", url, str(path)], work)
        try:
            # What is imported for the first send and the first look is not to be counted.
            terminal.wait_for(b"marker-1")
            shown_at = terminal.wait_for(b"marker-2")
            while not path.exists():
                terminal.drain(0.02)
            marks = msgspec.json.decode(path.read_bytes(), type=Marks)
            terminal.write(b"/")
            terminal.drain(0.3)
            terminal.write(b"1\r")
            terminal.drain(0.5)
            terminal.quiet()
            keys = {key: terminal.press(*codes) for key, codes in KEYS.items()}
        finally:
            terminal.close()
    first, whole = shown_at - marks.last_byte, max(marks.whole - shown_at, 0.0)
    return Cost(first * 1000, whole * 1000, marks.stall, marks.grown, keys)


class Terminal:
    """A program in a pseudo-terminal of 160 by 48."""

    def __init__(self, arguments: list[str], home: str) -> None:
        self._pid, self._master = pty.fork()
        if self._pid == 0:
            os.environ.update(
                TERM="xterm-256color", COLORTERM="truecolor", ENDPOINT_EXPLORER_HOME=home
            )
            os.execv(arguments[0], arguments)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", 48, 160, 0, 0))
        self._seen = b""

    def read(self, seconds: float) -> bytes:
        """Return what comes within some time, the first of it; empty when nothing does."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return b""
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:
            raise SystemExit(f"the app ended: {self._seen[-2000:]!r}") from None
        self._seen = (self._seen + data)[-100_000:]
        return data

    def wait_for(self, marker: bytes) -> float:
        """Return the moment at which a text is on the terminal."""
        ends = time.monotonic() + PATIENCE
        while marker not in self._seen:
            self.read(1)
            if time.monotonic() > ends:
                raise SystemExit(f"{marker!r} was never shown: {self._seen[-3000:]!r}")
        return time.monotonic()

    def drain(self, seconds: float) -> None:
        """Take what comes for some time."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            self.read(left)

    def quiet(self) -> None:
        """Wait until nothing comes any more."""
        while self.read(0.2):
            pass

    def press(self, before: bytes, code: bytes) -> float:
        """Return the milliseconds from a key to the end of its repaint, the median of a few."""
        times = []
        for _ in range(PRESSES):
            self.write(before)
            self.drain(0.1)
            self.quiet()
            started = ended = time.monotonic()
            self.write(code)
            wait = 2.0
            while self.read(wait):
                ended, wait = time.monotonic(), QUIET
            times.append(ended - started)
        return statistics.median(times) * 1000

    def write(self, data: bytes) -> None:
        os.write(self._master, data)

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._master)


@contextlib.contextmanager
def serving(kind: Kind) -> Iterator[str]:
    """Serve the small body at /1 and one of a kind at /2, with the number in its marker."""
    small = KINDS[SMALL]
    answers = {
        "/1": head(small.media) + small.make("marker-1"),
        "/2": head(kind.media) + kind.make("marker-2"),
    }

    def answer() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with client:
                path = client.recv(65536).split()[1].decode()
                data = answers[path]
                at = data.index(b"\r\n\r\n") + 4
                client.sendall(data[:at].replace(b"LENGTH", b"%d" % (len(data) - at)) + data[at:])

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=answer, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


def head(media: str) -> bytes:
    lines = ("HTTP/1.1 200 OK", f"Content-Type: {media}", "Content-Length: LENGTH")
    return ("\r\n".join((*lines, "Connection: close")) + "\r\n\r\n").encode()


def run_app(url: str, report_path: str) -> int:
    """Run the app; it sends the small body and the large one by itself, and reports."""
    from endpoint_explorer.explorer import Explorer
    from endpoint_explorer.tui.app import ExplorerApp

    root = Path(report_path).parent / "collections"
    collection = root / "bench"
    collection.mkdir(parents=True)
    (collection / "collection.toml").write_text('format = 1\nname = "bench"\n')
    for number in (1, 2):
        (collection / f"{number}.toml").write_text(
            f'id = "{number}"\nname = "request {number}"\nmethod = "GET"\nurl = "{url}/{number}"\n'
            "\n[options]\nmax_body = 0\nmax_decoded = 0\n"
        )
    last_bytes = note_last_bytes()

    app = ExplorerApp(Explorer(), root)

    async def drive(_pilot: object) -> None:
        marks = await send_both(app, collection, last_bytes)
        waiting = Path(report_path).with_suffix(".new")
        waiting.write_bytes(msgspec.json.encode(marks))
        waiting.rename(report_path)
        await asyncio.sleep(PATIENCE)

    app.run(auto_pilot=drive)
    if app.failure is not None:
        raise app.failure
    return 0


def note_last_bytes() -> list[float]:
    """Have the moments noted at which the last bytes of bodies came in."""
    from endpoint_explorer.sending.sender import Sender

    moments: list[float] = []
    read = Sender._read

    def noting(self: Sender, *arguments: object) -> object:
        result = read(self, *arguments)  # type: ignore[arg-type]  # whatever it was given
        if self._attempt.remote_address:  # warming up has none
            moments.append(self._attempt.last_byte or 0.0)
        return result

    Sender._read = noting  # type: ignore[method-assign, assignment]  # only here is it asked for
    return moments


async def send_both(app: ExplorerApp, collection: Path, last_bytes: list[float]) -> Marks:
    from endpoint_explorer.tui.panes.results.body import BodyTab
    from endpoint_explorer.tui.screens.main import MainScreen

    main = app.screen_stack[0]
    assert isinstance(main, MainScreen)

    async def send(number: int) -> None:
        main.open_path(collection / f"{number}.toml")
        await until(lambda: main.current.path == collection / f"{number}.toml")
        main.action_send()
        await until(lambda: len(last_bytes) == number)

    def is_whole(number: int) -> bool:
        result = main.current.result
        tabs = main.results.query(BodyTab)
        if not tabs or result is None or main.current.flight is not None:
            return False
        tab = tabs.first()
        marker = f"marker-{number}".encode()
        return marker in tab.body.data[:100] and tab.shown is not None and tab.shown.is_whole

    await send(1)
    await until(lambda: is_whole(1))
    await asyncio.sleep(0.5)
    before = reset_peak()
    heart = Heart()
    await send(2)
    await until(lambda: is_whole(2))
    whole = time.monotonic()
    stall = heart.take()
    await asyncio.sleep(0.3)
    heart.stop()
    main.results.query_one(BodyTab).take_focus()
    return Marks(last_bytes[1], whole, stall, peak() - before)


async def until(condition: Callable[[], object]) -> None:
    ends = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > ends:
            raise SystemExit("the app never got there")
        await asyncio.sleep(0.002)


if __name__ == "__main__":
    sys.exit(main())
