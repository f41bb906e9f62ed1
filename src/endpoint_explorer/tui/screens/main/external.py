"""Handing text to the user's own programs: the pager and the editor."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from textual import on
from textual.app import SuspendNotSupported

from endpoint_explorer.tui.panes.form import FormPane
from endpoint_explorer.tui.panes.results import ResultsPane
from endpoint_explorer.tui.screens.main.layout import LayoutFlow


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


class ExternalFlow(LayoutFlow):
    """Answers f3 and f4."""

    @on(ResultsPane.PagerRequested)
    def page(self, message: ResultsPane.PagerRequested) -> None:
        """Show text in the pager of the settings, else in $PAGER."""
        pager = self.explorer.settings.pager or os.environ.get("PAGER") or "less"
        self._run(pager, message.text, ".txt", "PAGER")

    @on(FormPane.EditorRequested)
    def edit(self, message: FormPane.EditorRequested) -> None:
        """Edit the body in the editor of the settings, else in $EDITOR; take over what it left."""
        chosen = self.explorer.settings.editor
        editor = chosen or os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
        edited = self._run(editor, message.text, message.suffix, "EDITOR")
        if edited is not None and edited != message.text:
            self.form.set_body_text(edited)

    def _run(self, command: str, text: str, suffix: str, variable: str) -> str | None:
        """Run a program on a private file that holds the text; return what the file holds then.

        The program has the terminal for as long as it runs, so waiting for it blocks nothing.
        """
        with tempfile.TemporaryDirectory(prefix="endpoint-explorer-") as folder:
            path = Path(folder) / f"body{suffix}"
            path.write_bytes(text.encode("utf-8", "surrogatepass"))
            try:
                with self.app.suspend(), _keys_are_the_programs():
                    words = [*shlex.split(command), str(path)]
                    code = subprocess.run(words, check=False).returncode  # noqa: S603  # the user's own choice
            except SuspendNotSupported:
                self.tell("This terminal cannot be handed to another program.", severity="error")
                return None
            except (OSError, ValueError) as error:
                self.tell(f"{command}: {error}. Set ${variable} to a program.", severity="error")
                return None
            if code != 0:
                self.tell(f"{command} ended with {code}; nothing was taken over.")
                return None
            return path.read_bytes().decode("utf-8", "surrogateescape")
