"""Editing what a collection or folder says for everything below it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on

from endpoint_explorer.model.collection import Context
from endpoint_explorer.storage.context import collection_of
from endpoint_explorer.tui.panes.sidebar import Sidebar
from endpoint_explorer.tui.screens.main.environments import EnvironmentsFlow

if TYPE_CHECKING:
    from endpoint_explorer.storage.folder_settings import SettingsFile


class FolderSettingsFlow(EnvironmentsFlow):
    """Opens the screen, and has everything that is open go by what was saved there."""

    @on(Sidebar.SettingsRequested)
    def edit_settings_of(self, message: Sidebar.SettingsRequested) -> None:
        """Show what a collection or folder says."""
        self._edit_settings(message.folder)

    def action_edit_collection(self) -> None:
        """Show what the collection of the current request says."""
        collection = self.current.collection
        if collection is None:
            self.tell("Open a request of a collection first.")
        else:
            self._edit_settings(collection)

    def action_edit_folder(self) -> None:
        """Show what the folder of the current request says."""
        path, collection = self.current.path, self.current.collection
        if path is None or path.parent == collection:
            self.tell("The current request is in no folder of a collection.")
        else:
            self._edit_settings(path.parent)

    def _edit_settings(self, folder: Path) -> None:
        self.take_edits()
        collection = collection_of(folder)

        from endpoint_explorer.storage.folder_settings import read_settings_file

        def read() -> tuple[SettingsFile, Context]:
            file = read_settings_file(folder)
            return file, self.read_context(folder, collection)[0]

        def show(found: tuple[SettingsFile, Context]) -> None:
            from endpoint_explorer.tui.screens.folder import FolderScreen

            screen = FolderScreen(self.explorer, *found)
            self.app.push_screen(screen, partial(self._settings_closed, folder, collection))

        self.offload(read, show, group="folder-settings", exclusive=True)

    def _settings_closed(
        self, folder: Path, collection: Path | None, is_saved: bool | None
    ) -> None:
        if not is_saved:
            return
        if collection is not None:
            self._use_environment(collection)
        self._refresh(folder.parent, None)
