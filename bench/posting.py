"""How long Posting takes from the key that sends to the body on the terminal, and how long we do.

Posting (https://posting.sh) is the closest peer, and no part of the project: this measures whatever
`posting` is on PATH or given, and nothing where there is none. Both programs run in the same
pseudo-terminal, take the URL of the same server from the keyboard, and have shown a body of 1 KB
before. At 1 MB ours is to be at least 50 times as fast, at 10 MB 200 times. Each round measures
both, one right after the other; the medians count.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time

from bench.bodies import KINDS, serving
from bench.terminal import Terminal

LIMITS = {"JSON 1 MB": 50.0, "JSON 10 MB": 200.0}
"""How many times as fast ours is to be, by the kind of body."""

TO_URL = b"\x0c"  # ctrl+l, in both
CLEAR = b"\x1b[F\x15"  # end, ctrl+u
ENTER = b"\r"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posting", default=shutil.which("posting"), help="the program")
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    if options.posting is None:
        print("posting is not on PATH: nothing to compare with")
        return 0
    return max(compare(name, options.posting, options.rounds) for name in LIMITS)


def compare(name: str, posting: str, rounds: int) -> int:
    """Print a line, and return 1 where the limit is broken."""
    pairs = [
        (
            until_body(name, [sys.executable, "-m", "endpoint_explorer"]),
            until_body(name, [posting, "default"]),
        )
        for _ in range(rounds)
    ]
    ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio, limit = theirs / ours, LIMITS[name]
    verdict = "" if ratio >= limit else f" TOO LITTLE, it should be {limit:.0f}"
    print(
        f"{name:<12} ours {ours * 1000:5.0f} ms  posting {theirs * 1000:6.0f} ms"
        f"  {ratio:5.0f} times as fast{verdict}",
        flush=True,
    )
    return int(ratio < limit)


def until_body(name: str, arguments: list[str]) -> float:
    """Return the seconds from the key that sends to the first screen of a body."""
    with serving(KINDS[name]) as url, tempfile.TemporaryDirectory() as home:
        terminal = Terminal(arguments, home)
        try:
            terminal.wait_for(b"\x1b[?1049h")
            terminal.drain(2.0)
            send(terminal, f"{url}/1", b"marker-1")
            return send(terminal, f"{url}/2", b"marker-2")
        finally:
            terminal.close()


def send(terminal: Terminal, url: str, marker: bytes) -> float:
    """Type a URL and send; return the seconds until the marker of the answer is shown."""
    terminal.quiet()
    for keys in (TO_URL, CLEAR, url.encode()):
        terminal.write(keys)
        terminal.drain(0.5)
    terminal.quiet()
    started = time.monotonic()
    terminal.write(ENTER)
    return terminal.wait_for(marker) - started


if __name__ == "__main__":
    sys.exit(main())
