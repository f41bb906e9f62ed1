"""What the editors of the types of body have in common."""

from __future__ import annotations

from textual.message import Message
from textual.widget import Widget

from endpoint_explorer.model.request import Body


class BodyEditor(Widget):
    """Edits one type of body, or several that are alike."""

    DEFAULT_CSS = """
    BodyEditor { height: 1fr; }
    """

    class Changed(Message):
        """The user changed the body here; `amend` says what."""

    def load(self, body: Body) -> None:
        """Show another body."""
        raise NotImplementedError

    def show(self, body: Body) -> None:
        """Show what became of the body by an edit."""
        raise NotImplementedError

    def amend(self, body: Body) -> Body:
        """Return the body with what the user changed here since the last `load` or `show`."""
        raise NotImplementedError

    def text_to_edit(self) -> tuple[str, str] | None:
        """Return text for the user's own editor and a file suffix, None when there is no text."""
        return None

    def set_text(self, text: str) -> None:
        """Take the text that the user's own editor left, as an edit."""
        raise NotImplementedError
