"""Run the terminal UI with a fault built in: f5 raises, with a secret in a local variable."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from endpoint_explorer.__main__ import launch
from endpoint_explorer.tui.screens.main.sending import SendingFlow


def fail(token: str) -> None:
    """Raise with a value in the message and in a variable."""
    raise RuntimeError(f"no way with {token!r}")


def crash(_screen: SendingFlow) -> None:
    """Crash on the loop."""
    fail("hunter2-value")


def crash_in_a_thread(_screen: SendingFlow) -> None:
    """Crash beside the loop."""
    threading.Thread(target=fail, args=("hunter2-value",)).start()


if __name__ == "__main__":
    fault = crash if sys.argv[2] == "loop" else crash_in_a_thread
    action = "action_send"
    setattr(SendingFlow, action, fault)
    sys.exit(launch(Path(sys.argv[1])))
