"""The user's settings: in use from the first frame, and again each time the file is saved."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import msgspec
from textual.theme import Theme

from endpoint_explorer.errors import EndpointExplorerError
from endpoint_explorer.model.settings import Settings
from endpoint_explorer.storage.settings import load_settings, settings_path
from endpoint_explorer.tui.screens.main.copying import CopyingFlow

EVERY = 1.0
"""Seconds between two looks at the file."""

FileMark = tuple[int, int, int] | None
"""Inode, size and time of the last change in nanoseconds; None where there is no file."""


class SettingsFlow(CopyingFlow):
    """Reads the settings anew when their file has changed, and keeps a theme that is picked."""

    def start_watching_settings(self) -> None:
        """Tell what is wrong with the settings; from then on look whether the file changes."""
        self._path = settings_path()
        self._mark = _mark(self._path)
        self._tell_faults(self.explorer.settings)
        self.app.theme_changed_signal.subscribe(self, self._keep_theme)
        self.set_interval(EVERY, self.look_at_settings)

    def look_at_settings(self) -> None:
        """Read the settings, off the loop, when the file is another one."""
        mark = _mark(self._path)
        if mark != self._mark:
            self._mark = mark
            self.offload(
                load_settings, self._changed, failed=self._broken, group="settings", exclusive=True
            )

    def _changed(self, settings: Settings) -> None:
        if settings == self.explorer.settings:
            return
        self.use_settings(settings)
        self.tell("The settings have changed.")
        self._tell_faults(settings)

    def _broken(self, error: EndpointExplorerError) -> None:
        self.tell(f"{error.message}\nThe settings stay as they were.", severity="error")

    def use_settings(self, settings: Settings) -> None:
        """Use settings from now on: for what is shown, and for what is sent."""
        before = self.explorer.settings
        self.explorer.use_settings(settings)
        self.app.set_keymap(settings.keymap)
        if settings.theme in self.app.available_themes:
            self.app.theme = settings.theme
        self.workbench.settings = settings
        for opened in self.workbench:
            opened.context = msgspec.structs.replace(opened.context, settings=settings)
        if (before.options, before.network) != (settings.options, settings.network):
            self.take_edits()
            self.fill_form()

    def _tell_faults(self, settings: Settings) -> None:
        told = list(settings.warnings)
        if settings.theme not in self.app.available_themes:
            import difflib

            near = difflib.get_close_matches(settings.theme, self.app.available_themes, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            told.append(f"{settings_path()}: no theme is named {settings.theme}.{hint}")
        if told:
            self.tell("\n".join(told), severity="warning")
        if settings.keymap:
            self.offload(partial(_keymap_faults, settings), self._tell_keymap, group="keymap")

    def _tell_keymap(self, faults: tuple[str, ...]) -> None:
        if faults:
            lines = [f"{settings_path()}:", *faults]
            self.tell("\n".join(lines), severity="warning")

    def _keep_theme(self, theme: Theme) -> None:
        """Write the theme that was picked into the file."""
        settings = self.explorer.settings
        if theme.name == settings.theme:
            return
        self.explorer.use_settings(msgspec.structs.replace(settings, theme=theme.name))
        self.offload(
            partial(_save_theme, theme.name, self._path), self._theme_saved, group="settings"
        )

    def _theme_saved(self, mark: FileMark) -> None:
        self._mark = mark


def _keymap_faults(settings: Settings) -> tuple[str, ...]:
    from endpoint_explorer.tui.keymap import faults

    return faults(settings.keymap)


def _save_theme(name: str, path: Path) -> FileMark:
    from endpoint_explorer.storage.settings_file import save_setting

    save_setting("theme", name)
    return _mark(path)


def _mark(path: Path) -> FileMark:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
