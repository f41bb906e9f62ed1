"""Where secrets come from, and what a person gave for as long as the program runs."""

from __future__ import annotations

import threading
from pathlib import Path

from endpoint_explorer.errors import SecretNeeded
from endpoint_explorer.model.collection import Context
from endpoint_explorer.sending.secrets import SecretReader, read_environ


class SecretSources:
    """Reads secrets by their references; may be used from any thread."""

    def __init__(self) -> None:
        self._given: dict[tuple[Path, str], str] = {}
        self._lock = threading.Lock()

    def provide(self, collection: Path, name: str, value: str) -> None:
        """Keep the value of a secret in memory."""
        with self._lock:
            self._given[collection.resolve(), name] = value

    def reader(self, context: Context, *, is_quiet: bool = False) -> SecretReader:
        """Return what reads the secrets of a collection; a quiet one asks nobody for anything."""
        collection = context.directory
        del is_quiet

        def read(name: str, reference: str, field: str) -> str:
            with self._lock:
                given = self._given.get((collection.resolve(), name))
            if given is not None:
                return given
            if reference.partition(":")[0] == "prompt":
                raise SecretNeeded(name, collection=collection, field=field)
            return read_environ(name, reference, field)

        return read
