"""What surrounds a request: its collection, folders, environment, and the session's variables."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from endpoint_explorer.explorer.services import Services
from endpoint_explorer.explorer.values import Origin
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.model.session import SessionVariable
from endpoint_explorer.model.variable import Variable

if TYPE_CHECKING:
    from endpoint_explorer.explorer.secret_moves import Moved, Place
    from endpoint_explorer.storage.history import History


class Surroundings(Services):
    """Knows the variables of the session, and reads the rest from the files."""

    def __init__(self, *, history: History | None = None) -> None:
        super().__init__(history=history)
        self._session: dict[Path, Mapping[str, SessionVariable]] = {}
        self._session_lock = threading.Lock()

    def session_variables(self, collection: Path) -> Mapping[str, SessionVariable]:
        """Return the variables that a collection has for as long as the program runs."""
        return self._session.get(collection.resolve(), {})

    def set_session_variable(
        self, collection: Path, name: str, value: str, *, secret: bool = False
    ) -> None:
        """Set a variable of a collection for as long as the program runs; it is no template.

        A name that credentials have makes it a secret anyway.
        """
        from endpoint_explorer.model.credentials import names_credential

        variable = SessionVariable(value, secret or names_credential(name))
        with self._session_lock:
            key = collection.resolve()
            self._session[key] = {**self._session.get(key, {}), name: variable}

    def clear_session_variable(self, collection: Path, name: str = "") -> None:
        """Forget a variable of a collection, or all of them."""
        with self._session_lock:
            key = collection.resolve()
            kept = self._session.get(key, {}) if name else {}
            self._session[key] = {other: value for other, value in kept.items() if other != name}

    def capture(
        self, exchange: Exchange, collection: Path, is_cancelled: Callable[[], bool]
    ) -> Exchange:
        """Take what the request captures into variables; return the exchange that says so."""
        from endpoint_explorer.explorer.capturing import capture

        exchange, variables = capture(exchange, is_cancelled)
        for name, variable in variables.items():
            self.set_session_variable(collection, name, variable.value, secret=variable.secret)
        return exchange

    def provide_secret(self, collection: Path, name: str, value: str) -> None:
        """Answer a SecretNeeded; the value is kept for as long as the program runs."""
        self.secrets.provide(collection, name, value)

    def move_to_secret(
        self, collection: Path, environment: str, name: str, value: str, place: Place = ""
    ) -> Moved:
        """Keep a value as a secret of an environment, `default` where none is named.

        It goes into the keyring, or the collection's `.env` where there is none. Raises
        UsageError for a name that is taken, FileError, KeyringUnavailable.
        """
        from endpoint_explorer.explorer.secret_moves import move

        return move(collection, environment, name, value, place)

    def context(
        self, path: Path, environment: str = "", overrides: Mapping[str, str] | None = None
    ) -> Context:
        """Read what surrounds a request or folder: collection, folders, environment.

        Raises FileError when one of the files cannot be used, UsageError for an unknown
        environment.
        """
        from endpoint_explorer.storage.context import collection_of, load_context

        context = load_context(path, environment or None)
        collection = collection_of(path)
        context = msgspec.structs.replace(
            context, overrides=overrides or {}, settings=self.settings
        )
        return self.with_session(context, collection)

    def variables(self, context: Context) -> tuple[Variable, ...]:
        """Return every name that a template may use in a context: shown, and from which layer.

        The strongest layers come first. Secrets are masked and never read.
        """
        from endpoint_explorer.sending.variables import variables

        return variables(context)

    def with_session(self, context: Context, collection: Path | None) -> Context:
        """Return a context with the session's variables as they are now."""
        session = self.session_variables(collection or context.directory)
        return msgspec.structs.replace(
            context,
            session={name: variable.value for name, variable in session.items()},
            session_secrets=frozenset(n for n, variable in session.items() if variable.secret),
        )

    def environments(self, collection: Path) -> tuple[str, ...]:
        """Return the names of a collection's environments."""
        from endpoint_explorer.storage.context import list_environments

        return list_environments(collection)

    def default_environment(self, collection: Path) -> str:
        """Return the environment to use when none was chosen, if there is one of its name.

        It is the one that the settings name, else `default`.
        """
        for name in (self.settings.environment, "default"):
            if name and name in self.environments(collection):
                return name
        return ""

    def origin(self, path: Path | None, environment: str = "") -> Origin:
        """Return where a saved request belongs."""
        from endpoint_explorer.storage.context import collection_of

        if path is None:
            return Origin(environment=environment)
        return Origin(path, collection_of(path), environment)
