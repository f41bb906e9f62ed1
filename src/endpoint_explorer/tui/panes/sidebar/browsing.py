"""Browsing: the tree, filled as it is expanded and read as it comes into view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from endpoint_explorer.model.collection import Entry, Summary
from endpoint_explorer.tui.panes.sidebar.messages import SidebarMessages
from endpoint_explorer.tui.panes.sidebar.tree import EntryTree, Row
from endpoint_explorer.tui.panes.sidebar.view import EntryList
from endpoint_explorer.tui.widgets.badge import MUTED

EMPTY_TREE = (
    Content(""),
    Content.styled(" No collections here yet.", MUTED),
    Content(""),
    Content.assemble((" c ", "bold $text-accent"), "makes a new one."),
    Content(""),
    Content.styled(" endpoint-explorer demo", "bold"),
    Content.styled(" opens a sample to explore.", MUTED),
)
"""What to do when there is no collection."""


class Browsing(SidebarMessages, Widget):
    """The tree on screen: data comes in by methods, what is missing is asked for by messages."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, classes=classes)
        self.tree_model = EntryTree()
        self.entries = EntryList(self._folder_text)
        self._at: Row | None = None
        self._position = 0
        self._revealing: Path | None = None
        self.opening: Path | None = None
        self._fresh: set[Path] = set()
        self._asked: set[Path] = set()

    def compose(self) -> ComposeResult:
        """Compose the list."""
        yield self.entries

    @property
    def shows_tree(self) -> bool:
        """Whether the list shows the tree, and not something found."""
        return True

    def set_roots(self, entries: tuple[Entry, ...], expand: Path | None) -> None:
        """Show the collections, and loose requests; one may be expanded at once."""
        self._remember()
        self.tree_model.set_roots(entries)
        self.entries.empty_text = EMPTY_TREE
        row = self.tree_model.find(expand) if expand else None
        if row is not None:
            self._expand(row)
        self._show_tree()

    def set_children(self, folder: Path, entries: tuple[Entry, ...]) -> None:
        """Show what a folder holds."""
        row = self.tree_model.find(folder)
        if row is None or row.is_request:
            return
        self._remember()
        self.tree_model.fill(row, entries)
        self._show_tree()
        if self._revealing is not None:
            self.reveal(self._revealing)

    def set_summaries(self, summaries: Mapping[Path, Summary]) -> None:
        """Show what files say."""
        self.entries.summaries.update(summaries)
        self._fresh |= summaries.keys()
        self._asked -= summaries.keys()
        self.entries.refresh()

    def set_drafts(self, paths: frozenset[Path]) -> None:
        """Mark the requests that have unsaved edits."""
        self.entries.set_drafts(paths)

    def set_current(self, path: Path | None) -> None:
        """Mark the open request, and show it unless it was opened from here."""
        self.entries.current = path
        self.entries.refresh()
        row = self.tree_model.find(path) if path else None
        if row is not None and path != self.opening:
            self.reveal(row.entry.path)
        self.opening = None

    def refresh_folder(self, folder: Path, entries: tuple[Entry, ...], select: Path | None) -> None:
        """Show a folder after a change: what was expanded stays so, and the cursor where it was."""
        self._remember()
        self._fresh.clear()
        row = self.tree_model.find(folder)
        if row is not None:
            self._refill(row, entries, select)
        elif all(root.entry.path.parent == folder for root in self.tree_model.roots):
            self.tree_model.set_roots(entries)
            self.entries.empty_text = EMPTY_TREE
        self._show_tree()
        if select is not None and self.tree_model.find(select) is not None:
            self.reveal(select)

    def _refill(self, row: Row, entries: Sequence[Entry], select: Path | None) -> None:
        gone = [old for old in row.children or () if old.is_expanded and old.entry not in entries]
        known = self.tree_model.find(select) if select else None
        self.tree_model.fill(row, entries)
        renamed = self.tree_model.find(select) if select else None
        if len(gone) == 1 and known is None and renamed is not None and not renamed.is_request:
            self._expand(renamed)

    def reveal(self, path: Path) -> None:
        """Put the cursor on an entry, asking for the folders above it that are not loaded."""
        trail = self.tree_model.trail(path)
        if not trail:
            return
        row = trail[-1]
        is_waiting = row.entry.path != path and row.children is None
        self._revealing = path if is_waiting else None
        if is_waiting:
            self._expand(row)
        elif len(trail) > 1:
            self.tree_model.expand(trail[-2])
        self._at = row
        self._show_tree()

    def knows(self, path: Path) -> bool:
        """Whether an entry is in the tree, as far as the tree has been loaded."""
        return self.tree_model.find(path) is not None

    def name_of(self, entry: Entry) -> str:
        """Return the name of an entry as its file says it, as far as that is known."""
        summary = self.entries.summaries.get(entry.path)
        return (summary.name if summary else "") or entry.stem

    def toggle(self, row: Row) -> None:
        """Expand or collapse a folder."""
        self._remember()
        if row.is_expanded:
            self.tree_model.collapse(row)
        else:
            self._expand(row)
        self._show_tree()

    def _expand(self, row: Row) -> None:
        self.tree_model.expand(row)
        if row.children is None:
            # Whoever expands may be about to give the children without being asked.
            self.call_later(self._ask_for_children, row)

    def _ask_for_children(self, row: Row) -> None:
        if row.children is None:
            self.post_message(self.ChildrenWanted(row.entry.path))

    def _remember(self) -> None:
        """Note where the cursor is in the tree, before the tree changes."""
        if self.shows_tree:
            self._at = self.entries.row_at(self.entries.cursor)
            self._position = max(self.entries.cursor, 0)

    def _show_tree(self) -> None:
        if self.shows_tree:
            self.entries.show(self.tree_model.lines, self._tree_index())

    def _tree_index(self) -> int:
        """Return where the remembered row is now, or the folder that hides it, or its place."""
        index = self.tree_model.index(self._at)
        if index >= 0 or self._at is None:
            return max(index, 0)
        path = self._at.entry.path
        trail = self.tree_model.trail(path)
        index = max((self.tree_model.index(row) for row in trail), default=-1)
        is_gone = index < 0 or (trail[-1].is_expanded and trail[-1].entry.path != path)
        return self._position if is_gone else index

    def _folder_text(self, folder: Path) -> str:
        """Return a folder as it is called above results: with the collection it is in."""
        trail = self.tree_model.trail(folder)
        if not trail:
            return folder.name
        names = [self.name_of(row.entry) for row in trail]
        return " / ".join((*names, *folder.relative_to(trail[-1].entry.path).parts))

    @on(EntryList.Shown)
    def _read_visible(self, message: EntryList.Shown) -> None:
        message.stop()
        lines = self.entries.lines[message.first : message.end]
        visible = [line.entry for line in lines if isinstance(line, Row)]
        wanted = tuple(
            entry
            for entry in visible
            if entry.path not in self._fresh and entry.path not in self._asked
        )
        # What left the view unanswered is asked for again when it comes back.
        self._asked &= {entry.path for entry in visible}
        if wanted:
            self._asked |= {entry.path for entry in wanted}
            self.post_message(self.SummariesWanted(wanted))
