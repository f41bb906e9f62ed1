"""What surrounds a request: its collection's settings, its folders', and the environments."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import msgspec

from endpoint_explorer.errors import FileError, FileMalformed, UsageError
from endpoint_explorer.model.collection import (
    FORMAT,
    CollectionSettings,
    Context,
    Environment,
    FolderSettings,
)
from endpoint_explorer.model.network import Network
from endpoint_explorer.storage.dotenv import read_dotenv
from endpoint_explorer.storage.faults import unreadable
from endpoint_explorer.storage.naming import COLLECTION_FILE, ENVIRONMENTS, FOLDER_FILE, natural_key
from endpoint_explorer.storage.reading import decode, has_file, read_bytes, read_if_there
from endpoint_explorer.storage.request_file import read_auth, read_options
from endpoint_explorer.storage.rows import read_fields
from endpoint_explorer.storage.secrets import read_secrets
from endpoint_explorer.storage.toml_table import TomlTable


def collection_of(path: Path) -> Path | None:
    """Return the collection that a path is in: the nearest folder with a `collection.toml`."""
    absolute = _absolute(path)
    near = () if ".." in path.parts else (path, *path.parents)
    for candidate in (*near, absolute, *absolute.parents):
        if has_file(candidate, COLLECTION_FILE):
            return candidate
    return None


def load_context(path: Path, environment: str | None = None) -> Context:
    """Read everything around a request's file, or around a new request in the folder `path`.

    There is one FolderSettings for each folder on the way, named after it where it has no name.
    Raises FileUnreadable and FileMalformed for the settings, and UsageError, naming those that
    there are, for an unknown environment.
    """
    folder = path if os.path.isdir(path) else path.parent  # noqa: PTH112 - as has_file
    collection = collection_of(folder)
    if collection is None:
        _require_no_environment(environment)
        return Context(directory=folder)
    found = _find_environment(collection, environment)
    return Context(
        directory=collection,
        collection=read_collection(collection),
        folders=tuple(_named(f) for f in _folders_between(collection, folder)),
        environment=found,
        dotenv=read_dotenv(collection, found) if found else {},
    )


def list_environments(collection: Path) -> tuple[str, ...]:
    """Return the names of a collection's environments, in natural order; raise FileUnreadable."""
    try:
        names = [path.name for path in (collection / ENVIRONMENTS).iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise unreadable(collection / ENVIRONMENTS, error) from error
    stems = [n.removesuffix(".toml") for n in names if n.endswith(".toml") and n[0] != "."]
    return tuple(sorted(stems, key=natural_key))


def environment_path(collection: Path, name: str) -> Path:
    """Return the file of an environment, which is named by its stem or else by its title.

    Raises UsageError where none is named so, or several are.
    """
    known = list_environments(collection)
    stems = [name] if name in known else _titled(collection, known, name)
    if not stems:
        hint = f"There are: {', '.join(known)}." if known else "The collection has none."
        raise UsageError(f'no environment is named "{name}" in {collection}', hint=hint)
    if len(stems) > 1:
        raise UsageError(
            f'several environments are named "{name}" in {collection}',
            hint=f"Name the file of one: {', '.join(stems)}.",
        )
    return collection / ENVIRONMENTS / f"{stems[0]}.toml"


def _titled(collection: Path, stems: tuple[str, ...], title: str) -> list[str]:
    """Return the environments of a title; one that cannot be read has none."""
    found = []
    for stem in stems if title else ():
        with suppress(FileError):
            environment = load_environment(collection / ENVIRONMENTS / f"{stem}.toml")
            if environment.title == title:
                found.append(stem)
    return found


def load_environment(path: Path) -> Environment:
    """Read an environment's file; raise FileUnreadable, FileMalformed."""
    return parse_environment(decode(path, read_bytes(path)), path)


def parse_environment(text: str, path: Path) -> Environment:
    """Return what the text of an environment's file says; raise FileMalformed with the line."""
    table = TomlTable.parse(text, path)
    references, hosts = read_secrets(table.table("secrets"))
    return Environment(
        name=path.stem,
        title=table.text("name"),
        variables=table.text_map("variables"),
        secrets=references,
        secret_hosts=hosts,
        dotenv=table.texts("dotenv"),
        production=table.flag("production", False),
        network=_read_network(table),
    )


def read_collection(folder: Path) -> CollectionSettings:
    """Read a collection's settings, the defaults where it has none of its own."""
    path = folder / COLLECTION_FILE
    data = read_if_there(path)
    if data is None:
        return CollectionSettings()
    return parse_collection(decode(path, data), path)


def parse_collection(text: str, path: Path) -> CollectionSettings:
    """Return what the text of a `collection.toml` says; raise FileMalformed with the line."""
    table = TomlTable.parse(text, path)
    version = table.whole_number("format", FORMAT)
    if version != FORMAT:
        hint = "A newer Endpoint Explorer wrote it: update this one." if version > FORMAT else ""
        known = f"this program reads format {FORMAT}"
        raise FileMalformed(path, f"is of format {version}; {known}", hint=hint)
    return CollectionSettings(
        format=version,
        name=table.text("name"),
        description=table.text("description"),
        base_url=table.text("base_url"),
        variables=table.text_map("variables"),
        headers=read_fields(table, "headers"),
        auth=read_auth(table.table("auth"), "none"),
        options=read_options(table),
        network=_read_network(table),
    )


def read_folder(folder: Path) -> FolderSettings:
    """Read a folder's settings, the defaults where it has none of its own."""
    path = folder / FOLDER_FILE
    data = read_if_there(path)
    if data is None:
        return FolderSettings()
    return parse_folder(decode(path, data), path)


def parse_folder(text: str, path: Path) -> FolderSettings:
    """Return what the text of a `folder.toml` says; raise FileMalformed with the line."""
    table = TomlTable.parse(text, path)
    return FolderSettings(
        name=table.text("name"),
        description=table.text("description"),
        variables=table.text_map("variables"),
        headers=read_fields(table, "headers"),
        auth=read_auth(table.table("auth")),
        options=read_options(table),
    )


def _named(folder: Path) -> FolderSettings:
    settings = read_folder(folder)
    return msgspec.structs.replace(settings, name=settings.name or folder.name)


def _read_network(table: TomlTable) -> Network:
    """Return what `proxy` and the table `[tls]` say."""
    tls = table.table("tls")
    return Network(
        verify=tls.optional_flag("verify"),
        ca=tls.optional_text("ca"),
        certificate=tls.optional_text("certificate"),
        key=tls.optional_text("key"),
        proxy=table.optional_text("proxy"),
    )


def _folders_between(collection: Path, folder: Path) -> list[Path]:
    """Return the folders below a collection that lead to `folder`, the outermost first."""
    names = _absolute(folder).relative_to(_absolute(collection)).parts
    return [collection.joinpath(*names[: i + 1]) for i in range(len(names))]


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would leave through a link


def _find_environment(collection: Path, name: str | None) -> Environment | None:
    return None if name is None else load_environment(environment_path(collection, name))


def _require_no_environment(name: str | None) -> None:
    if name is not None:
        raise UsageError(
            f'no environment is named "{name}": the request is in no collection',
            hint="An environment is a file in a collection's folder `environments`.",
        )
