"""The sidebar: collections as a tree, a filter, and what can be done to an entry."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from endpoint_explorer.model.collection import Summary
from endpoint_explorer.tui.panes.sidebar.filtering import Filtering
from endpoint_explorer.tui.panes.sidebar.note import Note
from endpoint_explorer.tui.panes.sidebar.tree import Row
from endpoint_explorer.tui.panes.sidebar.view import EntryList

_ON_ENTRIES = {
    "settings",
    "rename",
    "duplicate",
    "move",
    "delete",
    "forward",
    "back",
    "toggle_folder",
}
_NOT_ON_COLLECTIONS = {"duplicate", "move"}


def _binding(
    key: str, action: str, description: str, tooltip: str, *, show: bool = False
) -> Binding:
    return Binding(key, action, description, show=show, tooltip=tooltip, id=f"sidebar.{action}")


class Sidebar(Filtering):
    """The collections; every change to them is asked for by a message."""

    BORDER_TITLE = "Collections"

    BINDINGS = [
        _binding("slash", "filter", "Filter", "Find by name, method or URL", show=True),
        _binding("n", "new_request", "New", "New request in this folder", show=True),
        _binding("N", "new_folder", "New folder", "New folder in this folder"),
        _binding("c", "new_collection", "New collection", "New collection"),
        _binding("e", "settings", "Settings", "Edit what holds for everything in it", show=True),
        _binding("r", "rename", "Rename", "Give it another name"),
        _binding("d", "duplicate", "Duplicate", "Make a copy beside it"),
        _binding("m", "move", "Move", "Move it to another folder"),
        _binding("x,delete", "delete", "Delete", "Delete it, after asking"),
        _binding("u", "restore", "Undelete", "Bring back what was deleted last"),
        _binding("l,right", "forward", "Open", "Expand the folder, or open the request"),
        _binding("h,left", "back", "Collapse", "Collapse the folder, or go to the one above"),
        _binding("space", "toggle_folder", "Toggle", "Expand or collapse the folder"),
        _binding("escape", "leave_filter", "Leave filter", "Show the whole tree again", show=True),
    ]

    DEFAULT_CSS = """
    Sidebar {
        layout: vertical;
        width: 32;
        height: 1fr;
        border: round $panel-lighten-2;
        border-title-color: $text-muted;
        border-subtitle-color: $text-muted;
        &.-focused { border: round $accent; border-title-color: $foreground; }
        EntryList { height: 1fr; }
    }
    .-compact Sidebar, .-compact Sidebar.-focused { border: none; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, classes=classes)
        self._note = Note()
        self._kind = ""

    def compose(self) -> ComposeResult:
        """Compose the list and the note on what the cursor is on."""
        yield from super().compose()
        yield self._note

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self.entries.row_at(self.entries.cursor)

    def set_summaries(self, summaries: Mapping[Path, Summary]) -> None:
        """Show what files say."""
        super().set_summaries(summaries)
        self._speak()

    @on(EntryList.Selected)
    def _row_selected(self, message: EntryList.Selected) -> None:
        message.stop()
        if row := self.entries.row_at(message.index):
            self._activate(row)

    @on(EntryList.Highlighted)
    def _cursor_moved(self, message: EntryList.Highlighted) -> None:
        message.stop()
        self._speak()
        kind = self.row.entry.kind if self.row else ""
        if kind != self._kind:
            self._kind = kind
            self.refresh_bindings()

    def _speak(self) -> None:
        summary = self.entries.summary_of(self.row) if self.row else None
        self._note.speak_of(self.row, summary, is_result=not self.shows_tree)

    def open_found(self) -> None:
        """Open what the cursor is on among the results."""
        if self.row is not None:
            self._activate(self.row)

    def _activate(self, row: Row) -> None:
        """Open a request, or expand or collapse a folder."""
        if not row.is_request:
            self.toggle(row)
            return
        path = row.entry.path
        if self.is_filtering:
            self.leave_filter()
            self.reveal(path)
        summary = self.entries.summary_of(row)
        if summary is not None and summary.problem:
            self.post_message(self.ProblemOpened(path))
        else:
            self.opening = path
            self.post_message(self.RequestOpened(path))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what cannot be done to what the cursor is on."""
        del parameters
        if action == "leave_filter":
            return self.is_filtering
        if self.is_typing:
            # Keys are text now, and so are those that were on their way.
            return False
        if action in _ON_ENTRIES and self.row is None:
            return False
        if action == "settings" and self.row is not None and self.row.is_request:
            return False
        return not (
            action in _NOT_ON_COLLECTIONS
            and self.row is not None
            and self.row.entry.kind == "collection"
        )

    def action_leave_filter(self) -> None:
        """Leave the filter."""
        self.leave_filter()

    def action_forward(self) -> None:
        """Expand a folder, go into an expanded one, or open a request."""
        if self.row is None:
            return
        if self.row.is_expanded:
            self.entries.action_move(1)
        else:
            self._activate(self.row)

    def action_back(self) -> None:
        """Collapse a folder, or go to the folder above."""
        row = self.row
        if row is not None and row.is_expanded:
            self.toggle(row)
        elif row is not None and (above := self.tree_model.parent(row)) is not None:
            self.entries.move_to(self.tree_model.index(above))

    def action_toggle_folder(self) -> None:
        """Expand or collapse a folder."""
        if self.row is not None and not self.row.is_request:
            self.toggle(self.row)

    def _folder(self) -> Path | None:
        """Return the folder that the cursor is on or in."""
        if self.row is None:
            return None
        path = self.row.entry.path
        return path.parent if self.row.is_request else path

    def action_new_request(self) -> None:
        """Ask for a new request; without a collection, for one."""
        folder = self._folder()
        self.post_message(
            self.NewRequestRequested(folder) if folder else self.NewCollectionRequested()
        )

    def action_new_folder(self) -> None:
        """Ask for a new folder; without a collection, for one."""
        folder = self._folder()
        self.post_message(
            self.NewFolderRequested(folder) if folder else self.NewCollectionRequested()
        )

    def action_new_collection(self) -> None:
        """Ask for a new collection."""
        self.post_message(self.NewCollectionRequested())

    def action_settings(self) -> None:
        """Ask for the settings of a collection or folder."""
        if self.row and not self.row.is_request:
            self.post_message(self.SettingsRequested(self.row.entry.path))

    def action_rename(self) -> None:
        """Ask for another name."""
        if self.row:
            self.post_message(self.RenameRequested(self.row.entry))

    def action_duplicate(self) -> None:
        """Ask for a copy."""
        if self.row:
            self.post_message(self.DuplicateRequested(self.row.entry))

    def action_move(self) -> None:
        """Ask for a move."""
        if self.row:
            self.post_message(self.MoveRequested(self.row.entry))

    def action_delete(self) -> None:
        """Ask for the end of an entry."""
        if self.row:
            self.post_message(self.DeleteRequested(self.row.entry))

    def action_restore(self) -> None:
        """Ask for what was deleted last."""
        self.post_message(self.RestoreRequested())
