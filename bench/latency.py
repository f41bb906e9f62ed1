"""What a send to this machine costs, by the transport's own clock and by curl's.

All ask the demo API, started here, for the same URL, in turn, on a new connection each time: a
transport in this process, as the terminal UI has one, and `epx send` in a process of its own.
Prints medians and their ratios; exits with 1 above the limit.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
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
    with DemoServer() as server, tempfile.TemporaryDirectory() as home:
        os.environ["ENDPOINT_EXPLORER_HOME"] = home
        times = measure(f"{server.base_url}/v1/users/25", rounds)
    for name, found in times.items():
        print(f"{name:<22} {statistics.median(found):7.2f} ms   fastest {min(found):7.2f} ms")
    yardstick = statistics.median(times["curl"])
    is_slow = False
    for name in ("transport", "epx send"):
        ratio = statistics.median(times[name]) / yardstick
        is_slow |= ratio > LIMIT
        print(f"{name} / curl: {ratio:.2f} (at most {LIMIT}) {'ok' if ratio <= LIMIT else 'SLOW'}")
    return int(is_slow)


def measure(url: str, rounds: int) -> dict[str, list[float]]:
    """Return milliseconds of each; the first round, which fills caches, does not count."""
    times: dict[str, list[float]] = {"transport": [], "epx send": [], "curl": []}
    ways = {"transport": send, "epx send": command, "curl": curl}
    for number in range(rounds + 1):
        # In turns of a few: what starting curl did to this process's caches is not ours to pay.
        for name, way in ways.items():
            found = [way(url) for _ in range(TURN)]
            if number:
                times[name] += found
    return times


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


def command(url: str) -> float:
    """Let a process of its own send once, and return the total that it reports."""
    words = [sys.executable, "-m", "endpoint_explorer", "send", "--json", "GET", url]
    answer = subprocess.run(words, capture_output=True, check=True).stdout
    return float(json.loads(answer)["timings"]["total"])


def curl(url: str) -> float:
    """Let curl send once, and return the total that it reports."""
    words = ["curl", "-s", "-o", "/dev/null", "-w", "%{time_total}", "-A", "bench", url]
    return float(subprocess.run(words, capture_output=True, check=True).stdout) * 1000


if __name__ == "__main__":
    sys.exit(main())
