"""Saving: into the file that was loaded, past a conflict, or as a new one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from endpoint_explorer.errors import EndpointExplorerError, FileChanged
from endpoint_explorer.model.collection import Entry
from endpoint_explorer.model.request import Request
from endpoint_explorer.storage import collections
from endpoint_explorer.storage.context import collection_of
from endpoint_explorer.tui.screens.main.browsing import folders_below
from endpoint_explorer.tui.screens.main.previewing import PreviewingFlow
from endpoint_explorer.tui.workbench import OpenRequest


class SavingFlow(PreviewingFlow):
    """Writes drafts; nothing is overwritten that was not read."""

    def action_save(self) -> None:
        """Save the current request; a scratch request is given a folder and a name."""
        self.after_typing(self.save_current)

    def save_current(self) -> None:
        """Save what the form says now."""
        self.take_edits()
        self.save(self.current)

    def action_discard(self) -> None:
        """Go back to the request as it is saved, after asking."""
        from endpoint_explorer.tui.screens.dialogs import ConfirmScreen

        self.take_edits()
        opened = self.current
        if not opened.is_changed:
            self.tell("There are no edits to discard.")
            return

        def answered(is_confirmed: bool | None) -> None:
            if is_confirmed:
                self.workbench.discard(opened)
                self.sidebar.set_drafts(self.workbench.changed_paths())
                self.fill_form()

        message = "The request goes back to what its file says."
        screen = ConfirmScreen(f"Discard the edits of {opened.title}?", message, "Discard")
        self.app.push_screen(screen, answered)

    def save(self, opened: OpenRequest, then: Callable[[], None] | None = None) -> None:
        """Save a request, then call `then` if that went well."""
        if opened.path is None:
            self._save_as(opened, then)
        elif opened.is_changed:
            self._write(opened, opened.path, then)
        elif then is not None:
            then()
        else:
            self.tell("Nothing to save.")

    def _write(
        self,
        opened: OpenRequest,
        path: Path,
        then: Callable[[], None] | None,
        *,
        is_forced: bool = False,
    ) -> None:
        request = opened.edited
        expected = None if is_forced else opened.stamp

        def saved(loaded: collections.Loaded) -> None:
            if loaded.request.id != opened.edited.id:
                opened.edited = msgspec.structs.replace(opened.edited, id=loaded.request.id)
            self._note_saved(opened, loaded.request, path, loaded.stamp)
            self.tell(f"Saved {path.name}")
            if then is not None:
                then()

        def failed(error: EndpointExplorerError) -> None:
            if isinstance(error, FileChanged):
                self._resolve_conflict(opened, path, error, then)
            else:
                self.report(error)

        self.offload(partial(self.explorer.save, path, request, expected), saved, failed=failed)

    def _note_saved(
        self, opened: OpenRequest, request: Request, path: Path, stamp: collections.Stamp
    ) -> None:
        later_edits = opened.edited
        opened.edited = request
        self.workbench.saved(opened, path, stamp)
        opened.edited = later_edits
        self.sidebar.set_drafts(self.workbench.changed_paths())
        entry = Entry(path, "request")
        self.offload(lambda: {path: collections.summarize(entry)}, self.sidebar.set_summaries)
        self.update_header()

    def _resolve_conflict(
        self,
        opened: OpenRequest,
        path: Path,
        error: FileChanged,
        then: Callable[[], None] | None,
    ) -> None:
        """Ask what to do with a file that changed underneath."""
        from endpoint_explorer.tui.screens.dialogs import ChoiceScreen

        def chosen(answer: str | None) -> None:
            if answer == "mine":
                self._write(opened, path, then, is_forced=True)
            elif answer == "theirs":
                self.workbench.discard(opened)
                self.sidebar.set_drafts(self.workbench.changed_paths())
                self.open_path(path)

        choices = [
            ("keep", "Keep editing, save later"),
            ("mine", "Overwrite the file with these edits"),
            ("theirs", "Load the file and drop these edits"),
        ]
        self.app.push_screen(ChoiceScreen(f"{path.name}: {error.reason}", choices, "keep"), chosen)

    def _save_as(self, opened: OpenRequest, then: Callable[[], None] | None) -> None:
        """Ask where a scratch request belongs and what it is called."""

        def ask_name(folder: Path) -> None:
            def create(name: str) -> None:
                opened.edited = msgspec.structs.replace(opened.edited, name=name)
                self.offload(partial(self._create, folder, opened.edited), partial(created, folder))

            self.ask(f"Save in {folder.name} as", create, value=_proposed_name(opened.edited))

        def created(folder: Path, loaded: collections.Loaded) -> None:
            opened.edited = loaded.request
            opened.collection = collection_of(loaded.path)
            self.workbench.saved(opened, loaded.path, loaded.stamp)
            self.sidebar.set_drafts(self.workbench.changed_paths())
            self._refresh(folder, loaded.path)
            self.tell(f"Saved {loaded.path.name}")
            if opened is self.current:
                self.reload_current()
            if then is not None:
                then()

        self.choose_folder("Save in", opened.collection, ask_name)

    @staticmethod
    def _create(folder: Path, request: Request) -> collections.Loaded:
        return collections.load_identified(collections.create_request(folder, request))

    def choose_folder(
        self, title: str, collection: Path | None, then: Callable[[Path], None]
    ) -> None:
        """Ask for a folder of any collection; make a collection first when there is none."""

        def ask(folders: tuple[Path, ...]) -> None:
            from endpoint_explorer.tui.screens.dialogs import ChoiceScreen

            if not folders:
                self.tell("There is no collection yet: c in the sidebar makes one.")
                return
            choices = [(str(f), str(f.relative_to(self.root.parent))) for f in folders]
            current = str(collection or folders[0])
            self.app.push_screen(
                ChoiceScreen(title, choices, current), lambda f: then(Path(f)) if f else None
            )

        self.offload(partial(folders_below, self.root), ask)


def _proposed_name(request: Request) -> str:
    if request.name:
        return request.name
    path = request.url.partition("://")[2].partition("/")[2] or request.url.strip("/")
    return f"{request.method.capitalize()} {path.partition('?')[0]}".strip()
