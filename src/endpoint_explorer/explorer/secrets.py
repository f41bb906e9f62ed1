"""Where secrets come from, and what a person gave for as long as the program runs."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

from endpoint_explorer.errors import FileError, SecretNeeded, SecretUnavailable
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.secret import Secret
from endpoint_explorer.sending.secrets import SecretReader, read_environ, unknown_source

_NOTED = 1000
"""How many values are noted: each send makes some of its own, such as signatures."""


class SecretSources:
    """Reads secrets by their references; may be used from any thread.

    What was read from a keyring is kept too, for the previews, which do not wake one.
    """

    def __init__(self) -> None:
        self._given: dict[tuple[Path, str], str] = {}
        self._from_keyring: dict[str, str] = {}
        self._noted: dict[Secret, None] = {}
        self._lock = threading.Lock()

    @property
    def noted(self) -> tuple[Secret, ...]:
        """The last secrets that had a part in anything: no crash may be told with them."""
        with self._lock:
            return tuple(self._noted)

    def note(self, secrets: Iterable[Secret]) -> None:
        """Remember secrets for as long as the program runs."""
        with self._lock:
            self._noted |= dict.fromkeys(secrets)
            for old in tuple(self._noted)[:-_NOTED]:
                del self._noted[old]

    def provide(self, collection: Path, name: str, value: str) -> None:
        """Keep the value of a secret in memory."""
        with self._lock:
            self._given[collection.resolve(), name] = value

    def forget(self, collection: Path) -> None:
        """Drop what was given for a collection, so that it is asked for again."""
        with self._lock:
            self._given = {k: v for k, v in self._given.items() if k[0] != collection.resolve()}

    def reader(self, context: Context, *, is_quiet: bool = False) -> SecretReader:
        """Return what reads the secrets of a collection; a quiet one wakes no keyring."""
        collection = context.directory

        def read(name: str, reference: str, field: str) -> str:
            with self._lock:
                given = self._given.get((collection.resolve(), name))
            source, _, key = reference.partition(":")
            if given is not None and source in ("prompt", "keyring"):
                return given
            match source:
                case "env":
                    return read_environ(name, reference, field)
                case "dotenv":
                    return _read_dotenv(collection, name, key, field)
                case "keyring":
                    return self._read_keyring(collection, name, key, field, is_quiet=is_quiet)
                case "prompt":
                    raise SecretNeeded(name, collection=collection, field=field, hint=_USE_ENV)
                case _:
                    raise unknown_source(name, reference, field)

        return read

    def rehearser(self, context: Context) -> SecretReader:
        """Return a quiet reader that puts `{{name}}` for what a person would be asked for."""
        read = self.reader(context, is_quiet=True)

        def rehearse(name: str, reference: str, field: str) -> str:
            try:
                return read(name, reference, field)
            except SecretNeeded:
                return f"{{{{{name}}}}}"

        return rehearse

    def _read_keyring(
        self, collection: Path, name: str, key: str, field: str, *, is_quiet: bool
    ) -> str:
        from endpoint_explorer.storage.keychain import KeyringUnavailable, read_password

        if is_quiet:
            if key in self._from_keyring:
                return self._from_keyring[key]
            raise SecretNeeded(name, collection=collection, field=field)
        service, user = split_key(key, name)
        try:
            value = read_password(service, user)
        except KeyringUnavailable as error:
            raise SecretNeeded(
                name,
                collection=collection,
                field=field,
                reason=f"is in a keyring, and {error.message}",
                hint=error.hint or _USE_ENV,
            ) from error
        if not value:
            raise SecretNeeded(
                name,
                collection=collection,
                field=field,
                reason=f"is not in the keyring, under {service}/{user}",
                hint=f"keyring set {service} {user}",
            )
        self._from_keyring[key] = value
        return value


_USE_ENV = 'Without a terminal to ask on, let the environment refer to "env:NAME".'


def split_key(key: str, name: str) -> tuple[str, str]:
    """Return service and user of `service/user`; the user is the secret's name where none is."""
    service, slash, user = key.rpartition("/")
    return (service, user) if slash and service and user else (key.strip("/"), name)


def _read_dotenv(collection: Path, name: str, key: str, field: str) -> str:
    """Read `NAME` from the collection's `.env`, or `path#NAME` from another file."""
    from endpoint_explorer.storage.dotenv import DOTENV_FILE, dotenv_path, read_dotenv_file

    file, _, variable = key.rpartition("#")
    try:
        path = dotenv_path(collection, file or DOTENV_FILE)
        values = read_dotenv_file(path)
    except FileError as error:
        raise SecretUnavailable(
            f"{field}: the secret {name} cannot be read: {error.message}",
            field=field,
            hint=error.hint,
        ) from error
    value = values.get(variable, "")
    if not value:
        state = "empty" if variable in values else "not there"
        raise SecretUnavailable(
            f"{field}: the secret {name} refers to {variable} in {path}, which is {state}",
            field=field,
            hint=f"Write {variable}=... into that file.",
        )
    return value
