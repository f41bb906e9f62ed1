"""Run the terminal UI with a fault built in: f5 raises, with a secret in a local variable.

With "sent" it is f9, once something was sent, and the secrets of that are in the message.
"""

from __future__ import annotations

import sys
import threading
from functools import partial
from pathlib import Path

from endpoint_explorer.__main__ import launch
from endpoint_explorer.tui.screens.main.authorizing import AuthorizingFlow
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


def crash_in_a_worker(screen: SendingFlow) -> None:
    """Crash in what Textual runs."""
    screen.run_worker(partial(fail, "hunter2-value"), thread=True)


def crash_with_what_was_sent(screen: AuthorizingFlow) -> None:
    """Crash on the loop, with each secret as it is and in no quotation marks."""
    secrets = screen.explorer.secrets.noted
    raise RuntimeError("; ".join(f"no way with {secret.value}" for secret in secrets))


FAULTS = {"loop": crash, "thread": crash_in_a_thread, "worker": crash_in_a_worker}

if __name__ == "__main__":
    if sys.argv[2] == "sent":
        setattr(AuthorizingFlow, "action_authorize", crash_with_what_was_sent)  # noqa: B010 - typed
    else:
        action = "action_send"
        setattr(SendingFlow, action, FAULTS[sys.argv[2]])
    sys.exit(launch(Path(sys.argv[1])))
