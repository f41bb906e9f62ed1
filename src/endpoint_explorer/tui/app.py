"""The Textual application: theme, screens, and leaving the terminal as it was found."""

from __future__ import annotations

import asyncio
import errno
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import ClassVar, Protocol, runtime_checkable

from textual.app import App
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.css.query import NoMatches
from textual.screen import ModalScreen
from textual.theme import Theme
from textual.widgets import Input, OptionList
from textual.worker import WorkerFailed

from endpoint_explorer.bodies.clean import clean
from endpoint_explorer.errors import EndpointExplorerError, FileError
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.secret import Secret
from endpoint_explorer.model.settings import Settings
from endpoint_explorer.tui.commands import ActionCommands
from endpoint_explorer.tui.hangup import end_soon, watch_terminal
from endpoint_explorer.tui.input import TerminalDriver
from endpoint_explorer.tui.keys import KeysInOrder
from endpoint_explorer.tui.screens.main import MainScreen
from endpoint_explorer.tui.widgets.filter_input import PRINTABLE

THEME = Theme(
    name="explorer",
    primary="#5fafd7",
    secondary="#87a7c7",
    accent="#e0af68",
    foreground="#d5dbe5",
    background="#14181f",
    surface="#191e27",
    panel="#232a36",
    success="#7bc47f",
    warning="#e0af68",
    error="#ef6b73",
    dark=True,
)


@runtime_checkable
class Leaving(Protocol):
    """A screen that knows how it is left."""

    def action_leave(self) -> None:
        """Leave, or ask first."""


PATIENCE = 5.0
"""Seconds that the program has to end in order once it must."""


class Palette(CommandPalette):
    """The command palette; Textual's own falls over keys that come before it has caught up."""

    def on_mount(self) -> None:
        """Take what can be shown, as all our own inputs do."""
        self.query_one(Input).restrict = PRINTABLE

    def _action_command_list(self, action: str) -> None:
        # The list may be empty, filled and not laid out yet, or gone already.
        with suppress(KeyError, IndexError, NoMatches):
            if self.query_one(OptionList).option_count:
                super()._action_command_list(action)

    def dismiss(self, result: None = None) -> AwaitComplete:
        """End, unless that has happened, as `Modal` does."""
        return super().dismiss(result) if self.is_current else AwaitComplete()


class ExplorerApp(KeysInOrder):
    """Endpoint Explorer over one folder of collections."""

    CSS_PATH = "app.tcss"
    TITLE = "Endpoint Explorer"
    COMMANDS = App.COMMANDS | {ActionCommands}
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+q,ctrl+c",
            "quit",
            "Quit",
            key_display="^q",
            id="quit",
            tooltip="Quit; unsaved edits are asked about",
        ),
    ]

    def __init__(self, explorer: Explorer, root: Path) -> None:
        super().__init__(driver_class=TerminalDriver)
        self._explorer = explorer
        self._root = root
        self.failure: BaseException | None = None
        self.register_theme(THEME)
        self._settings_fault = _first_settings(explorer)
        chosen = explorer.settings.theme
        self.theme = chosen if chosen in self.available_themes else THEME.name
        self.set_keymap(explorer.settings.keymap)

    def get_default_screen(self) -> MainScreen:
        """Start on the main screen: a blank one below it would cost a frame."""
        return MainScreen(self._explorer, self._root)

    def on_mount(self) -> None:
        """Leave in order when told to by a signal: by default the terminal stays in mouse mode."""
        if self._settings_fault:
            self.notify(self._settings_fault, severity="error", markup=False)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.leave, 128 + number)
        if self.is_headless or sys.__stdin__ is None:
            return

        def call(function: Callable[..., None], *arguments: object) -> None:
            with suppress(RuntimeError):  # the loop has ended, and with it the program
                loop.call_soon_threadsafe(function, *arguments)

        def crashed(what: threading.ExceptHookArgs) -> None:
            # Reading fails where the terminal has gone; that is noticed in another way.
            is_hangup = isinstance(what.exc_value, OSError) and what.exc_value.errno == errno.EIO
            if isinstance(what.exc_value, Exception) and not is_hangup:
                call(self._handle_exception, what.exc_value)

        threading.excepthook = crashed
        gone = partial(call, self.leave, 128 + signal.SIGHUP)
        watch_terminal(sys.__stdin__.fileno(), gone)

    def leave(self, code: int) -> None:
        """End without a question, and keep the drafts."""
        self._keep_drafts()
        if not self.is_headless:
            end_soon(code, PATIENCE)
        self.exit(code)

    def _keep_drafts(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, MainScreen):
                screen.cancel_all()
                screen.keep_drafts_now()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keep the palette closed over dialogs: there its key belongs to them."""
        del parameters
        # While the program ends there is no screen any more, and keys may still come.
        is_modal = any(isinstance(screen, ModalScreen) for screen in self.screen_stack[-1:])
        return not (action == "command_palette" and is_modal)

    def action_command_palette(self) -> None:
        """Show the command palette."""
        if not any(isinstance(screen, CommandPalette) for screen in self.screen_stack):
            self.push_screen(Palette(id="--command-palette"))

    async def action_quit(self) -> None:
        """Quit: leave each screen in its own way, the main one last; a dialog is only closed.

        A screen that stays asks what is to become of unsaved edits.
        """
        screen = self.screen_stack[-1]
        if isinstance(screen, MainScreen):
            screen.action_quit()
        elif isinstance(screen, Leaving):
            is_dialog = screen.is_modal
            screen.action_leave()
            if is_dialog:
                return
            if self.screen_stack[-1] is not screen and not self.screen.is_modal:
                await self.action_quit()
        elif len(self.screen_stack) > 1:
            self.pop_screen()

    def _fatal_error(self) -> None:
        """End without Textual's crash screen: it prints local variables, secrets among them."""
        failure = self._exception
        # What Textual makes of an error in a worker has no trace of where that arose.
        self.failure = failure.error if isinstance(failure, WorkerFailed) else failure
        # What crashed may have left the form in pieces; the drafts before that are kept already.
        with suppress(Exception):
            self._keep_drafts()
        self._close_messages_no_wait()


def _first_settings(explorer: Explorer) -> str:
    """Have the settings read before the first frame; return why they cannot be used."""
    try:
        _ = explorer.settings
    except FileError as error:
        explorer.use_settings(Settings())
        return clean(
            f"{error.message}\nThe defaults hold until it is corrected.", keep_newlines=True
        )
    return ""


def run(root: Path | None, *, base_url: str = "") -> int:
    """Run the terminal UI over a folder; return the exit code.

    `base_url`, when given, is where the demo API is served for as long as the program runs.
    """
    from endpoint_explorer.storage.locations import default_root

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        sys.stderr.write("error: the terminal UI needs a terminal\n")
        sys.stderr.write("hint: send and history work without one; see endpoint-explorer --help\n")
        return 2
    folder = (root or default_root()).absolute()
    if not folder.is_dir():
        if root is not None:
            sys.stderr.write(f"error: no folder at {clean(str(root))}\n")
            sys.stderr.write(
                "hint: name a folder of collections, or see endpoint-explorer --help\n"
            )
            return 3
        folder.mkdir(parents=True, exist_ok=True)
    explorer = Explorer()
    if base_url:
        explorer.set_session_variable(folder, "server", base_url)
    app = ExplorerApp(explorer, folder)
    try:
        code = app.run()
    finally:
        explorer.close()
    if app.failure is not None:
        _report_crash(app.failure, explorer.secrets.noted)
        return 1
    return code or 0


def _report_crash(failure: BaseException, secrets: tuple[Secret, ...]) -> None:
    """Name an unexpected error and its record: no values, which might be secret."""
    from endpoint_explorer.storage.crash_log import describe_crash, write_crash_log

    sys.stderr.write(f"error: {clean(describe_crash(failure, secrets))}\n")
    try:
        path = write_crash_log(failure, secrets)
    except (EndpointExplorerError, OSError) as error:
        sys.stderr.write(f"error: no record could be written: {clean(str(error))}\n")
    else:
        sys.stderr.write(f"The crash is recorded, without any values, in {clean(str(path))}\n")
    sys.stderr.write(
        "hint: this is a fault of Endpoint Explorer; saved files are untouched, and unsaved edits "
        "come back at the next start\n"
    )
