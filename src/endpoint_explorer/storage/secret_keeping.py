"""Keeping a new secret: its value in a dotenv file, its reference in an environment's file."""

from __future__ import annotations

import re
from pathlib import Path

from endpoint_explorer.errors import FileUnwritable, UsageError
from endpoint_explorer.storage.atomic import write_atomic
from endpoint_explorer.storage.dotenv import DOTENV_FILE, read_dotenv_file
from endpoint_explorer.storage.naming import ENVIRONMENTS
from endpoint_explorer.storage.reading import decode, read_if_there
from endpoint_explorer.storage.saving import edit_settings
from endpoint_explorer.storage.toml_table import parse_toml

GITIGNORE = ".gitignore"
_NAME = re.compile(r"[^\s{}$][^{}\n]*")
_NOT_IN_A_NAME = re.compile(r"[^A-Z0-9]+")


def require_free_name(collection: Path, environment: str, name: str) -> None:
    """Raise UsageError for what is no name, and for one that the environment has already."""
    if not _NAME.fullmatch(name) or name != name.strip():
        raise UsageError("a secret needs a name without braces", hint="Such as token or api_key.")
    path = _environment_file(collection, environment)
    data = read_if_there(path)
    known = parse_toml(decode(path, data), path) if data is not None else {}
    for table in ("secrets", "variables"):
        names = known.get(table)
        if isinstance(names, dict) and name in names:
            raise UsageError(
                f"the environment {environment} has a {table[:-1]} named {name} already",
                hint="Take another name.",
            )


def keep_in_dotenv(collection: Path, environment: str, name: str, value: str) -> str:
    """Add a value to the collection's `.env`, which no other user may read and git ignores.

    Returns the reference to it. Raises FileError; UsageError for a value that such a file cannot
    say.
    """
    path = collection / DOTENV_FILE
    data = read_if_there(path) or b""
    known = read_dotenv_file(path) if data else {}
    variable = _free_variable(f"{environment} {name}", known)
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    text = decode(path, data)
    newline = "" if not text or text.endswith("\n") else "\n"
    _ignore(collection)
    write_atomic(path, f"{text}{newline}{variable}='{quoted}'\n".encode(), mode=0o600)
    if read_dotenv_file(path) != known | {variable: value}:
        write_atomic(path, data, mode=0o600)
        raise UsageError("a dotenv file cannot hold this value", hint="Keep it in a keyring.")
    return f"dotenv:{variable}"


def write_reference(collection: Path, environment: str, name: str, reference: str) -> None:
    """Add a reference to the secrets of an environment, whose file is made where it is missing."""
    path = _environment_file(collection, environment)
    data = read_if_there(path)
    if data is None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileUnwritable(path, f"cannot be made: {error.strerror}") from error
        write_atomic(path, b"")
        data = b""
    secrets = parse_toml(decode(path, data), path).get("secrets", {})
    known = secrets if isinstance(secrets, dict) else {}
    edit_settings(path, {"secrets": known | {name: reference}})


def _environment_file(collection: Path, environment: str) -> Path:
    return collection / ENVIRONMENTS / f"{environment}.toml"


def _free_variable(words: str, known: dict[str, str]) -> str:
    """Return a name for a dotenv file that nothing in it has yet."""
    name = _NOT_IN_A_NAME.sub("_", words.upper()).strip("_") or "SECRET"
    name = f"_{name}" if name[0].isdigit() else name
    numbers = (f"{name}_{number}" for number in range(2, 10_000))
    return name if name not in known else next(free for free in numbers if free not in known)


def _ignore(collection: Path) -> None:
    """Have git ignore the dotenv file, if the collection is in a work tree."""
    folder = collection.resolve()
    if not any((place / ".git").exists() for place in (folder, *folder.parents)):
        return
    path = collection / GITIGNORE
    text = decode(path, read_if_there(path) or b"")
    if {line.strip() for line in text.splitlines()} & {".env", "/.env", ".env*", "*.env"}:
        return
    newline = "" if not text or text.endswith("\n") else "\n"
    write_atomic(path, f"{text}{newline}/{DOTENV_FILE}\n".encode())
