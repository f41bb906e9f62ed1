"""What a collection's or a folder's own file says, and saying something else in it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import msgspec

from endpoint_explorer.model.collection import FORMAT, CollectionSettings, FolderSettings
from endpoint_explorer.model.request import AuthType
from endpoint_explorer.storage.context import parse_collection, parse_folder
from endpoint_explorer.storage.environment_file import variables_data
from endpoint_explorer.storage.in_place import current_text, edited, faithful, put, save
from endpoint_explorer.storage.naming import COLLECTION_FILE, FOLDER_FILE
from endpoint_explorer.storage.reading import Stamp, decode, has_file, read_if_there
from endpoint_explorer.storage.request_file import auth_data, put_options, put_rows, put_table

Settings = CollectionSettings | FolderSettings


class SettingsFile(msgspec.Struct, frozen=True):
    """A file as it was read: what it says, and its stamp; None where there is no file yet."""

    path: Path
    settings: Settings
    stamp: Stamp | None = None

    @property
    def folder(self) -> Path:
        """The folder that the settings hold for."""
        return self.path.parent


def read_settings_file(folder: Path) -> SettingsFile:
    """Read the settings of a collection or folder; raise FileUnreadable, FileMalformed."""
    path = folder / (COLLECTION_FILE if has_file(folder, COLLECTION_FILE) else FOLDER_FILE)
    data = read_if_there(path)
    if data is None:
        return SettingsFile(path, FolderSettings())
    return SettingsFile(path, _parse(decode(path, data), path), Stamp.of(data))


def save_settings_file(path: Path, settings: Settings, expected: Stamp | None) -> Stamp:
    """Write settings to their file and return the stamp of what is there now.

    Only what differs is touched. `expected` is the stamp of the content that they were made from;
    None overwrites whatever is there. Raises FileChanged, FileUnwritable, FileUnreadable.
    """
    return save(path, partial(_render, path, settings), expected)


def _parse(text: str, path: Path) -> Settings:
    parse = parse_collection if path.name == COLLECTION_FILE else parse_folder
    return parse(text, path)


def _render(path: Path, settings: Settings, old: bytes | None) -> bytes:
    source, current = current_text(path, old)
    before = _parse(source, path)
    data = dict(current)
    if isinstance(settings, CollectionSettings):
        if not source:
            data["format"] = FORMAT
        put(data, "base_url", settings.base_url, "")
    put(data, "name", settings.name, "")
    put(data, "description", settings.description, "")
    variables = variables_data(settings.variables, data.get("variables"))
    if variables or "variables" in data:
        data["variables"] = variables
    put_rows(data, "headers", before.headers, settings.headers)
    absent: AuthType = "none" if isinstance(settings, CollectionSettings) else "inherit"
    put_table(data, "auth", auth_data(settings.auth, absent))
    put_options(data, settings.options)
    return faithful(path, edited(source, current, data), _parse, settings)
