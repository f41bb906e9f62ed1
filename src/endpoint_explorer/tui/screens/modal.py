"""A screen over the others that ends once."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

Result = TypeVar("Result")


class Modal(ModalScreen[Result]):
    """The base of dialogs, help and jump mode."""

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """End, unless that has happened: more keys of the same burst may be waiting.

        Textual would take away the screen below, and there may be none.
        """
        return super().dismiss(result) if self.is_current else AwaitComplete()
