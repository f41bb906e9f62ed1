"""What is kept for an environment beside the collection, which goes along with another name."""

from __future__ import annotations

from pathlib import Path

import msgspec

from endpoint_explorer.storage.atomic import write_atomic
from endpoint_explorer.storage.cookies import cookie_path
from endpoint_explorer.storage.faults import unwritable
from endpoint_explorer.storage.locking import locked
from endpoint_explorer.storage.tokens import LOCK_PATIENCE, token_path


def move_state(collection: Path, before: str, after: str) -> None:
    """Have cookies and tokens belong to another name; what that has had before is gone.

    Raises FileUnwritable.
    """
    for path_of, what in ((cookie_path, "the cookies"), (token_path, "the tokens")):
        old = path_of(collection, before)
        if old.exists():
            with locked(old, what, patience=LOCK_PATIENCE):
                _move(old, path_of(collection, after), after)


def _move(old: Path, new: Path, name: str) -> None:
    try:
        data = old.read_bytes()
        try:
            document = {**msgspec.json.decode(data, type=dict[str, object]), "environment": name}
            data = msgspec.json.encode(document)
        except ValueError:
            pass  # damaged: whoever reads it says so
        write_atomic(new, data, mode=0o600)
        old.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(new, error) from error
