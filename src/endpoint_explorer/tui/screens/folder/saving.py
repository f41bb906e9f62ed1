"""Keeping what is edited of a settings file, saving it, and leaving."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec

from endpoint_explorer.errors import EndpointExplorerError, FileChanged
from endpoint_explorer.storage.folder_settings import (
    SettingsFile,
    read_settings_file,
    save_settings_file,
)
from endpoint_explorer.storage.reading import Stamp
from endpoint_explorer.tui.screens.folder.settings import Settings
from endpoint_explorer.tui.screens.modal import Modal
from endpoint_explorer.tui.screens.offloading import Offloading


class SavingSettings(Offloading, Modal[bool]):
    """One settings file, and what is edited of it; tells at its end whether it was saved."""

    def __init__(self, file: SettingsFile) -> None:
        super().__init__()
        self.file = file
        self.edited: Settings = file.settings
        self._is_saved = False

    @property
    def is_changed(self) -> bool:
        """Whether saving would write anything."""
        return not is_same(self.edited, self.file.settings)

    def load(self) -> None:
        """Show what the file says, without any edit."""
        raise NotImplementedError

    def show_changes(self) -> None:
        """Show whether something is unsaved."""
        raise NotImplementedError

    def action_save(self) -> None:
        """Save what is edited."""
        if self.is_changed:
            self._save()
        else:
            self.tell("Nothing to save.")

    def _save(self, then: Callable[[], None] | None = None, *, is_forced: bool = False) -> None:
        edited = self.edited

        def saved(stamp: Stamp) -> None:
            self.file = msgspec.structs.replace(self.file, settings=edited, stamp=stamp)
            self._is_saved = True
            self.tell(f"Saved {self.file.path.name}")
            self.show_changes()
            if then is not None:
                then()

        def failed(error: EndpointExplorerError) -> None:
            if isinstance(error, FileChanged):
                self._resolve_conflict(error, then)
            else:
                self.report(error)

        stamp = None if is_forced else self.file.stamp
        self.offload(
            partial(save_settings_file, self.file.path, edited, stamp), saved, failed=failed
        )

    def _resolve_conflict(self, error: FileChanged, then: Callable[[], None] | None) -> None:
        from endpoint_explorer.tui.screens.dialogs import ChoiceScreen

        def read(file: SettingsFile) -> None:
            self.file, self.edited = file, file.settings
            self.load()

        def chosen(answer: str | None) -> None:
            if answer == "mine":
                self._save(then, is_forced=True)
            elif answer == "theirs":
                self.offload(partial(read_settings_file, self.file.folder), read)

        choices = [
            ("keep", "Keep editing, save later"),
            ("mine", "Overwrite the file with these edits"),
            ("theirs", "Load the file and drop these edits"),
        ]
        title = f"{self.file.path.name}: {error.reason}"
        self.app.push_screen(ChoiceScreen(title, choices, "keep"), chosen)

    def action_leave(self) -> None:
        """Leave; unsaved edits are asked about first."""
        if not self.is_changed:
            self.dismiss(self._is_saved)
            return
        from endpoint_explorer.tui.screens.dialogs import ChoiceScreen

        def end() -> None:
            self.dismiss(self._is_saved)

        def chosen(answer: str | None) -> None:
            if answer == "save":
                self._save(end)
            elif answer == "discard":
                end()

        choices = [
            ("save", "Save and leave"),
            ("discard", "Leave without saving"),
            ("stay", "Stay"),
        ]
        title = f"Unsaved: {self.file.path.name}"
        self.app.push_screen(ChoiceScreen(title, choices, "save"), chosen)


def is_same(one: Settings, other: Settings) -> bool:
    """Tell whether two settings say the same in the same order."""
    return one == other and list(one.variables) == list(other.variables)
