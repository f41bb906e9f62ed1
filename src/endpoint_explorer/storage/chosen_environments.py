"""Which environment was chosen last for each collection: a small file for each of them."""

from __future__ import annotations

from pathlib import Path

import msgspec

from endpoint_explorer.storage.atomic import write_atomic
from endpoint_explorer.storage.locations import private_dir, state_dir
from endpoint_explorer.storage.reading import read_if_there


class _Choice(msgspec.Struct, frozen=True):
    """What a file holds; the collection is there for a person who looks."""

    collection: str
    environment: str


def recall(collection: Path) -> str | None:
    """Return the environment that was chosen, "" for none; None where nothing was chosen.

    A file that is no such choice counts as none. Raises FileUnreadable.
    """
    data = read_if_there(_path(collection))
    if data is None:
        return None
    try:
        return msgspec.json.decode(data, type=_Choice).environment
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def remember(collection: Path, environment: str) -> None:
    """Keep a choice until another one is made; raise FileUnwritable."""
    path = _path(collection)
    private_dir(path.parent)
    shown = str(collection.resolve()).encode("utf-8", "replace").decode()
    write_atomic(path, msgspec.json.encode(_Choice(shown, environment)), mode=0o600)


def _path(collection: Path) -> Path:
    from hashlib import blake2b

    place = str(collection.resolve()).encode("utf-8", "surrogateescape")
    return state_dir() / "environments" / f"{blake2b(place, digest_size=8).hexdigest()}.json"
