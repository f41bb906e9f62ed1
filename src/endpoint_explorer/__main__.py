"""Pick the command line or the terminal UI, and import only that one."""

from __future__ import annotations

import gc
import sys

# typing and pathlib cost more than the answer to --version.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


SWITCH_INTERVAL = 0.001
"""Seconds that a busy thread of the terminal UI keeps the interpreter from others; else 5 ms."""


def main() -> int:
    """Run the program; return its exit code."""
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        from endpoint_explorer import __version__

        try:
            if sys.stdout is not None:
                sys.stdout.write(f"endpoint-explorer {__version__}\n")
                sys.stdout.flush()
        except OSError:
            pass  # the command line says what is wrong
        else:
            return 0
    if _wants_tui(arguments):
        from pathlib import Path

        return launch(Path(arguments[0]) if arguments else None)
    from endpoint_explorer.cli.main import run

    return run(arguments, launch)


def launch(root: Path | None, base_url: str = "") -> int:
    """Run the terminal UI over a folder of collections; return its exit code.

    `root` is None for the default folder; `base_url`, when given, is where the collection's API
    is for this session.
    """
    # Until the first frame nearly all that is made stays, and looking for garbage in it again and
    # again is a tenth of the start; the main screen turns the collector on again.
    gc.disable()
    # A frame is written by a thread of its own, piece by piece, and each piece may wait that long
    # for a loop that is busy; so may a key for a thread that is.
    sys.setswitchinterval(SWITCH_INTERVAL)
    try:
        from endpoint_explorer.tui.app import run

        return run(root, base_url=base_url)
    finally:
        gc.enable()


def _wants_tui(arguments: list[str]) -> bool:
    """Tell `endpoint-explorer [DIR]` from a subcommand, without importing click."""
    from endpoint_explorer.cli.commands import COMMANDS

    if not arguments:
        return True
    return len(arguments) == 1 and not arguments[0].startswith("-") and arguments[0] not in COMMANDS


if __name__ == "__main__":
    sys.exit(main())
