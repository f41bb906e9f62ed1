"""How long one `send` takes from start to end, beside a bare script and HTTPie.

Prints medians and ratios; every contestant runs once in each round, so that a busy machine slows
all of them alike. The server is the demo API, started here. Exits with 1 above a limit.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from endpoint_explorer.demo import DemoServer

BARE = """
import sys
import httpx
response = httpx.request("GET", sys.argv[1])
sys.stdout.buffer.write(response.content)
"""

PYTHON, VERSION, SCRIPT = "python -c pass", "--version", "bare httpx script"
SEND_URL, SEND_SAVED, HTTPIE = "send METHOD URL", "send SAVED", "http (HTTPie)"
HELP = "--help"

LIMITS = [
    (VERSION, PYTHON, 2.0),
    (SEND_URL, SCRIPT, 1.25),
    (SEND_SAVED, SCRIPT, 1.25),
    (SEND_URL, HTTPIE, 1.0),
]
"""Who, against whom, at most how many times as long."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder, DemoServer() as server:
        commands = contestants(Path(folder), server.base_url)
        environment = {
            **os.environ,
            "ENDPOINT_EXPLORER_HOME": str(Path(folder) / "home"),
            "PYTHONPYCACHEPREFIX": str(Path(folder) / "bytecode"),
        }
        # An installed program is compiled; so is everything here, after the first round.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        times = measure(commands, rounds, Path(folder), environment)
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, median in medians.items():
        print(f"{name:<20} {median * 1000:7.1f} ms   fastest {min(times[name]) * 1000:7.1f} ms")
    return report(medians)


def contestants(folder: Path, base_url: str) -> dict[str, list[str]]:
    """Write the files that the commands need; return the commands by name."""
    url = f"{base_url}/v1/users/25"
    program = str(Path(sys.executable).parent / "endpoint-explorer")
    script = folder / "bare.py"
    script.write_text(BARE)
    collection = folder / "collections" / "bench"
    collection.mkdir(parents=True)
    (collection / "collection.toml").write_text(
        f'format = 1\nname = "Bench"\nbase_url = "{base_url}"\n[headers]\nAccept = "*/*"\n'
    )
    (collection / "get-user.toml").write_text(
        'id = "bench"\nname = "Get a user"\nmethod = "GET"\nurl = "/v1/users/{id}"\n'
        '[path]\nid = "25"\n'
    )
    commands = {
        PYTHON: [sys.executable, "-c", "pass"],
        VERSION: [program, "--version"],
        HELP: [program, "--help"],
        SCRIPT: [sys.executable, str(script), url],
        SEND_URL: [program, "send", "GET", url],
        SEND_SAVED: [program, "send", "bench/get-user"],
    }
    httpie = shutil.which("http")
    if httpie:
        commands[HTTPIE] = [httpie, "--ignore-stdin", "--body", "GET", url]
    return commands


def measure(
    commands: dict[str, list[str]], rounds: int, folder: Path, environment: dict[str, str]
) -> dict[str, list[float]]:
    """Return seconds by name; the first round, which fills caches, does not count."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(
                command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=True
            )
            if number:
                times[name].append(time.perf_counter() - start)
    return times


def report(medians: dict[str, float]) -> int:
    """Print the ratios that have a limit; return 1 when one is above it."""
    code = 0
    for name, against, limit in LIMITS:
        if against not in medians:
            print(f"{name} / {against}: not measured, {against} is not installed")
            continue
        ratio = medians[name] / medians[against]
        verdict = "ok" if ratio <= limit else "TOO SLOW"
        code |= ratio > limit
        print(f"{name} / {against}: {ratio:.2f} (at most {limit}) {verdict}")
    return code


if __name__ == "__main__":
    sys.exit(main())
