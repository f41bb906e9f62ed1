"""Collections, folders, environments, and what a request inherits from them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from endpoint_explorer.model.request import Auth, Field, Options

FORMAT = 1
"""The version of the collection format that this program reads and writes."""

EntryKind = Literal["collection", "folder", "request"]


class CollectionSettings(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What `collection.toml` says."""

    format: int = FORMAT
    name: str = ""
    description: str = ""
    base_url: str = ""
    variables: Mapping[str, str] = {}
    headers: tuple[Field, ...] = ()
    auth: Auth = Auth(type="none")
    options: Options = Options()


class FolderSettings(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What `folder.toml` says; it holds for everything below its folder."""

    name: str = ""
    description: str = ""
    variables: Mapping[str, str] = {}
    headers: tuple[Field, ...] = ()
    auth: Auth = Auth()
    options: Options = Options()


class Environment(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A named set of variables, and of references to secrets such as `env:STAGING_TOKEN`.

    `name` is the file's stem, which is what `--env` takes; `title` is the name the file gives.
    """

    name: str
    title: str = ""
    variables: Mapping[str, str] = {}
    secrets: Mapping[str, str] = {}


class Entry(msgspec.Struct, frozen=True):
    """What a folder lists: known from its name alone, the file unread."""

    path: Path
    kind: EntryKind

    @property
    def stem(self) -> str:
        """The name to show until the file has been read."""
        return self.path.stem if self.kind == "request" else self.path.name


class Summary(msgspec.Struct, frozen=True):
    """What a tree shows of a request or collection; `problem` says why a file cannot be parsed.

    `problem_line` counts from 1.
    """

    name: str
    method: str = ""
    url: str = ""
    problem: str = ""
    problem_line: int | None = None


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """Everything around a request that decides what it resolves to.

    `folders` run from the outermost to the innermost. `session` holds variables that live as long
    as the program (captures, overrides); `overrides` are those of the command line, the strongest.
    `directory` is what relative files in bodies are relative to.
    """

    directory: Path
    collection: CollectionSettings = CollectionSettings()
    folders: tuple[FolderSettings, ...] = ()
    environment: Environment | None = None
    session: Mapping[str, str] = {}
    overrides: Mapping[str, str] = {}
