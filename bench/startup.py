"""From process start to the first frame with content, as ratios within one run.

In a pseudo-terminal, the candidates interleaved, medians. The yardstick is bench/yardstick.py. The
first frame with content of ours shows the collections and the Send button.
"""

from __future__ import annotations

import argparse
import compileall
import fcntl
import os
import pty
import select
import shutil
import signal
import statistics
import struct
import sys
import sysconfig
import tempfile
import termios
import time
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
DEADLINE = 60.0


def time_to_show(arguments: Sequence[str], markers: Sequence[bytes], home: Path) -> float:
    """Return the seconds from the start of a program until it has shown every marker."""
    started = time.perf_counter()
    pid, master = pty.fork()
    if pid == 0:
        os.environ.update(
            TERM="xterm-256color",
            COLORTERM="truecolor",
            ENDPOINT_EXPLORER_HOME=str(home),
        )
        os.execv(arguments[0], list(arguments))
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 48, 160, 0, 0))
    seen = b""
    try:
        while not all(marker in seen for marker in markers):
            ready, _, _ = select.select([master], [], [], DEADLINE)
            if not ready:
                raise SystemExit(f"{arguments}: never showed {markers}: {seen[-500:]!r}")
            seen += os.read(master, 65536)
        return time.perf_counter() - started
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(master)


def make_collection(root: Path, folders: int, requests: int) -> None:
    """Write a collection of `folders` times `requests` saved requests."""
    collection = root / "bench"
    collection.mkdir(parents=True)
    (collection / "collection.toml").write_text('format = 1\nname = "bench"\n')
    for f in range(folders):
        folder = collection / f"folder-{f:03}"
        folder.mkdir()
        for r in range(requests):
            (folder / f"request-{r:03}.toml").write_text(
                f'id = "{f:08x}{r:08x}"\nname = "Request {f}.{r}"\nmethod = "GET"\n'
                f'url = "/things/{f}/{r}"\n\n[query]\npage = "1"\n'
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=11)
    rounds = parser.parse_args().rounds
    # An installed program is compiled, and so is what it stands on; a checkout may be told not to
    # write bytecode, and a copied environment looks newer than its own.
    for folder in (HERE.parent / "src", sysconfig.get_path("purelib")):
        compileall.compile_dir(folder, quiet=2)
    work = Path(tempfile.mkdtemp(prefix="bench-startup-"))
    python = sys.executable
    ours = [python, "-m", "endpoint_explorer"]
    make_collection(work / "empty", 0, 0)
    make_collection(work / "many", 100, 100)
    make_collection(work / "flat", 1, 10_000)
    shown = [b"bench", b"Send"]
    candidates = {
        "yardstick": ([python, str(HERE / "yardstick.py")], [b"Yardstick", b"Send"]),
        "empty": ([*ours, str(work / "empty")], shown),
        "10,000 in 100 folders": ([*ours, str(work / "many")], shown),
        "10,000 in one folder": ([*ours, str(work / "flat")], shown),
    }
    times: dict[str, list[float]] = {name: [] for name in candidates}
    try:
        for turn in range(rounds + 1):
            # Each follows each other as often, so that none pays for what another leaves behind.
            order = list(candidates.items())
            for name, (arguments, markers) in order[::-1] if turn % 2 else order:
                took = time_to_show(arguments, markers, work / "home")
                if turn:  # the first turn fills the caches
                    times[name].append(took)
    finally:
        shutil.rmtree(work)
    medians = {name: statistics.median(values) for name, values in times.items()}
    print("start: process start to first frame with content, median of", rounds)
    for name, median in medians.items():
        to_yardstick = median / medians["yardstick"]
        to_empty = median / medians["empty"]
        print(
            f"  {name:24} {median * 1000:6.0f} ms  {to_yardstick:5.2f} x yardstick"
            f"  {to_empty:5.2f} x empty"
        )


if __name__ == "__main__":
    main()
