"""Jump mode: a letter on every place one may want to go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Click, Key
from textual.geometry import Offset
from textual.widgets import Static

from endpoint_explorer.tui.screens.modal import Modal

LETTERS = "asdfgqwertzxcvbyuiopmn1234567890"


class JumpScreen(Modal[str | None]):
    """Lays labels over the screen; ends with the target of the key that is pressed."""

    DEFAULT_CSS = """
    JumpScreen {
        background: $background 45%;
        layers: labels;
        .jump--label {
            layer: labels; position: absolute;
            width: 3; height: 1;
            background: $accent; color: $background; text-style: bold; text-align: center;
        }
        .jump--hint {
            dock: bottom; height: 1; width: 100%;
            background: $accent; color: $background; text-align: center;
        }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+o", "dismiss", "Back", id="jump.close", tooltip="Stay where you were"),
    ]

    def __init__(self, targets: Iterable[tuple[str, Offset]]) -> None:
        super().__init__()
        self._targets = dict(zip(LETTERS, targets, strict=False))

    def compose(self) -> ComposeResult:
        """Compose a label at each target."""
        for letter, (_, offset) in self._targets.items():
            label = Static(letter, classes="jump--label")
            label.styles.offset = (offset.x, offset.y)
            yield label
        yield Static("Press a letter to go there; esc stays", classes="jump--hint")

    def on_key(self, event: Key) -> None:
        """Go where the key says; any other key stays."""
        if event.character is None or event.key in ("escape", "ctrl+o"):
            return
        event.stop()
        self._end(event.character.lower())

    def on_click(self, event: Click) -> None:
        """Stay; the mouse needs no labels."""
        event.stop()
        self._end("")

    def _end(self, letter: str) -> None:
        target = self._targets.get(letter)
        self.dismiss(target[0] if target else None)
