"""Choosing an environment, and what stands with its secrets."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from endpoint_explorer.errors import FileError, SecretNeeded, SecretUnavailable
from endpoint_explorer.explorer.surroundings import Surroundings
from endpoint_explorer.model.collection import Context, Environment
from endpoint_explorer.model.secret import Secret, unredacted


class SecretState(msgspec.Struct, frozen=True):
    """How a reference stands: "found", "missing" or "asked for", and in words where it fails."""

    state: str
    says: str


class Environments(Surroundings):
    """Remembers which environment was chosen, and looks what its references lead to."""

    def chosen_environment(self, collection: Path) -> str:
        """Return the environment that was chosen last, else the default one; "" for none.

        One that is gone counts as not chosen, and so does a state folder that cannot be read.
        """
        from endpoint_explorer.storage.chosen_environments import recall

        with suppress(FileError):
            name = recall(collection)
            if name is not None and (not name or name in self.environments(collection)):
                return name
        return self.default_environment(collection)

    def remember_environment(self, collection: Path, name: str) -> None:
        """Choose an environment, "" for none, across restarts; raise FileUnwritable."""
        from endpoint_explorer.storage.chosen_environments import remember

        remember(collection, name)

    def with_variables_of(
        self, context: Context, environment: Environment, dotenv: Mapping[str, str]
    ) -> Context:
        """Return a context as another environment would make it; nothing is read."""
        return msgspec.structs.replace(context, environment=environment, dotenv=dotenv)

    def secret_state(self, context: Context, name: str, reference: str) -> SecretState:
        """Say whether a reference leads to a value, without waking a keyring or asking anybody."""
        read = self.secrets.reader(context, is_quiet=True)
        try:
            value = read(name, reference, "")
        except SecretNeeded:
            source = reference.partition(":")[0]
            says = "looked up when it is sent" if source == "keyring" else "asked for when sent"
            return SecretState("asked for", says)
        except SecretUnavailable as error:
            said = error.message.removeprefix(": ").removeprefix(f"the secret {name} ")
            return SecretState("missing", said)
        if unredacted([Secret(name, reference, value)]):
            return SecretState("found", "found, but too short to be redacted")
        return SecretState("found", "found")

    def reveal_secret(self, context: Context, name: str, reference: str) -> str:
        """Return the value of a secret for the person who asked to see it.

        Raises SecretUnavailable, and SecretNeeded where nobody has given it yet.
        """
        return self.secrets.reader(context)(name, reference, "secrets")
