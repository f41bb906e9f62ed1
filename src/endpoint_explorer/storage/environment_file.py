"""The text of an environment's file: what it is to say, in the form that it has."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from endpoint_explorer.errors import FileMalformed
from endpoint_explorer.model.collection import Environment
from endpoint_explorer.storage.context import parse_environment
from endpoint_explorer.storage.in_place import current_text, edited, faithful, put
from endpoint_explorer.storage.secrets import read_secrets, secrets_data
from endpoint_explorer.storage.toml_table import TomlTable, loose


def render_environment(path: Path, environment: Environment, old: bytes | None) -> bytes:
    """Return what the file is to hold: `old` edited to say this, or a new file's content.

    Raises FileUnwritable when no file can say it, naming why.
    """
    source, current = current_text(path, old)
    text = edited(source, current, environment_data(environment, current, path))
    return faithful(path, text, parse_environment, environment)


def environment_data(
    environment: Environment, current: Mapping[str, object], path: Path
) -> dict[str, object]:
    """Return the data of a file that says this; forms and unknown keys of `current` are kept."""
    data = dict(current)
    put(data, "name", environment.title, "")
    put(data, "production", environment.production, False)
    put(data, "dotenv", list(environment.dotenv), [])
    put(data, "proxy", environment.network.proxy, None)
    _put_table(data, "variables", variables_data(environment.variables, data.get("variables")))
    _put_table(data, "secrets", _secrets(environment, data.get("secrets"), path))
    network = environment.network
    known = {
        "verify": network.verify,
        "ca": network.ca,
        "certificate": network.certificate,
        "key": network.key,
    }
    tls = dict(_table(data.get("tls")))
    for key, value in known.items():
        put(tls, key, value, None)
    _put_table(data, "tls", tls)
    return data


def variables_data(wanted: Mapping[str, str], current: object) -> dict[str, object]:
    """Return a table of variables; a number that says what is wanted stays a number."""
    known = _table(current)
    return {n: known[n] if n in known and loose(known[n]) == v else v for n, v in wanted.items()}


def _secrets(environment: Environment, current: object, path: Path) -> dict[str, object]:
    """Return the references; one in the long form stays in it."""
    wanted = secrets_data(environment.secrets, environment.secret_hosts)
    for name, value in _table(current).items():
        if name in wanted and isinstance(value, dict) and isinstance(wanted[name], str):
            wanted[name] = {"ref": wanted[name]}
        if name in wanted and _read_alike(name, value, wanted[name], path):
            wanted[name] = value
    return wanted


def _read_alike(name: str, one: object, other: object, path: Path) -> bool:
    def read(value: object) -> object:
        return read_secrets(TomlTable({name: value}, path=path, text=""))

    try:
        return read(one) == read(other)
    except FileMalformed:
        return False


def _put_table(data: dict[str, object], key: str, table: dict[str, object]) -> None:
    """Set a table; an emptied one stays, with the comments that it has."""
    if table or key in data:
        data[key] = table


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
