"""Selecting lines with the keys, and copying."""

from __future__ import annotations

from collections.abc import Callable

from textual.binding import Binding
from textual.geometry import Offset
from textual.selection import Selection
from textual.worker import get_current_worker

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.bodies.document import Document
from endpoint_explorer.tui.widgets.copying import CopyRefused, CopyRequested
from endpoint_explorer.tui.widgets.line_folding import LineFolding
from endpoint_explorer.tui.widgets.painting import FAR
from endpoint_explorer.tui.widgets.wrapping import LONG_LINE, is_wrappable

COPIED_AT_MOST = 64 * 1024 * 1024
"""Bytes that are made into text for a clipboard; more is said to be too much."""

_LINES_AT_MOST = 50_000
"""Lines that Textual's own copying gets, which waits for them."""


def _key(key: str, action: str, description: str, name: str, tooltip: str) -> Binding:
    return Binding(key, action, description, show=False, id=f"viewer.{name}", tooltip=tooltip)


class LineSelection(LineFolding):
    """A selection is the mouse's, kept by Textual, or whole lines from an anchor to the cursor.

    Its places are lines and offsets in their clean text (bytes in a long line), so that neither
    wraps nor folds are in what is copied.
    """

    ALLOW_SELECT = True

    BINDINGS = [
        Binding(
            "y",
            "copy",
            "Copy",
            id="viewer.copy",
            tooltip="Copy the selection, or the path of the line, or the line",
        ),
        _key("Y", "copy_value", "Copy value", "copy_value", "Copy the value at this line, as sent"),
        _key("c", "copy_line", "Copy line", "copy_line", "Copy this line as it is shown"),
        _key("C", "copy_all", "Copy all", "copy_all", "Copy all of the text"),
        _key("V", "select_lines", "Select", "select", "Start or end selecting lines"),
        _key("shift+up", "extend(-1)", "Select up", "select_up", "Select the line above too"),
        _key("shift+down", "extend(1)", "Select down", "select_down", "Select the line below too"),
        _key(
            "shift+pageup", "extend_page(-1)", "Select up", "select_page_up", "Select a page upward"
        ),
        _key(
            "shift+pagedown",
            "extend_page(1)",
            "Select down",
            "select_page_down",
            "Select a page downward",
        ),
        _key("escape", "deselect", "Deselect", "deselect", "Forget the selection"),
    ]

    _anchor: int | None = None
    _is_sticky = False
    _is_extending = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave escape to others where nothing is selected."""
        if action == "deselect":
            return self.is_attached and self in self.screen.selections
        return super().check_action(action, parameters)

    def clear_selection(self) -> None:
        """Forget the selection."""
        self._anchor = None
        self._is_sticky = False
        if self.is_attached and self in self.screen.selections:
            kept = {key: one for key, one in self.screen.selections.items() if key is not self}
            self.screen.selections = kept

    def selection_updated(self, selection: Selection | None) -> None:
        """Repaint what is selected."""
        if selection is None:
            self._anchor = None
            self._is_sticky = False
        self.refresh()
        self.refresh_bindings()

    def watch_cursor(self, old: int, new: int) -> None:
        """Let a selection of lines go along with the cursor, or end."""
        super().watch_cursor(old, new)
        if self._anchor is None:
            return
        if self._is_sticky or self._is_extending:
            self._select_lines()
        elif old != new:
            self.clear_selection()

    def _select_lines(self) -> None:
        first, last = sorted((self._anchor or 0, self.cursor_line))
        folded = self.arrangement.folds.last_of(last)
        span = Selection(Offset(0, first), Offset(FAR, last if folded is None else folded))
        self.screen.selections = {self: span}

    def action_select_lines(self) -> None:
        """Start or end a selection of lines."""
        if self._is_sticky:
            self.clear_selection()
            return
        self._anchor = self.cursor_line
        self._is_sticky = True
        self._select_lines()

    def action_deselect(self) -> None:
        """Forget the selection."""
        self.clear_selection()

    def action_extend(self, rows: int) -> None:
        """Select lines up to another row."""
        self._extend(lambda: self.action_move(rows))

    def action_extend_page(self, pages: int) -> None:
        """Select lines up to another page."""
        self._extend(lambda: self.action_page(pages))

    def _extend(self, move: Callable[[], None]) -> None:
        if self._anchor is None:
            self._anchor = self.cursor_line
        self._is_extending = True
        try:
            move()
            self._select_lines()
        finally:
            self._is_extending = False

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text as it is shown, for Textual's own copying."""
        lines = self._selected_lines(selection)
        return selected_text(self.document, selection, lines[:_LINES_AT_MOST], _no), "\n"

    def _selected_lines(self, selection: Selection) -> range:
        start, end = selection
        count = self.document.line_count
        return range(
            0 if start is None else min(start.y, count),
            count if end is None else min(end.y + 1, count),
        )

    def action_copy(self) -> None:
        """Copy the selection, or else the path of the line, or the line where it has none."""
        selection = self.text_selection
        if selection is not None:
            lines = self._selected_lines(selection)
            what = f"{len(lines):,} lines" if len(lines) > 1 else "the selection"
            document = self.document
            size = document.span(lines[-1])[1] - document.span(lines[0])[0] if lines else 0
            self._copy(what, size, lambda no: selected_text(document, selection, lines, no))
            if self._anchor is not None:
                self.clear_selection()
            return
        outline, line = self.document.outline, self.cursor_line
        path = "" if outline is None else outline.path(line)
        if path:
            self.post_message(CopyRequested(path, path))
        else:
            self._copy_line(clean_too=False)

    def action_copy_line(self) -> None:
        """Copy the line as it is shown."""
        self._copy_line(clean_too=True)

    def _copy_line(self, *, clean_too: bool) -> None:
        document, line = self.document, self.cursor_line
        first, last = document.span(line)
        self._copy(
            f"line {line + 1:,}",
            last - first,
            lambda _: clean(document.text(line)) if clean_too else document.text(line),
        )

    def action_copy_value(self) -> None:
        """Copy the value at the line as it was sent, or the line where it has none."""
        outline, line = self.document.outline, self.cursor_line
        if outline is None:
            self._copy_line(clean_too=False)
            return
        what = f"the value of {outline.path(line)}"
        self._copy(what, 0, lambda no: outline.value(line, no).decode("utf-8", "replace"))

    def action_copy_all(self) -> None:
        """Copy all of the text."""
        document = self.document
        if is_wrappable(document):
            self._copy(
                "all of it",
                document.size,
                lambda _: document.read(0, document.size).decode("utf-8", "replace"),
            )
        else:
            every = range(document.line_count)
            whole = Selection(None, None)
            size = 5 * document.size
            self._copy("all of it", size, lambda no: selected_text(document, whole, every, no))

    def _copy(self, what: str, size: int, make: Callable[[Callable[[], bool]], str]) -> None:
        """Make the text in a thread, and ask for it to be copied."""
        if size > COPIED_AT_MOST:
            self.post_message(CopyRefused(what, size))
            return

        def work() -> None:
            worker = get_current_worker()
            text = make(lambda: worker.is_cancelled)
            if not worker.is_cancelled:
                self.post_message(CopyRequested(text, what))

        if 0 < size <= LONG_LINE:
            self.post_message(CopyRequested(make(_no), what))
        else:
            self.run_worker(work, thread=True, group="copy", exclusive=True)


def _no() -> bool:
    return False


def selected_text(
    document: Document, selection: Selection, lines: range, is_cancelled: Callable[[], bool]
) -> str:
    """Return what is selected of some lines, clean."""
    found = []
    for line in lines:
        span = selection.get_span(line)
        if span is None or is_cancelled():
            continue
        start, stop = span[0], None if span[1] in {-1, FAR} else span[1]
        first, last = document.span(line)
        if last - first > LONG_LINE:
            found.append(clean(document.text(line, start, stop)))
        else:
            found.append(clean(document.text(line))[start:stop])
    return "\n".join(found)
