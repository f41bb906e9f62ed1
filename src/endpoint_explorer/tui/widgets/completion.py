"""Completion of a text from what is commonly written there."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Offset
from textual.widget import Widget

from endpoint_explorer.tui.widgets.suggestion_list import SuggestionList


def matching(text: str, choices: Sequence[str]) -> list[str]:
    """Return the choices that begin with a text, then those that contain it, in any case.

    A text that is the only match needs no completion.
    """
    wanted = text.lower()
    begin = [choice for choice in choices if choice.lower().startswith(wanted)]
    contain = [c for c in choices if wanted in c.lower() and not c.lower().startswith(wanted)]
    found = begin + contain
    return [] if found == [text] else found


class Completion:
    """A list of suggestions in a widget, mounted when there is first something to suggest."""

    def __init__(self, host: Widget) -> None:
        self._host = host
        self._list: SuggestionList | None = None

    @property
    def is_open(self) -> bool:
        """Whether suggestions are in view."""
        return self._list is not None and self._list.is_open

    @property
    def chosen(self) -> str | None:
        """The suggestion under the cursor, None while there is none."""
        return None if self._list is None else self._list.chosen

    def show(
        self,
        items: Sequence[str],
        offset: Offset,
        *,
        cursor: int = -1,
        notes: Sequence[tuple[str, ...]] = (),
    ) -> None:
        """Show suggestions, with notes behind each, at an offset in the host; none closes it."""
        if not items:
            self.close()
            return
        if self._list is None:
            self._list = SuggestionList()
            self._host.mount(self._list)
        self._list.show(items, offset, cursor=cursor, notes=notes)

    def step(self, distance: int, *, lowest: int = -1) -> None:
        """Move the cursor in the list, not above an index; at -1 nothing is chosen."""
        if self._list is not None:
            self._list.step(distance, lowest=lowest)

    def close(self) -> None:
        """Take the list away."""
        if self._list is not None:
            self._list.close()
