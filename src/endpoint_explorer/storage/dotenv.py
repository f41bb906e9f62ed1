"""Dotenv files: lines of `NAME=value`, read as they are, without any interpolation."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from endpoint_explorer.errors import FileMalformed, FileUnreadable
from endpoint_explorer.model.collection import Environment
from endpoint_explorer.storage.reading import decode, read_bytes, read_if_there

DOTENV_FILE = ".env"


def dotenv_path(collection: Path, name: str) -> Path:
    """Return the path of a dotenv file by its name, relative to the collection.

    A file outside of the collection has to be named as one, by `../`, `/` or `~/`. Raises
    FileUnreadable for a name that leads there by a link.
    """
    written = Path(name).expanduser()
    path = collection / written
    says_so = written.is_absolute() or ".." in written.parts
    if not says_so and not path.resolve().is_relative_to(collection.resolve()):
        raise FileUnreadable(
            path,
            f"is a link out of the collection, to {path.resolve()}",
            hint="Name the file that is meant by its own path.",
        )
    return path


def read_dotenv_file(path: Path) -> dict[str, str]:
    """Return the names and values of a dotenv file; raise FileUnreadable, FileMalformed."""
    return dict(_parsed(path, read_bytes(path)))


def read_dotenv(collection: Path, environment: Environment) -> dict[str, str]:
    """Return what an environment's dotenv files say, a later file above an earlier one.

    A file that is not there says nothing: such files are seldom under version control.
    """
    values: dict[str, str] = {}
    for name in environment.dotenv:
        path = dotenv_path(collection, name)
        data = read_if_there(path)
        if data is not None:
            values |= _parsed(path, data)
    return values


def _parsed(path: Path, data: bytes) -> dict[str, str]:
    return _parse(path, decode(path, data))


@lru_cache(maxsize=8)
def _parse(path: Path, text: str) -> dict[str, str]:
    """Parse once for all the previews that are made while somebody types."""
    from io import StringIO

    from dotenv.parser import parse_stream

    values: dict[str, str] = {}
    for binding in parse_stream(StringIO(text.removeprefix("\ufeff"))):
        if binding.error:
            blank = len(binding.original.string) - len(binding.original.string.lstrip())
            line = binding.original.line + binding.original.string.count("\n", 0, blank)
            raise FileMalformed(
                path,
                "is no line of a dotenv file",
                line=line,
                hint="Write NAME=value, with quotes around a value that has spaces or #.",
            )
        if binding.key is not None and binding.value is not None:
            values[binding.key] = binding.value
    return values
