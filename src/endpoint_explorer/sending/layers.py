"""The layers that define names, in the one order of precedence, each in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.credentials import names_credential
from endpoint_explorer.model.literals import is_field_name

LayerKind = Literal["template", "verbatim", "dotenv", "secret"]
"""How a layer's values are read: only those of a template are searched for other names."""


class Layer(NamedTuple):
    """Where some names are defined, as a person would say it, and what they stand for.

    With `is_named` those that are a credential's by name are secret, beside `secrets`.
    """

    kind: LayerKind
    origin: str
    values: Mapping[str, str]
    secrets: frozenset[str] = frozenset()
    is_named: bool = False

    def is_secret(self, name: str) -> bool:
        """Say whether the value of a name is one to mask."""
        if self.kind == "secret" or name in self.secrets:
            return True
        return self.is_named and (names_credential(name) or is_field_name(name))


def layers(context: Context) -> Iterator[Layer]:
    """Yield the layers that define names above the built-ins, the strongest first.

    What stands in for a secret is one: `--var token=…` where the environment says `prompt:`.
    """
    secrets = frozenset(context.environment.secrets if context.environment else ())
    secrets |= context.session_secrets
    yield Layer("template", "the command line", context.overrides, secrets, is_named=True)
    # A captured value came from a server: as a template, it could ask for any secret.
    yield Layer("verbatim", "this session", context.session, secrets)
    if context.environment:
        origin = f"environment {context.environment.title or context.environment.name}"
        yield Layer("secret", origin, context.environment.secrets)
        yield Layer("template", origin, context.environment.variables)
        yield Layer("dotenv", f"{origin}, dotenv", context.dotenv, is_named=True)
    for folder in reversed(context.folders):
        yield Layer("template", f"folder {folder.name}".strip(), folder.variables)
    yield Layer("template", "the collection", context.collection.variables)
    if context.collection.base_url:
        base_url = {"base_url": context.collection.base_url}
        yield Layer("template", "the collection", base_url)
