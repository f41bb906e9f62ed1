"""What the tabs of the form have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from textual.message import Message
from textual.widget import Widget

from endpoint_explorer.model.request import Field, Request


class Inherited(NamedTuple):
    """What a request takes over: headers with where they are from, and auth in words.

    `options` has the value of each option by its field, and words on where it is from.
    """

    headers: tuple[tuple[Field, str], ...] = ()
    auth: str = ""
    options: Mapping[str, tuple[float | int | bool | None, str]] = {}


class Section(Widget):
    """A part of the request under a tab: it shows its part, and writes it into a request."""

    DEFAULT_CSS = """
    Section { height: 1fr; }
    """

    class Changed(Message):
        """The user changed something here; `amend` says what."""

    @property
    def entrance(self) -> Widget:
        """The part that gets the keys first."""
        return self

    def load(self, request: Request, inherited: Inherited) -> None:
        """Show another request."""
        raise NotImplementedError

    def show(self, request: Request) -> None:
        """Show what became of the request by an edit, here or elsewhere."""
        raise NotImplementedError

    def amend(self, request: Request) -> Request:
        """Return a request with what the user changed here since the last `load` or `show`."""
        raise NotImplementedError

    def show_token(self, text: str) -> None:
        """Say how the OAuth 2 token stands, where that belongs here; empty where unknown."""
        del text
