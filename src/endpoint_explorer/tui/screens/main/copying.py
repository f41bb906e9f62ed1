"""Copying: through the terminal, and through the desktop's clipboard where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from textual import on
from textual.message import Message

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.model.measure import format_size
from endpoint_explorer.tui.screens.main.drafts import DraftsFlow
from endpoint_explorer.tui.widgets.copying import CopyRefused, CopyRequested

TERMINAL_LIMIT = 74_000
"""Bytes sent to the terminal (OSC 52): in base64 they are the 100,000 that all of them take."""

_PATIENCE = 5.0
"""Seconds that a clipboard command may take."""

_SIZE_SAID_FROM = 200
_NAME_AT_MOST = 80


def clipboard_command() -> list[str] | None:
    """Return the command that takes the desktop's clipboard from its input, None without one."""
    candidates: list[tuple[bool, list[str]]] = [
        (sys.platform == "darwin", ["pbcopy"]),
        ("WAYLAND_DISPLAY" in os.environ, ["wl-copy"]),
        ("DISPLAY" in os.environ, ["xclip", "-selection", "clipboard"]),
        ("DISPLAY" in os.environ, ["xsel", "--clipboard", "--input"]),
        ("WSL_DISTRO_NAME" in os.environ, ["clip.exe"]),
    ]
    for is_here, command in candidates:
        program = shutil.which(command[0]) if is_here else None
        if program is not None:
            return [program, *command[1:]]
    return None


def to_clipboard(text: str) -> bool:
    """Put text on the desktop's clipboard; False where there is none, or it does not take it."""
    command = clipboard_command()
    if command is None:
        return False
    codec = "utf-16-le" if command[0].endswith("clip.exe") else "utf-8"
    try:
        done = subprocess.run(  # noqa: S603  # one of the programs above
            command,
            input=text.encode(codec, "replace"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


class CopyingFlow(DraftsFlow):
    """Answers what asks for text to be copied."""

    class Copied(Message):
        """A thread has tried the desktop's clipboard."""

        def __init__(self, what: str, size: int, *, is_copied: bool) -> None:
            super().__init__()
            self.what = what
            self.size = size
            self.is_copied = is_copied

    @on(CopyRequested)
    def copy(self, message: CopyRequested) -> None:
        """Copy text through the terminal if it takes as much, and through a command in a thread."""
        message.stop()
        text, what = message.text, message.what
        # Text from a response may hold lone surrogates, which no clipboard takes.
        data = text.encode("utf-8", "replace")
        is_small = len(data) <= TERMINAL_LIMIT
        if is_small:
            self.app.copy_to_clipboard(data.decode())

        def work() -> None:
            is_copied = to_clipboard(text)
            self.post_message(self.Copied(what, len(data), is_copied=is_copied or is_small))

        self.run_worker(work, thread=True, group="clipboard")

    @on(Copied)
    def _say(self, message: Copied) -> None:
        message.stop()
        what = clean(message.what)
        if len(what) > _NAME_AT_MOST:
            what = f"{what[:20]}…{what[-_NAME_AT_MOST + 21 :]}"
        size = f", {format_size(message.size)}" if message.size >= _SIZE_SAID_FROM else ""
        if message.is_copied:
            self.tell(f"Copied {what}{size}")
        else:
            self.tell(
                f"Not copied: {what}{size}. Terminals take "
                f"{format_size(TERMINAL_LIMIT)}, and no wl-copy, xclip, xsel or pbcopy took it.",
                severity="warning",
            )

    @on(CopyRefused)
    def refuse(self, message: CopyRefused) -> None:
        """Say that something is too much for a clipboard."""
        message.stop()
        amount = format_size(message.size)
        self.tell(
            f"Not copied: {message.what}, {amount}, is more than a clipboard takes. "
            "Save it to a file.",
            severity="warning",
        )
