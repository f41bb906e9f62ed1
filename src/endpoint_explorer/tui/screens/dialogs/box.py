"""What every dialog stands in: a titled box in the middle that names its keys."""

from __future__ import annotations

from textual.containers import Vertical
from textual.content import Content

from endpoint_explorer.bodies.clean import clean

LONGEST = 200
"""Characters of a title or label that are looked at: more than fit."""


def shown(text: str) -> str:
    """Return outside text as one safe line."""
    return clean(text[:LONGEST])


class DialogBox(Vertical):
    """The box; its title is text from outside as often as not."""

    DEFAULT_CSS = """
    DialogBox {
        width: 64;
        max-width: 94%;
        height: auto;
        max-height: 94%;
        padding: 1 2;
        background: $surface;
        border: round $accent;
        border-title-color: $foreground;
        border-title-style: bold;
        border-subtitle-color: $foreground 60%;
    }
    """

    def __init__(self, title: str, keys: str) -> None:
        super().__init__()
        self.border_title = Content(shown(title))
        self.border_subtitle = Content(keys)
