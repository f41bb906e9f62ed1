"""Moving a literal out of a request, to where secrets are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

Place = Literal["", "keyring", "dotenv"]


class Moved(msgspec.Struct, frozen=True):
    """Where a secret was moved: the template that stands for it, and its reference."""

    template: str
    reference: str
    environment: str


def move(collection: Path, environment: str, name: str, value: str, place: Place = "") -> Moved:
    """Keep a value in the keyring, or in the collection's `.env` where there is none.

    The environment's file is given the reference. Raises UsageError for a name that is taken,
    FileError, and KeyringUnavailable when the keyring alone was wanted.
    """
    from endpoint_explorer.storage.keychain import KeyringUnavailable
    from endpoint_explorer.storage.secret_keeping import (
        keep_in_dotenv,
        require_free_name,
        write_reference,
    )

    environment = environment or "default"
    require_free_name(collection, environment, name)
    reference = ""
    if place != "dotenv":
        try:
            reference = _keep_in_keyring(collection, environment, name, value)
        except KeyringUnavailable:
            if place == "keyring":
                raise
    reference = reference or keep_in_dotenv(collection, environment, name, value)
    write_reference(collection, environment, name, reference)
    return Moved(f"{{{{{name}}}}}", reference, environment)


def _keep_in_keyring(collection: Path, environment: str, name: str, value: str) -> str:
    from hashlib import blake2b

    from endpoint_explorer.storage.keychain import write_password

    # Two collections may be called the same.
    mark = blake2b(str(collection.resolve()).encode("utf-8", "surrogateescape"), digest_size=3)
    service = f"endpoint-explorer/{collection.name}-{mark.hexdigest()}"
    user = f"{environment}.{name}".replace("/", "-")
    write_password(service, user, value)
    return f"keyring:{service}/{user}"
