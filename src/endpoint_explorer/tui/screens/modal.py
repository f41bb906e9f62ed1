"""A screen over the others that ends once."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.screen import ModalScreen

Result = TypeVar("Result")


class Modal(ModalScreen[Result]):
    """The base of dialogs, help and jump mode."""

    # The application's own bindings do not reach it.
    BINDINGS = [
        Binding(
            "ctrl+q,ctrl+c", "leave", "Close", show=False, id="quit", tooltip="Close this first"
        )
    ]

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """End, unless that has happened: more keys of the same burst may be waiting.

        Textual would take away the screen below, and there may be none.
        """
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def action_cancel(self) -> None:
        """Give nothing."""
        self.dismiss(None)

    def action_leave(self) -> None:
        """End as escape does: who quits in a dialog answers it first."""
        self.action_cancel()
