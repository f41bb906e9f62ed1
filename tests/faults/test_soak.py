"""Many sends in one process, good and bad mixed: descriptors and memory stay flat.

`ENDPOINT_EXPLORER_SOAK` sets how many.
"""

from __future__ import annotations

import gc
import gzip
import itertools
import os
import subprocess
import sys
from pathlib import Path

from tests.faults.asking import prepared
from tests.faults.server import FaultServer, Peer

from endpoint_explorer.sending.transport import Transport

ROOT = Path(__file__).parents[2]
SENDS = int(os.environ.get("ENDPOINT_EXPLORER_SOAK", "2000"))
TEXT = gzip.compress(b"some text " * 500)

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
GZIP = OK + b"Content-Encoding: gzip\r\nContent-Length: "
ANSWERS = (
    OK + b"Content-Length: 2\r\n\r\nok",
    GZIP + b"%d\r\n\r\n" % len(TEXT) + TEXT,
    GZIP + b"%d\r\n\r\n" % (len(TEXT) - 20) + TEXT[:-20],
    CHUNKED + b"2\r\nok\r\n0\r\n\r\n",
    CHUNKED + b"2\r\nok\r\nZZ\r\n",
    OK + b"Content-Length: 1000\r\n\r\ncut",
    OK + b"Content-Length: 5000000\r\n\r\n" + bytes(5_000_000),
    OK + b"X-Bad: \0\r\n\r\n",
    OK + b"X-Long: " + b"x" * 600_000 + b"\r\n\r\n",
    b"HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n",
    b"not HTTP\r\n\r\n",
    b"",
)
BROKEN = {4, 5, 7, 8, 10, 11}
"""The answers after which the server closes."""


def test_descriptors_and_memory_stay_flat() -> None:
    """In a process of its own: what other tests left behind moves about in memory, too."""
    words = [sys.executable, "-m", __name__]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def soak() -> None:
    """Send, and assert that descriptors and memory stay flat."""
    numbers = itertools.cycle(range(len(ANSWERS)))

    def script(peer: Peer) -> None:
        while True:
            peer.read_request()
            number = next(numbers)
            peer.send(ANSWERS[number])
            if number in BROKEN:
                return

    transport = Transport()
    kinds: set[str] = set()
    with FaultServer(script) as server:
        request = prepared(server.url)

        def send(times: int) -> None:
            for _ in range(times):
                exchange = transport.send(request)
                kinds.add(exchange.failure.kind if exchange.failure else "")
            # The server's own threads and sockets of ended connections are not to be counted.
            server.forget_ended()
            gc.collect()

        send(SENDS // 5)
        descriptors, memory = len(os.listdir("/proc/self/fd")), resident()
        send(SENDS - SENDS // 5)
        assert len(os.listdir("/proc/self/fd")) <= descriptors + 2
        assert resident() - memory < 20_000_000
    transport.close()
    assert kinds == {"", "protocol", "connection-broken", "decoding"}


def resident() -> int:
    """Return the memory of this process, in bytes."""
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    soak()
