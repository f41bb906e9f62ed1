"""A one-line input for text that may come from a file: safe to show, variables marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.widgets import Input

from endpoint_explorer.tui.widgets.marks import Mark, variable_marks
from endpoint_explorer.tui.widgets.shown import shown


class LineInput(Input):
    """An input of one row, without a border, that never sends its value raw to the terminal."""

    COMPONENT_CLASSES = {"line-input--variable", "line-input--parameter"}

    DEFAULT_CSS = """
    LineInput {
        height: 1;
        border: none;
        padding: 0 1;
        background: $boost;
        &:focus { border: none; background: $foreground 12%; background-tint: $foreground 0%; }
        & > .line-input--variable { color: $text-warning; }
        & > .line-input--parameter { color: $text-primary; text-style: bold; }
    }
    """

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        marks: Callable[[str], Iterable[Mark]] = variable_marks,
        select_on_focus: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        super().__init__(value, placeholder, compact=True, select_on_focus=select_on_focus, id=id)
        self._marks = marks

    @property
    def is_masked(self) -> bool:
        """Whether bullets stand for the characters."""
        return self.password

    @property
    def _value(self) -> Text:
        """The value as it is drawn; Textual's own hands control characters to the terminal."""
        if self.is_masked:
            return Text("•" * len(self.value), no_wrap=True, overflow="ignore", end="")
        text = Text(shown(self.value), no_wrap=True, overflow="ignore", end="")
        for start, end, kind in self._marks(self.value):
            style = self.get_component_rich_style(f"line-input--{kind}", partial=True)
            text.stylize(style, start, end)
        return text

    def _position_to_cell(self, position: int) -> int:
        if self.is_masked:
            return position
        return cell_len(shown(self.value[:position]))

    def _cell_offset_to_index(self, offset: int) -> int:
        offset += self.scroll_offset.x
        return next(
            (i for i in range(len(self.value)) if self._position_to_cell(i + 1) > offset),
            len(self.value),
        )

    async def on_key(self, event: events.Key) -> None:
        """Run the input's own bindings in the order of the keys.

        Textual runs them when the key has bubbled up to the application: by then letters that
        were typed after a backspace or an end key have long been inserted.
        """
        if event.key.startswith("alt+"):
            # Left to the bindings further up: Textual would type the letter.
            event.prevent_default()
            return
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if await self.app.run_action(binding.action, self):
                event.stop()
                event.prevent_default()
                return

    def show(self, value: str) -> None:
        """Show another value without saying that the user changed it."""
        if value != self.value:
            with self.prevent(Input.Changed):
                self.value = value
                self.cursor_position = len(value)
