"""Writing `config.toml`: its beginning with every key explained, and one key of it changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from endpoint_explorer.errors import FileExists
from endpoint_explorer.storage.atomic import write_atomic
from endpoint_explorer.storage.locations import private_dir
from endpoint_explorer.storage.reading import decode, read_if_there
from endpoint_explorer.storage.saving import edit_settings
from endpoint_explorer.storage.settings import KEYMAP, KEYS, Key, settings_path
from endpoint_explorer.storage.toml_table import parse_toml
from endpoint_explorer.storage.toml_text import line_of
from endpoint_explorer.storage.toml_writer import dump_key, dump_value

_OPENING = """\
# The settings of Endpoint Explorer. Each line that is commented out says what holds without it;
# what is saved here holds at once. Stronger are, in this order: options of the command line, the
# request, its folders, its collection.
"""


def init_settings() -> Path:
    """Write a file with every key, commented out, and return its path.

    Raises FileExists where there is one, FileUnwritable.
    """
    path = settings_path()
    if path.exists():
        raise FileExists(path, "is there already", hint="It is left as it is: edit it.")
    private_dir(path.parent)
    write_atomic(path, commented().encode(), mode=0o600)
    return path


def save_setting(name: str, value: str) -> None:
    """Set a key that stands in no table, leaving all else in the file as it is.

    Raises FileUnreadable, FileMalformed, FileUnwritable.
    """
    path = settings_path()
    if read_if_there(path) is None:
        private_dir(path.parent)
        line = f"{dump_key(name)} = {dump_value(value)}\n"
        write_atomic(path, line.encode(), mode=0o600)
    else:
        edit_settings(path, {name: value})


def commented() -> str:
    """Return a file that sets nothing and explains everything."""
    parts = [_OPENING]
    for table, keys in groupby(KEYS, key=_table):
        if table:
            parts.append(f"\n[{table}]\n")
        parts += [_explained(key) for key in keys]
    return "".join(parts)


def lines_of(path: Path) -> tuple[dict[str, object], dict[str, int]]:
    """Return the data of the file, and for each name with dots the line that says it.

    Raises FileUnreadable, FileMalformed.
    """
    data = read_if_there(path)
    if data is None:
        return {}, {}
    text = decode(path, data)
    document = parse_toml(text, path)
    return document, {".".join(keys): line_of(text, keys) or 1 for keys in _leaves(document)}


def _leaves(data: Mapping[str, object]) -> Iterator[tuple[str, ...]]:
    """Yield the way to each value that is no table."""
    for name, value in data.items():
        if isinstance(value, dict):
            yield from ((name, *rest) for rest in _leaves(value))
        else:
            yield (name,)


def _table(key: Key) -> str:
    return KEYMAP if key.kind == "keys" else key.name.rpartition(".")[0]


def _explained(key: Key) -> str:
    otherwise = f"# Without it: {key.otherwise}.\n" if key.otherwise else ""
    if key.kind == "keys":
        return f"# {key.about}\n{otherwise}# {key.example}\n"
    value = dump_value(key.example) if key.default is None else key.written_default
    name = key.name.rpartition(".")[2]
    blank = "" if _table(key) else "\n"
    # The theme is switched on, so that one that is picked comes to stand here.
    off = "" if key.name == "theme" else "# "
    return f"{blank}# {key.about}\n{otherwise}{off}{name} = {value}\n"
