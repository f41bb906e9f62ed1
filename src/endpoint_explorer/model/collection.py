"""Collections, folders, environments, and what a request inherits from them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from endpoint_explorer.model.network import Network
from endpoint_explorer.model.request import DEFAULTS, Auth, Field, Options
from endpoint_explorer.model.settings import Settings

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
    network: Network = Network()


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
    `secret_hosts` says for some of the secrets which hosts may see them, such as `*.example.com`;
    the others go anywhere. `dotenv` names files whose names become variables, relative to the
    collection. `production` asks for care.
    """

    name: str
    title: str = ""
    variables: Mapping[str, str] = {}
    secrets: Mapping[str, str] = {}
    secret_hosts: Mapping[str, tuple[str, ...]] = {}
    dotenv: tuple[str, ...] = ()
    production: bool = False
    network: Network = Network()


class Entry(msgspec.Struct, frozen=True, gc=False):
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
    as the program, such as captures, and `session_secrets` the names of those that are secret;
    `overrides` are those of the command line, the strongest.
    `directory` is what relative files in bodies and in TLS settings are relative to. `network` is
    set by the command line, above the environment's and the collection's. `dotenv` holds what the
    environment's dotenv files say, below its own variables; their values are no templates.
    `settings` are the user's own, the weakest.
    """

    directory: Path
    collection: CollectionSettings = CollectionSettings()
    folders: tuple[FolderSettings, ...] = ()
    environment: Environment | None = None
    dotenv: Mapping[str, str] = {}
    session: Mapping[str, str] = {}
    session_secrets: frozenset[str] = frozenset()
    overrides: Mapping[str, str] = {}
    network: Network = Network()
    settings: Settings = Settings()

    @property
    def whole_network(self) -> Network:
        """The network settings of all layers together."""
        layers = (self.environment.network,) if self.environment else ()
        whole = self.collection.network.over(self.settings.network)
        for layer in (*layers, self.network):
            whole = layer.over(whole)
        return whole


def inherited_headers(context: Context) -> tuple[tuple[Field, str], ...]:
    """Return the headers that a request inherits, each with the name of what it comes from.

    An inner folder's row takes the place of an outer one's of the same name, whatever its case.
    """
    rows: dict[str, list[tuple[Field, str]]] = {}
    layers = [(context.collection.headers, "the collection")]
    layers += [(folder.headers, f"folder {folder.name}".strip()) for folder in context.folders]
    for headers, origin in layers:
        for name in dict.fromkeys(row.name.lower() for row in headers):
            rows[name] = [(row, origin) for row in headers if row.name.lower() == name]
    return tuple(row for group in rows.values() for row in group if row[0].enabled)


def inherited_options(context: Context) -> dict[str, tuple[float | int | bool | None, str]]:
    """Return the value of each option that a request inherits, and the name of its origin."""
    levels = [
        (DEFAULTS, "the default"),
        (context.settings.options, "from the settings"),
        (context.collection.options, "from the collection"),
    ]
    levels += [(folder.options, f"from folder {folder.name}".strip()) for folder in context.folders]
    return {
        name: (getattr(options, name), origin)
        for options, origin in levels
        for name in Options.__struct_fields__
        if getattr(options, name) is not None
    }


def inherited_auth(context: Context) -> tuple[Auth, str]:
    """Return the auth that a request inherits, and the name of what it comes from."""
    for folder in reversed(context.folders):
        if folder.auth.type != "inherit":
            return folder.auth, f"folder {folder.name}".strip()
    return context.collection.auth, "the collection"
