"""Browsing collections: the tree, and what can be done to its entries."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on

from endpoint_explorer.errors import FileError
from endpoint_explorer.model.collection import Entry, Summary
from endpoint_explorer.model.request import Request
from endpoint_explorer.storage import collections
from endpoint_explorer.tui.panes.sidebar import Sidebar
from endpoint_explorer.tui.screens.main.flow import Flow

if TYPE_CHECKING:
    from endpoint_explorer.storage.collections import Deleted

EXPAND_UP_TO = 200
"""A lone collection with more entries than this stays collapsed at the start."""


class BrowsingFlow(Flow):
    """Answers the sidebar: lists folders, reads summaries, changes entries."""

    _deleted: tuple[Deleted, ...] = ()

    def load_roots(self) -> None:
        """List the collections: names only, quick enough to stand in the first frame."""
        try:
            roots = collections.list_collections(self.root)
            folders = [entry.path for entry in roots if entry.kind != "request"]
            children = collections.list_entries(folders[0]) if len(folders) == 1 else ()
        except FileError as error:
            self.report(error)
            roots, folders, children = (), [], ()
        is_small = 0 < len(children) <= EXPAND_UP_TO
        self.sidebar.set_roots(roots, folders[0] if is_small else None)
        if is_small:
            self.sidebar.set_children(folders[0], children)

    @on(Sidebar.ChildrenWanted)
    def list_children(self, message: Sidebar.ChildrenWanted) -> None:
        """List a folder that was expanded."""
        folder = message.folder
        self.offload(
            partial(collections.list_entries, folder), partial(self.sidebar.set_children, folder)
        )

    @on(Sidebar.SummariesWanted)
    def read_summaries(self, message: Sidebar.SummariesWanted) -> None:
        """Read the heads of the files that became visible."""
        read = partial(_summarize, message.entries)
        # After the frame that made them visible: a thread that reads would slow its painting.
        self.call_after_refresh(self.offload, read, self.sidebar.set_summaries)

    @on(Sidebar.FilterIndexWanted)
    def index_everything(self) -> None:
        """Read the head of every file, for the filter."""
        self.offload(
            partial(_index, self.root),
            self.sidebar.set_filter_index,
            group="filter-index",
            exclusive=True,
        )

    @on(Sidebar.ProblemOpened)
    def explain_problem(self, message: Sidebar.ProblemOpened) -> None:
        """Say why a file cannot be read, with its line."""
        self.offload(partial(collections.load_request, message.path), lambda _: None)

    @on(Sidebar.NewRequestRequested)
    def new_request(self, message: Sidebar.NewRequestRequested) -> None:
        """Ask for a name and make a request in a folder."""
        folder = message.folder

        def create(name: str) -> None:
            request = Request(name=name, url="/")
            self._change(partial(collections.create_request, folder, request), folder)

        self.ask("New request", create, placeholder="Get a user")

    @on(Sidebar.NewFolderRequested)
    def new_folder(self, message: Sidebar.NewFolderRequested) -> None:
        """Ask for a name and make a folder."""
        folder = message.folder

        def create(name: str) -> None:
            self._change(partial(collections.create_folder, folder, name), folder)

        self.ask("New folder", create, placeholder="users")

    @on(Sidebar.NewCollectionRequested)
    def new_collection(self) -> None:
        """Ask for a name and make a collection."""

        def create(name: str) -> None:
            self._change(partial(collections.create_collection, self.root, name), self.root)

        self.ask("New collection", create, placeholder="My API")

    @on(Sidebar.RenameRequested)
    def rename(self, message: Sidebar.RenameRequested) -> None:
        """Ask for a new name; open edits follow the file."""
        entry = message.entry

        def rename(name: str) -> None:
            self._relocate(entry, partial(collections.rename, entry.path, name))

        opened = self.workbench.find(entry.path)
        if opened is not None and opened.is_changed:
            self.tell("Save the request before renaming it.", severity="warning")
            return
        self.ask(f"Rename {entry.stem}", rename, value=self.sidebar.name_of(entry))

    @on(Sidebar.DuplicateRequested)
    def duplicate(self, message: Sidebar.DuplicateRequested) -> None:
        """Copy a request or folder beside itself."""
        path = message.entry.path
        self._change(partial(collections.duplicate, path), path.parent)

    @on(Sidebar.MoveRequested)
    def move(self, message: Sidebar.MoveRequested) -> None:
        """Ask for a folder and move an entry there."""
        entry = message.entry

        def ask(folders: tuple[Path, ...]) -> None:
            from endpoint_explorer.tui.screens.dialogs import ChoiceScreen

            choices = [
                (str(folder), str(folder.relative_to(self.root.parent))) for folder in folders
            ]
            self.app.push_screen(
                ChoiceScreen(f"Move {entry.stem} to", choices, str(entry.path.parent)), moved
            )

        def moved(target: str | None) -> None:
            if target is not None and Path(target) != entry.path.parent:
                self._relocate(entry, partial(collections.move, entry.path, Path(target)))

        self.offload(partial(folders_below, self.root, entry.path), ask)

    @on(Sidebar.DeleteRequested)
    def delete(self, message: Sidebar.DeleteRequested) -> None:
        """Ask, then move an entry into the trash, from where undo brings it back."""
        from endpoint_explorer.tui.screens.dialogs import ConfirmScreen

        entry = message.entry
        inside = "" if entry.kind == "request" else " and everything in it"

        def deleted(deletion: Deleted) -> None:
            self._deleted = (*self._deleted, deletion)
            self.workbench.forget(entry.path)
            self.sidebar.set_drafts(self.workbench.changed_paths())
            self._refresh(entry.path.parent, None)
            self.update_header()
            self.tell(f"Deleted {entry.stem}. u in the sidebar brings it back.")

        def answered(is_confirmed: bool | None) -> None:
            if is_confirmed:
                self.offload(partial(collections.delete, entry.path), deleted)

        self.app.push_screen(
            ConfirmScreen(
                f"Delete {entry.stem}?",
                f"{entry.path.name}{inside} moves to the trash.",
                "Delete",
                danger=True,
            ),
            answered,
        )

    @on(Sidebar.RestoreRequested)
    def action_restore(self) -> None:
        """Bring back what was deleted last."""
        if not self._deleted:
            self.tell("Nothing was deleted in this session.")
            return
        *earlier, last = self._deleted
        self._deleted = tuple(earlier)
        self._change(partial(collections.restore, last), last.original.parent)

    def ask(
        self,
        title: str,
        then: Callable[[str], None],
        *,
        value: str = "",
        placeholder: str = "",
    ) -> None:
        """Ask for a name; nothing happens when it is empty or the question is escaped."""
        from endpoint_explorer.tui.screens.dialogs import PromptScreen

        def answered(name: str | None) -> None:
            if name and name.strip():
                then(name.strip())

        screen = PromptScreen(title, value, placeholder, _needs_text)
        self.app.push_screen(screen, answered)

    def _change(self, work: Callable[[], Path], folder: Path) -> None:
        """Do something that makes an entry, then show it; a new request is opened."""

        def done(path: Path) -> None:
            self._refresh(folder, path)
            if path.is_file():
                self.post_message(Sidebar.RequestOpened(path))

        self.offload(work, done)

    def _relocate(self, entry: Entry, work: Callable[[], Path]) -> None:
        """Do something that gives an entry another path, then follow it."""

        def done(path: Path) -> None:
            self.workbench.moved(entry.path, path)
            self.environments = {
                path if known == entry.path else known: name
                for known, name in self.environments.items()
            }
            if path.parent != entry.path.parent:
                self._refresh(entry.path.parent, None)
            self._refresh(path.parent, path)
            self.reload_current()

        self.offload(work, done)

    def _refresh(self, folder: Path, select: Path | None) -> None:
        """List a folder again after a change."""
        is_root = folder == self.root and not (self.root / "collection.toml").is_file()
        listing = collections.list_collections if is_root else collections.list_entries

        def listed(entries: tuple[Entry, ...]) -> None:
            self.sidebar.refresh_folder(folder, entries, select)

        self.offload(partial(listing, folder), listed)

    def reload_current(self) -> None:
        """Show the current request anew after its file has moved."""
        raise NotImplementedError


def _needs_text(value: str) -> str | None:
    return None if value.strip() else "A name is needed."


def _summarize(entries: tuple[Entry, ...]) -> dict[Path, Summary]:
    return {entry.path: collections.summarize(entry) for entry in entries}


def _index(root: Path) -> dict[Path, Summary]:
    return {
        entry.path: collections.summarize(entry, quick=True)
        for entry in collections.find_requests(root)
    }


def folders_below(root: Path, moving: Path | None = None) -> tuple[Path, ...]:
    """Return every folder that an entry can move to: not itself, nor what is inside it."""
    found: list[Path] = []
    waiting = [entry.path for entry in collections.list_collections(root)]
    while waiting:
        folder = waiting.pop(0)
        if folder.is_dir() and folder != moving:
            found.append(folder)
            waiting += [e.path for e in collections.list_entries(folder) if e.kind == "folder"]
    return tuple(found)
