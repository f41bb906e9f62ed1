"""One-line inputs: one that takes its keys in order, one for text that may come from a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.widgets import Input

from endpoint_explorer.tui.widgets.marks import Mark, variable_marks
from endpoint_explorer.tui.widgets.shown import shown
from endpoint_explorer.tui.widgets.variable_scope import (
    VariableCompletion,
    is_unknown,
    scope_of,
)


class OrderedInput(Input):
    """Runs its own bindings when their key comes.

    Textual runs them when the key has bubbled up to the application: by then letters that were
    typed after a backspace, an end key or ctrl+u have long been inserted.
    """

    async def on_key(self, event: events.Key) -> None:
        """Take a key that is bound here, or that a subclass has a use for."""
        if event.key.startswith("alt+"):
            # Left to the bindings further up: Textual would type the letter.
            event.prevent_default()
            return
        if self.took_key(event.key) or await self._ran_binding(event.key):
            event.stop()
            event.prevent_default()

    def took_key(self, key: str) -> bool:
        """Say whether a subclass has used a key up, before any binding."""
        del key
        return False

    async def _ran_binding(self, key: str) -> bool:
        for binding in self._bindings.key_to_bindings.get(key, ()):
            if await self.app.run_action(binding.action, self):
                return True
        return False


class LineInput(OrderedInput):
    """An input of one row, without a border, that never sends its value raw to the terminal."""

    COMPONENT_CLASSES = {
        "line-input--variable",
        "line-input--unknown",
        "line-input--parameter",
        "line-input--unset",
    }

    DEFAULT_CSS = """
    LineInput {
        height: 1;
        border: none;
        padding: 0 1;
        background: $boost;
        &:focus { border: none; background: $foreground 12%; background-tint: $foreground 0%; }
        & > .line-input--variable { color: $text-secondary; }
        & > .line-input--unknown { color: $text-warning; text-style: underline; }
        & > .line-input--unset { color: $text-warning; text-style: bold underline; }
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
        self._is_showing = False
        self._variables = VariableCompletion(self, self._around_cursor, self._replace_around)
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
        scope = scope_of(self)
        for start, end, kind in self._marks(self.value):
            is_wrong = kind == "variable" and is_unknown(scope, self.value[start:end])
            name = "unknown" if is_wrong else kind
            style = self.get_component_rich_style(f"line-input--{name}", partial=True)
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

    def took_key(self, key: str) -> bool:
        """Move in the list of variables, or take one, while there is one."""
        return self._variables.take_key(key)

    def show(self, value: str) -> None:
        """Show another value without saying that the user changed it."""
        if value != self.value:
            self._is_showing = True
            with self.prevent(Input.Changed):
                self.value = value
                self.cursor_position = len(value)
            self._is_showing = False
            self._variables.close()

    # Completion of variables.

    @property
    def completes_variable(self) -> bool:
        """Whether variables are listed for what is being written."""
        return self._variables.is_open

    def _around_cursor(self) -> tuple[str, str]:
        return self.value[: self.cursor_position], self.value[self.cursor_position :]

    def _replace_around(self, before: int, after: int, text: str) -> None:
        position = self.cursor_position
        self.replace(text, position - before, position + after)

    def watch_value(self, value: str) -> None:  # noqa: ARG002 - for subclasses
        """List variables while one is being written."""
        if not self._is_showing:
            self._variables.edited()

    def watch_selection(self) -> None:
        """Fit the list to where the cursor is now."""
        if not self._is_showing:
            self._variables.moved()

    def on_blur(self) -> None:
        """Close the list when the keys go elsewhere."""
        self._variables.close()
