"""Runs the demo API alone: `python -m endpoint_explorer.demo --port 8765`."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading

from endpoint_explorer.demo.server import serve
from endpoint_explorer.errors import UsageError


def main() -> int:
    """Serve until a signal ends it, and return the exit code."""
    parser = argparse.ArgumentParser(prog="endpoint_explorer.demo", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument(
        "--until-stdin-closes",
        action="store_true",
        help="also end when standard input does, so as never to outlive the program that holds it",
    )
    options = parser.parse_args()
    if options.until_stdin_closes:
        threading.Thread(target=_end_with_stdin, daemon=True).start()
    try:
        serve(options.port, ready=_announce)
    except UsageError as error:
        sys.stderr.write(f"{error.message}\n{error.hint}\n")
        return error.exit_code
    return 0


def _announce(base_url: str) -> None:
    sys.stdout.write(f"{base_url}\n")
    sys.stdout.flush()


def _end_with_stdin() -> None:
    descriptor = sys.stdin.fileno()
    while os.read(descriptor, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
