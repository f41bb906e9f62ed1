"""Handing text to the user's own programs: the pager and the editor."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from textual import on
from textual.app import SuspendNotSupported

from endpoint_explorer.tui.panes.form import FormPane
from endpoint_explorer.tui.panes.results import ResultsPane
from endpoint_explorer.tui.screens.main.exporting import ExportFlow


@contextmanager
def _keys_are_the_programs() -> Iterator[None]:
    """Leave ctrl+c and ctrl+backslash to the program that has the terminal: `less` takes them.

    The terminal sends them to us, too. A handler is not inherited as SIG_IGN would be.
    """
    numbers = (signal.SIGINT, signal.SIGQUIT)
    before = [(number, signal.signal(number, lambda *_: None)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


class ExternalFlow(ExportFlow):
    """Answers f3 and f4."""

    @on(ResultsPane.PagerRequested)
    def page(self, message: ResultsPane.PagerRequested) -> None:
        """Show a body in the pager of the settings, else in $PAGER."""
        pager = self.explorer.settings.pager or os.environ.get("PAGER") or "less"
        export = message.export
        self._lend(
            export.shown_extension, export.pages(), lambda path: self._run(pager, path, "PAGER")
        )

    @on(ResultsPane.BodyEditorRequested)
    def edit_copy(self, message: ResultsPane.BodyEditorRequested) -> None:
        """Open a copy of a body in $EDITOR; a response is not to be changed."""

        def edit(path: Path) -> None:
            written = path.stat().st_mtime_ns
            if self._run(self._editor, path, "EDITOR") and _stamp(path) != written:
                self.tell("The editor had a copy: its changes are not kept.")

        export = message.export
        self._lend(export.shown_extension, export.as_shown(), edit)

    @on(FormPane.EditorRequested)
    def edit(self, message: FormPane.EditorRequested) -> None:
        """Edit the body in the editor, and take over what it left."""

        def edit(path: Path) -> None:
            if self._run(self._editor, path, "EDITOR"):
                edited = path.read_bytes().decode("utf-8", "surrogateescape")
                if edited != message.text:
                    self.form.set_body_text(edited)

        self._lend(message.suffix, [message.text.encode("utf-8", "surrogatepass")], edit)

    @property
    def _editor(self) -> str:
        environ = os.environ
        return (
            self.explorer.settings.editor or environ.get("VISUAL") or environ.get("EDITOR") or "vi"
        )

    def _lend(self, suffix: str, parts: Iterable[bytes], then: Callable[[Path], object]) -> None:
        """Write a private file in a thread, use it, and remove it."""
        from endpoint_explorer.storage.exports import private_file

        stack = ExitStack()

        def use(path: Path) -> None:
            with stack:
                then(path)

        self.offload(
            partial(stack.enter_context, private_file(f"body{suffix}", parts)),
            use,
            group="external",
            exclusive=True,
        )

    def _run(self, command: str, path: Path, variable: str) -> bool:
        """Run a program on a file; say why when it fails.

        The program has the terminal for as long as it runs, so waiting for it blocks nothing.
        """
        try:
            with self.app.suspend(), _keys_are_the_programs():
                words = [*shlex.split(command), str(path)]
                code = subprocess.run(words, check=False).returncode  # noqa: S603  # the user's own choice
        except SuspendNotSupported:
            self.tell("This terminal cannot be handed to another program.", severity="error")
            return False
        except (OSError, ValueError) as error:
            self.tell(f"{command}: {error}. Set ${variable} to a program.", severity="error")
            return False
        if code != 0:
            self.tell(f"{command} ended with {code}; nothing was taken over.")
        return code == 0


def _stamp(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None
