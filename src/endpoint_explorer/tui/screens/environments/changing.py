"""What the screen does to files: new, copy, rename, delete, undo and save."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from endpoint_explorer.errors import EndpointExplorerError, FileChanged
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.collection import Environment
from endpoint_explorer.storage import environments
from endpoint_explorer.storage.environments import Deleted, EnvironmentFile
from endpoint_explorer.tui.screens.modal import Modal
from endpoint_explorer.tui.screens.offloading import Offloading


class ChangingFiles(Offloading, Modal[str | None]):
    """The environments of one collection, what is edited of them, and what is done to the files.

    `drafts` has the edited environments by the names of their files. Gives the name of the
    environment to send with from then on.
    """

    def __init__(self, explorer: Explorer, collection: Path, used: str) -> None:
        super().__init__()
        self.explorer = explorer
        self.collection = collection
        self.used = used
        self.files: tuple[EnvironmentFile, ...] = ()
        self.drafts: dict[str, Environment] = {}
        self._deleted: tuple[Deleted, ...] = ()

    @property
    def current(self) -> EnvironmentFile | None:
        """The environment under the cursor of the list."""
        raise NotImplementedError

    def show_files(self, files: tuple[EnvironmentFile, ...], select: str) -> None:
        """Show the files, with the cursor on one."""
        raise NotImplementedError

    def show_changes(self) -> None:
        """Show which environments are edited."""
        raise NotImplementedError

    def read_files(self, select: str = "") -> None:
        """Read all files anew and show one of them."""
        self.offload(
            partial(environments.read_environments, self.collection),
            partial(self.show_files, select=select),
        )

    def action_create(self) -> None:
        """Ask for a name and make an environment."""
        make = partial(environments.create_environment, self.collection)
        self._ask("New environment", make, placeholder="Staging")

    def action_copy(self) -> None:
        """Copy the environment under the cursor, as it is saved."""
        if file := self._saved("copying"):
            self.offload(partial(environments.copy_environment, file.path), self._made)

    def action_rename(self) -> None:
        """Ask for another name for the environment under the cursor."""
        if not (file := self._saved("renaming")):
            return

        def renamed(path: Path) -> None:
            if self.used == file.stem:
                self.used = path.stem
            self._made(path)

        make = partial(environments.rename_environment, file.path)
        self._ask(f"Rename {file.title}", make, renamed, value=file.title)

    def action_delete(self) -> None:
        """Ask, then move the environment under the cursor to the trash."""
        from endpoint_explorer.tui.screens.dialogs import ConfirmScreen

        file = self.current
        if file is None:
            return

        def deleted(deletion: Deleted) -> None:
            self._deleted = (*self._deleted, deletion)
            self.drafts.pop(file.stem, None)
            self.read_files()
            self.tell(f"Deleted {file.title}. u in the list brings it back.")

        def answered(is_confirmed: bool | None) -> None:
            if is_confirmed:
                self.offload(partial(environments.delete, file.path), deleted)

        question = f"{file.path.name} moves to the trash."
        screen = ConfirmScreen(f"Delete {file.title}?", question, "Delete", danger=True)
        self.app.push_screen(screen, answered)

    def action_restore(self) -> None:
        """Bring back what was deleted last."""
        if not self._deleted:
            self.tell("No environment was deleted here.")
            return
        *earlier, last = self._deleted

        def restored(path: Path) -> None:
            self._deleted = tuple(earlier)
            self._made(path)

        self.offload(partial(environments.restore, last), restored)

    def action_save(self) -> None:
        """Save the environment under the cursor."""
        if self.current is not None and self.current.stem in self.drafts:
            self.save(self.current)
        else:
            self.tell("Nothing to save.")

    def save(
        self,
        file: EnvironmentFile,
        then: Callable[[], None] | None = None,
        *,
        is_forced: bool = False,
    ) -> None:
        """Write what is edited of a file, then call `then` if that went well."""
        draft = self.drafts[file.stem]

        def saved(_: object) -> None:
            if self.drafts.get(file.stem) == draft:
                del self.drafts[file.stem]
            self.tell(f"Saved {file.path.name}")
            self.read_files(file.stem)
            if then is not None:
                then()

        def failed(error: EndpointExplorerError) -> None:
            if isinstance(error, FileChanged):
                self._resolve_conflict(file, error, then)
            else:
                self.report(error)

        stamp = None if is_forced else file.stamp
        write = partial(environments.save_environment, file.path, draft, stamp)
        self.offload(write, saved, failed=failed)

    def _resolve_conflict(
        self, file: EnvironmentFile, error: FileChanged, then: Callable[[], None] | None
    ) -> None:
        from endpoint_explorer.tui.screens.dialogs import ChoiceScreen

        def chosen(answer: str | None) -> None:
            if answer == "mine":
                self.save(file, then, is_forced=True)
            elif answer == "theirs":
                del self.drafts[file.stem]
                self.read_files(file.stem)

        choices = [
            ("keep", "Keep editing, save later"),
            ("mine", "Overwrite the file with these edits"),
            ("theirs", "Load the file and drop these edits"),
        ]
        title = f"{file.path.name}: {error.reason}"
        self.app.push_screen(ChoiceScreen(title, choices, "keep"), chosen)

    def save_all(self, then: Callable[[], None]) -> None:
        """Save one edited environment after the other; one that fails keeps the screen open."""
        edited = [file for file in self.files if file.stem in self.drafts]
        if edited:
            self.save(edited[0], partial(self.save_all, then))
        else:
            then()

    def action_use(self) -> None:
        """Send with the environment under the cursor from now on."""
        if self.current is not None and self.current.fault is None:
            self.used = self.current.stem
            self.show_changes()

    def action_leave(self) -> None:
        """Leave; unsaved edits are asked about first."""
        if not self.drafts:
            self._end()
            return
        from endpoint_explorer.tui.screens.dialogs import ChoiceScreen

        def chosen(answer: str | None) -> None:
            if answer == "save":
                self.save_all(self._end)
            elif answer == "discard":
                self._end()

        names = ", ".join(file.title for file in self.files if file.stem in self.drafts)
        choices = [
            ("save", "Save and leave"),
            ("discard", "Leave without saving"),
            ("stay", "Stay"),
        ]
        self.app.push_screen(ChoiceScreen(f"Unsaved: {names}", choices, "save"), chosen)

    def _end(self) -> None:
        self.dismiss(self.used)

    def _saved(self, what: str) -> EnvironmentFile | None:
        """Return the environment under the cursor if it has no unsaved edits."""
        file = self.current
        if file is not None and file.stem in self.drafts:
            self.tell(f"Save the environment before {what} it.", severity="warning")
            return None
        return file

    def _made(self, path: Path) -> None:
        self.read_files(path.stem)

    def _ask(
        self,
        title: str,
        make: Callable[[str], Path],
        then: Callable[[Path], None] | None = None,
        *,
        value: str = "",
        placeholder: str = "",
    ) -> None:
        """Ask for a name and make a file with it."""
        from endpoint_explorer.tui.screens.dialogs import PromptScreen

        def answered(name: str | None) -> None:
            if name and name.strip():
                self.offload(partial(make, name.strip()), then or self._made)

        screen = PromptScreen(title, value, placeholder, _needs_text)
        self.app.push_screen(screen, answered)


def _needs_text(value: str) -> str | None:
    return None if value.strip() else "A name is needed."
