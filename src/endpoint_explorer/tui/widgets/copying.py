"""What a widget posts that has text for the clipboard; the screen copies it."""

from __future__ import annotations

from textual.message import Message


class CopyRequested(Message):
    """Text is to be copied; `what` says in a few words, not yet clean, what it is."""

    def __init__(self, text: str, what: str) -> None:
        super().__init__()
        self.text = text
        self.what = what


class CopyRefused(Message):
    """What was to be copied is too much for a clipboard: `size` bytes of `what`."""

    def __init__(self, what: str, size: int) -> None:
        super().__init__()
        self.what = what
        self.size = size
