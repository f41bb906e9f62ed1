"""The child: `python -m endpoint_explorer.bodies.child`, asked over its standard input."""

from __future__ import annotations

import os
import signal
import sys

from endpoint_explorer.bodies.child.protocol import Refused, decode_question, receive, send
from endpoint_explorer.bodies.child.serving import Server

LIMIT = 120.0
"""Seconds that a question may take. The signal ends the process whatever it is busy with."""


def main() -> int:
    """Answer until standard input ends."""
    answers = os.dup(1)
    os.dup2(2, 1)  # nothing else may write between the answers
    server = Server()
    while (question := receive(0)) is not None:
        signal.setitimer(signal.ITIMER_REAL, LIMIT)
        head, data = question
        try:
            answer, beside = server.answer(decode_question(head), bytes(data))
        except (RecursionError, MemoryError):
            answer, beside = Refused("nested too deeply, or too large"), b""
        signal.setitimer(signal.ITIMER_REAL, 0)
        send(answers, answer, beside)
    return 0


if __name__ == "__main__":
    sys.exit(main())
