"""The environments of a collection as files: making, changing, renaming, copying, deleting."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from pathlib import Path

import msgspec

from endpoint_explorer.errors import FileError, FileUnreadable, FileUnwritable, UsageError
from endpoint_explorer.model.collection import Environment
from endpoint_explorer.storage.atomic import sync_folder, write_atomic
from endpoint_explorer.storage.context import list_environments, parse_environment
from endpoint_explorer.storage.environment_file import render_environment
from endpoint_explorer.storage.faults import unwritable
from endpoint_explorer.storage.free_names import claim_file, free_file, is_numbered
from endpoint_explorer.storage.in_place import save
from endpoint_explorer.storage.naming import ENVIRONMENTS, copy_base, slug
from endpoint_explorer.storage.reading import Stamp, decode, read_bytes
from endpoint_explorer.storage.transfer import transfer
from endpoint_explorer.storage.trash import Deleted, delete, restore

__all__ = [
    "Deleted",
    "EnvironmentFile",
    "copy_environment",
    "create_environment",
    "delete",
    "read_environment",
    "read_environments",
    "rename_environment",
    "restore",
    "save_environment",
]


class EnvironmentFile(msgspec.Struct, frozen=True):
    """A file as it was read: what it says and its stamp, or the fault that keeps it from that."""

    path: Path
    environment: Environment
    stamp: Stamp | None = None
    fault: FileError | None = None

    @property
    def stem(self) -> str:
        """The name that `--env` takes."""
        return self.path.stem

    @property
    def title(self) -> str:
        """What to call it."""
        return self.environment.title or self.stem


def read_environments(collection: Path) -> tuple[EnvironmentFile, ...]:
    """Read every environment of a collection; one that cannot be read says why.

    Raises FileUnreadable for the folder.
    """
    folder = collection / ENVIRONMENTS
    return tuple(read_environment(folder / f"{n}.toml") for n in list_environments(collection))


def read_environment(path: Path) -> EnvironmentFile:
    """Read an environment for editing; what cannot be read says why."""
    try:
        data = read_bytes(path)
        environment = parse_environment(decode(path, data), path)
    except FileError as error:
        return EnvironmentFile(path, Environment(name=path.stem), fault=error)
    return EnvironmentFile(path, environment, Stamp.of(data))


def save_environment(path: Path, environment: Environment, expected: Stamp | None) -> Stamp:
    """Write an environment to its file and return the stamp of what is there now.

    Only what differs is touched. `expected` is the stamp of the content that it was made from;
    None overwrites whatever is there. Raises FileChanged, FileUnwritable, FileUnreadable.
    """
    return save(path, partial(render_environment, path, environment), expected)


def create_environment(collection: Path, title: str) -> Path:
    """Write a new environment named after its title, and return its path; raise FileUnwritable."""
    stem = _stem(title)
    folder = collection / ENVIRONMENTS
    _make_folder(folder)
    path = claim_file(folder, stem)
    shown = "" if title == path.stem else title
    return _fill(path, render_environment(path, Environment(name=path.stem, title=shown), None))


def copy_environment(path: Path) -> Path:
    """Copy an environment beside itself as `X copy`, comments and all; return its path.

    Raises FileUnreadable, FileMalformed, FileUnwritable.
    """
    data = read_bytes(path)
    environment = parse_environment(decode(path, data), path)
    base = copy_base(environment.title or path.stem)
    taken = {file.title for file in read_environments(path.parent.parent)}
    numbers = (f"{base} copy{'' if number == 1 else f' {number}'}" for number in range(1, 10_000))
    title = next(name for name in numbers if name not in taken)
    target = claim_file(path.parent, _stem(title))
    copy = msgspec.structs.replace(environment, name=target.stem, title=title)
    return _fill(target, render_environment(target, copy, data))


def rename_environment(path: Path, title: str) -> Path:
    """Give an environment another title, and its file a name after it; return its path then.

    Its cookies and tokens go along.

    Raises FileUnreadable, FileMalformed, FileUnwritable.
    """
    stem = _stem(title)
    data = read_bytes(path)
    environment = parse_environment(decode(path, data), path)
    target = path if is_numbered(path.stem, stem) else free_file(path.parent, stem)
    shown = "" if title == target.stem else title
    _move(path, target)
    renamed = msgspec.structs.replace(environment, name=target.stem, title=shown)
    try:
        save_environment(target, renamed, Stamp.of(data))
    except FileError:
        _move(target, path)
        raise
    if target != path:
        with suppress(FileError):  # Cookies and tokens can be had anew.
            from endpoint_explorer.storage.environment_state import move_state

            move_state(path.parent.parent, path.stem, target.stem)
    return target


def _stem(title: str) -> str:
    if not title.strip():
        raise UsageError("a name is needed", hint="Type at least one letter or digit.")
    return slug(title, "environment")


def _fill(path: Path, data: bytes) -> Path:
    """Write a file that was just claimed, or take it away again."""
    try:
        write_atomic(path, data)
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise
    return path


def _move(path: Path, target: Path) -> None:
    if path == target:
        return
    if os.path.lexists(target):
        raise FileUnwritable(target, "is there already")
    try:
        transfer(path, target)
    except OSError as error:
        raise unwritable(path, error) from error
    sync_folder(target.parent)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except FileNotFoundError as error:
        raise FileUnreadable(folder.parent, "is not there any more") from error
    except OSError as error:
        raise unwritable(folder, error) from error
