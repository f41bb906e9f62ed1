"""How fast the response viewer is, on bodies of every size, in a real pseudo-terminal.

Each body has a process of its own, which runs the app; the server is a thread of this one, and so
is the clock that reads the terminal. In each round, for each body:

- `first`: from the last byte of the body to the first screen of it on the terminal. P is the same
  for a body of 1 KB, measured right before. At most 1.2 P + 20 ms.
- `whole`: from then until the whole body can be browsed. F is what the bare formatter takes for it
  (`msgspec.json.format`, lxml), and N counting its line ends. At most 5 (F + N), or P.
- `stall`: the longest pause of the app's event loop from the sending until then. At most 40 ms up
  to 10 MB, 60 ms above.
- `keys`: from a key to the end of its repaint, the slowest of j, page down, G, g and n, as a ratio
  to the same key on the body of 1 KB. At most 1.3.
- `memory`: the growth of the resident memory, as a ratio to the body. At most 3, beside what does
  not grow with a body: `CONSTANT` bytes.

Prints the best of a few rounds; exits with 1 above a limit.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import msgspec
from bench.bodies import KINDS, MB, SMALL, bare_time, serving
from bench.terminal import Terminal
from bench.viewer_app import Marks

KEYS = {
    "j": (b"g", b"j"),
    "page down": (b"g", b"\x1b[6~"),
    "G": (b"g", b"G"),
    "g": (b"G", b"g"),
    "n": (b"", b"n"),
}
"""For each key what is pressed before it, so that there is something to repaint, and its code."""

LIMITS = {"whole": 5.0, "keys": 1.3, "memory": 3.0}

CONSTANT = 2_500_000
"""Bytes that an answer of any size may cost beside, found by leaving each of them out.

1.2 MB is what a body of 1 KB grows the app by: strips, styles, the stack and arena of a thread. And
1.2 MB are the tables of zstd at level 3, by which the history compresses, once a body fills them.
"""


class Cost(msgspec.Struct):
    """Milliseconds; `small` is P, `bare` F + N; `keys` by name; `memory` in bytes."""

    first: float
    small: float
    whole: float
    bare: float
    stall: float
    memory: int
    keys: dict[str, float]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--only", help="measure the bodies whose names hold this, beside 1 KB")
    options = parser.parse_args()
    names = [n for n in KINDS if n == SMALL or not options.only or options.only in n]
    code = 0
    keys: dict[str, float] = {}
    for name in names:
        cost = best([measure(name) for _ in range(options.rounds)])
        keys = keys or cost.keys
        code |= report(name, cost, keys)
    return code


def best(costs: list[Cost]) -> Cost:
    """Return the least that each number was."""
    return Cost(
        min(c.first for c in costs),
        min(c.small for c in costs),
        min(c.whole for c in costs),
        min(c.bare for c in costs),
        min(c.stall for c in costs),
        min(c.memory for c in costs),
        {name: min(c.keys[name] for c in costs) for name in KEYS},
    )


def report(name: str, cost: Cost, small_keys: dict[str, float]) -> int:
    """Print a line, and return 1 where a limit is broken."""
    size = len(KINDS[name].make("marker-0"))
    key, slowest = max(((k, cost.keys[k] / small_keys[k]) for k in KEYS), key=lambda pair: pair[1])
    grown = max(0, cost.memory - CONSTANT)
    checks = {
        f"first {cost.first:5.1f} ms, {cost.first / cost.small:4.2f} P": (
            cost.first <= 1.2 * cost.small + 20
        ),
        f"whole {cost.whole:5.0f} ms, {cost.whole / cost.bare:5.1f} (F + N)": (
            cost.whole <= max(LIMITS["whole"] * cost.bare, cost.small)
        ),
        f"stall {cost.stall:4.1f} ms": cost.stall <= (40 if size <= 11 * MB else 60),
        f"keys {slowest:4.2f} ({key} {cost.keys[key]:.0f} ms)": slowest <= LIMITS["keys"],
        f"memory {cost.memory / 1e6:5.1f} MB, {grown / size:4.2f}": (
            grown <= LIMITS["memory"] * size
        ),
    }
    shown = "  ".join(text if is_ok else f"{text} TOO MUCH" for text, is_ok in checks.items())
    print(f"{name:<16} {shown}", flush=True)
    return int(not all(checks.values()))


def measure(name: str) -> Cost:
    """Show the small body, then this one, each in an app of its own; press keys on this one."""
    small, *_ = show(SMALL, presses=False)
    body = KINDS[name].make("marker-0")
    bare = 1000 * bare_time(KINDS[name], body)
    del body
    first, whole, marks, keys = show(name, presses=True)
    return Cost(first, small, whole, bare, marks.stall, marks.grown, keys)


def show(name: str, *, presses: bool) -> tuple[float, float, Marks, dict[str, float]]:
    """Run the app in a pseudo-terminal; return `first` and `whole`, what it noted, and the keys."""
    with serving(KINDS[name]) as url, tempfile.TemporaryDirectory() as work:
        path = Path(work) / "report.json"
        terminal = Terminal([sys.executable, "-m", "bench.viewer_app", url, str(path)], work)
        try:
            # What is imported for the first send and the first look is not to be counted.
            terminal.wait_for(b"marker-1")
            shown_at = terminal.wait_for(b"marker-2")
            while not path.exists():
                terminal.drain(0.02)
            marks = msgspec.json.decode(path.read_bytes(), type=Marks)
            keys = press_all(terminal) if presses else {}
        finally:
            terminal.close()
    first, whole = shown_at - marks.last_byte, max(marks.whole - shown_at, 0.0)
    return first * 1000, whole * 1000, marks, keys


def press_all(terminal: Terminal) -> dict[str, float]:
    """Search, so that there is something to go on to, and return what each key takes."""
    terminal.write(b"/")
    terminal.drain(0.3)
    terminal.write(b"1\r")
    terminal.drain(0.5)
    terminal.quiet()
    return {key: terminal.press(*codes) for key, codes in KEYS.items()}


if __name__ == "__main__":
    sys.exit(main())
