"""What a send to this machine costs, by the transport's own clock and by curl's.

Both ask the demo API, started here, for the same URL, in turn, on a new connection each time.
Prints medians and their ratio; exits with 1 above the limit.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from endpoint_explorer.demo import DemoServer
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.request import Field, Request

LIMIT = 1.5
"""How many times as long as curl's `time_total` the total of a send may be."""

TURN = 5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    if shutil.which("curl") is None:
        print("send / curl: not measured, curl is not installed")
        return 0
    with DemoServer() as server:
        ours, curls = measure(f"{server.base_url}/v1/users/25", rounds)
    ratio = statistics.median(ours) / statistics.median(curls)
    for name, times in (("send, timings.total", ours), ("curl, time_total", curls)):
        print(f"{name:<20} {statistics.median(times):7.2f} ms   fastest {min(times):7.2f} ms")
    verdict = "ok" if ratio <= LIMIT else "TOO SLOW"
    print(f"send / curl: {ratio:.2f} (at most {LIMIT}) {verdict}")
    return int(ratio > LIMIT)


def measure(url: str, rounds: int) -> tuple[list[float], list[float]]:
    """Return milliseconds of both; the first round, which fills caches, does not count."""
    ours: list[float] = []
    curls: list[float] = []
    for number in range(rounds + 1):
        # In turns of a few: what starting curl did to this process's caches is not ours to pay.
        pair = [send(url) for _ in range(TURN)], [curl(url) for _ in range(TURN)]
        if number:
            ours += pair[0]
            curls += pair[1]
    return ours, curls


def send(url: str) -> float:
    """Send once, on a transport of its own, and return the total that it reports."""
    from endpoint_explorer.sending.transport import Transport

    explorer = Explorer()
    request = Request(url=url, headers=(Field("User-Agent", "bench"), Field("Accept", "*/*")))
    prepared = explorer.prepare(request, Context(directory=Path.cwd()))
    transport = Transport()
    try:
        exchange = transport.send(prepared)
    finally:
        transport.close()
    assert exchange.failure is None, exchange.failure
    return exchange.timings.total


def curl(url: str) -> float:
    """Let curl send once, and return the total that it reports."""
    words = ["curl", "-s", "-o", "/dev/null", "-w", "%{time_total}", "-A", "bench", url]
    return float(subprocess.run(words, capture_output=True, check=True).stdout) * 1000


if __name__ == "__main__":
    sys.exit(main())
