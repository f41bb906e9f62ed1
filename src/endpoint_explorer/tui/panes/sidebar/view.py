"""The sidebar's lines on screen, drawn from what is known of the entries in view."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from textual.binding import Binding
from textual.content import Content

from endpoint_explorer.model.collection import Summary
from endpoint_explorer.tui.panes.sidebar.labels import Look, caption_label, row_label
from endpoint_explorer.tui.panes.sidebar.tree import Caption, Line, Row
from endpoint_explorer.tui.widgets.row_list import RowList


class EntryList(RowList):
    """Entries and captions, one a line."""

    BINDINGS = [
        Binding(
            "enter", "select", "Open", id="sidebar.open", tooltip="Open the request, or the folder"
        ),
    ]

    def __init__(self, folder_text: Callable[[Path], str]) -> None:
        super().__init__()
        self._folder_text = folder_text
        self.lines: Sequence[Line] = ()
        self.words: tuple[str, ...] = ()
        self.empty_text: tuple[Content, ...] = ()
        self.summaries: dict[Path, Summary] = {}
        self.guesses: Mapping[Path, Summary] = {}
        self.drafts: frozenset[Path] = frozenset()
        self.current: Path | None = None
        self._above_drafts: frozenset[Path] = frozenset()

    def show(self, lines: Sequence[Line], cursor: int, words: tuple[str, ...] = ()) -> None:
        """Show other lines, with the cursor at an index; `words` are marked in the names."""
        self.lines = lines
        self.words = words
        self.rows_changed(cursor)

    def set_drafts(self, paths: frozenset[Path]) -> None:
        """Mark the requests that have unsaved edits, and the closed folders that hold them."""
        self.drafts = paths
        self._above_drafts = frozenset(above for path in paths for above in path.parents)
        self.refresh()

    def row_at(self, index: int) -> Row | None:
        """Return the row at an index, None where there is none."""
        line = self.lines[index] if 0 <= index < len(self.lines) else None
        return line if isinstance(line, Row) else None

    def summary_of(self, row: Row) -> Summary | None:
        """Return what the file says, or what a quick look for the filter found in it."""
        path = row.entry.path
        return self.summaries.get(path) or self.guesses.get(path)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out opening when there is nothing to open."""
        del parameters
        return action != "select" or self.cursor >= 0

    @property
    def row_count(self) -> int:
        """How many lines there are."""
        return len(self.lines)

    def is_selectable(self, index: int) -> bool:
        """Say whether a line is an entry."""
        return isinstance(self.lines[index], Row)

    def row_content(self, index: int, width: int) -> Content:
        """Return one line."""
        line = self.lines[index]
        if isinstance(line, Caption):
            text = line.text if line.folder is None else self._folder_text(line.folder)
            return caption_label(line, text, width)
        return row_label(line, self._look(line), width)

    def empty_lines(self, width: int) -> list[Content]:
        """Return what to do when there is nothing."""
        return [line.truncate(width, ellipsis=True) for line in self.empty_text]

    def _look(self, row: Row) -> Look:
        path = row.entry.path
        is_closed = not row.is_request and not row.is_expanded
        return Look(
            self.summary_of(row),
            path == self.current,
            path in self.drafts or (is_closed and path in self._above_drafts),
            self.words,
        )
