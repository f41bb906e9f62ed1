"""An editor of several lines. Importing it costs Textual's TextArea: do so late."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from endpoint_explorer.tui.widgets.line_ends import reapply
from endpoint_explorer.tui.widgets.shown import shown
from endpoint_explorer.tui.widgets.syntax import Tokenizer, plain_tokens
from endpoint_explorer.tui.widgets.typed_into import TypedInto
from endpoint_explorer.tui.widgets.variable_scope import (
    VariableCompletion,
    is_unknown,
    scope_of,
)

WRAP_LIMIT = 50_000
"""Characters up to which lines are wrapped: wrapping costs as much as the text is long."""
LINE_LIMIT = 4_000
"""Characters up to which a line is wrapped and coloured."""

_APP_KEYS = {"f6", "f7"}


def _is_kept(binding: BindingType) -> bool:
    return not (isinstance(binding, Binding) and binding.key in _APP_KEYS)


class TextEditor(TypedInto, TextArea, inherit_bindings=False):
    """Edits text without losing anything of it, and never sends it raw to the terminal."""

    BINDINGS: ClassVar[list[BindingType]] = [b for b in TextArea.BINDINGS if _is_kept(b)]

    COMPONENT_CLASSES = {
        "text-editor--key",
        "text-editor--string",
        "text-editor--number",
        "text-editor--literal",
        "text-editor--variable",
        "text-editor--unknown",
    }

    DEFAULT_CSS = """
    TextEditor {
        border: none;
        padding: 0 0 0 1;
        background: transparent;
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 1;
        &:focus { border: none; }
        & .text-area--cursor-line { background: transparent; }
        &:focus .text-area--cursor-line { background: $foreground 6%; }
        & > .text-editor--key { color: $text-primary; }
        & > .text-editor--string { color: $text-success; }
        & > .text-editor--number { color: $text-warning; }
        & > .text-editor--literal { color: $text-accent; text-style: italic; }
        & > .text-editor--variable { color: $text-secondary; text-style: bold; }
        & > .text-editor--unknown { color: $text-warning; text-style: underline; }
    }
    """

    def __init__(
        self,
        *,
        placeholder: str = "",
        has_line_numbers: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        self._variables = VariableCompletion(self, self._around_cursor, self._replace_around)
        super().__init__(
            show_line_numbers=has_line_numbers, placeholder=placeholder, id=id, compact=True
        )
        self.tokenizer: Tokenizer = plain_tokens
        self._original = ""
        self._flattened = ""

    def load(self, text: str) -> None:
        """Edit another text."""
        longest = max(map(len, text.splitlines()), default=0)
        self.soft_wrap = len(text) <= WRAP_LIMIT and longest <= LINE_LIMIT
        with self.prevent(TextArea.Changed):
            self.load_text(text)
        self._original = text
        self._flattened = self.text

    def change(self, text: str) -> None:
        """Replace the whole text as an edit that can be undone."""
        if text != self.content:
            self.replace(text, self.document.start, self.document.end)

    @property
    def content(self) -> str:
        """The text; what was not edited is as it was loaded, to the last line end."""
        text = self.text
        if self._flattened == self._original:
            return text
        return reapply(self._original, self._flattened, text)

    def get_line(self, line_index: int) -> Text:
        """Return a line as it is drawn: safe, and coloured."""
        line = self.document.get_line(line_index)
        text = Text(shown(line, keep_tabs=True), end="", no_wrap=True)
        if len(line) <= LINE_LIMIT:
            scope = scope_of(self)
            for start, end, kind in self.tokenizer(line):
                is_wrong = kind == "variable" and is_unknown(scope, line[start:end])
                name = "unknown" if is_wrong else kind
                style = self.get_component_rich_style(f"text-editor--{name}", partial=True)
                text.stylize(style, start, end)
        return text

    def on_key(self, event: events.Key) -> None:
        """Keep the indentation on a new line, and leave alt with a letter to the bindings."""
        if event.key.startswith("alt+"):
            event.prevent_default()
        elif self._variables.take_key(event.key):
            event.stop()
            event.prevent_default()
        elif event.key == "enter" and not self.read_only:
            event.stop()
            event.prevent_default()
            start, end = sorted(self.selection)
            before = self.document.get_line(start[0])[: start[1]]
            indent = before[: len(before) - len(before.lstrip(" \t"))]
            deeper = "  " if before.rstrip()[-1:] in {"{", "["} else ""
            if result := self._replace_via_keyboard(f"\n{indent}{deeper}", start, end):
                self.move_cursor(result.end_location)

    # Completion of variables.

    def _around_cursor(self) -> tuple[str, str]:
        row, column = self.cursor_location
        line = self.document.get_line(row)
        return line[:column], line[column:]

    def _replace_around(self, before: int, after: int, text: str) -> None:
        row, column = self.cursor_location
        result = self._replace_via_keyboard(text, (row, column - before), (row, column + after))
        if result:
            self.move_cursor(result.end_location)

    def edit(self, edit: Edit) -> EditResult:
        """Perform an edit, and list variables while one is being written."""
        result = super().edit(edit)
        self._variables.edited()
        return result

    def watch_selection(self) -> None:
        """Fit the list to where the cursor is now."""
        self._variables.moved()

    def on_blur(self) -> None:
        """Close the list when the keys go elsewhere."""
        self._variables.close()
