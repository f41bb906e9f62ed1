"""What a name in a template stands for, and the record of the secrets that took part."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping

from endpoint_explorer.errors import (
    InvalidRequest,
    ResolveError,
    SecretNeeded,
    SecretUnavailable,
    UnknownVariable,
    VariableCycle,
)
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.literals import is_field_name
from endpoint_explorer.model.secret import MASK, Secret
from endpoint_explorer.sending.layers import layers
from endpoint_explorer.sending.secrets import SecretReader, read_environ
from endpoint_explorer.sending.templates import Reference, parse

Report = Callable[[ResolveError], None]
"""Takes a fault: raises it, or keeps it so that the next ones are found too."""

MAXIMUM_DEPTH = 50
MAXIMUM_LENGTH = 16 * 1024 * 1024
"""The longest text that a variable may grow to, in characters: nested repeats double each time."""


def raise_at_once(error: ResolveError) -> None:
    """Stop at the first fault."""
    raise error


class Placeholders:
    """Stand-ins for what a preview cannot or must not show.

    A stand-in is made of lower-case letters and digits, so that it passes through hosts, paths,
    queries and headers unchanged; `reveal` puts what is to be shown in its place.
    """

    def __init__(self) -> None:
        self._salt = f"q{os.urandom(6).hex()}x"
        self._pattern = re.compile(self._salt + r"(\d+)z")
        self._shown: list[str] = []

    def stand_in(self, shown: str) -> str:
        """Return the stand-in for a text."""
        self._shown.append(shown)
        return f"{self._salt}{len(self._shown) - 1}z"

    def reveal(self, text: str) -> str:
        """Put the texts back where their stand-ins are."""
        return self._pattern.sub(lambda match: self._shown[int(match[1])], text)

    def pieces(self, text: str) -> Iterator[tuple[str, bool]]:
        """Cut a text at its stand-ins: what is to be shown, and whether a stand-in was there."""
        position = 0
        for match in self._pattern.finditer(text):
            if match.start() > position:
                yield text[position : match.start()], False
            yield self._shown[int(match[1])], True
            position = match.end()
        if position < len(text):
            yield text[position:], False

    def begins(self, text: str) -> bool:
        """Say whether a text begins with a stand-in."""
        return text.startswith(self._salt)

    def occurs_in(self, text: str) -> bool:
        """Say whether a text holds a stand-in."""
        return self._salt in text


class Scope:
    """Resolves templates for one request; each variable is resolved once.

    With `placeholders` nothing secret is put into the results, the built-ins, which differ each
    time, are left as they are, and what cannot be resolved stays as it was written.
    """

    def __init__(
        self,
        context: Context,
        report: Report = raise_at_once,
        placeholders: Placeholders | None = None,
        read_secret: SecretReader = read_environ,
    ) -> None:
        self.report = report
        self._read_secret = read_secret
        self.secrets: dict[str, Secret] = {}
        self._placeholders = placeholders
        self._context = context
        self._values: dict[str, str] = {}
        self._now = time.time()

    def resolve(self, text: str, field: str) -> str:
        """Substitute every template in a text; `field` names where the text stands, for errors."""
        return self._substitute(text, field, ()) if "{{" in text else text

    def credential(self, text: str, field: str) -> str:
        """Resolve a field that holds a credential: what is plain there is a secret, too."""
        value = self.resolve(text, field)
        pieces = parse(text)
        if not value.strip():
            return value
        if any(isinstance(piece, str) for piece in pieces):
            return self._track(Secret(field, "", value))
        if self.is_open(value) or any(self._has_part_in(value)):
            return value
        # Of plain variables: there the name says more than the field's.
        name = pieces[0].name if len(pieces) == 1 and isinstance(pieces[0], Reference) else field
        return self._track(Secret(name, "", value))

    def note_literal(self, name: str, value: str) -> None:
        """Track what is written out where everybody sees it; a secret that is known stays it."""
        if value.strip() and not self._knows(value):
            # As it is written: what it resolves to may stand beside it.
            self.secrets[f"{name} as {value}"] = Secret(name, "", value)

    def defines(self, name: str) -> bool:
        """Say whether a layer above the built-ins defines a name."""
        return any(name in layer.values for layer in layers(self._context))

    def left_open(self, shown: str) -> str:
        """Return what stands for something that cannot be resolved."""
        return self._placeholders.stand_in(shown) if self._placeholders else shown

    def is_open(self, text: str) -> bool:
        """Say whether a text holds something that is not resolved or not shown."""
        return self._placeholders is not None and self._placeholders.occurs_in(text)

    def begins_open(self, text: str) -> bool:
        """Say whether a text begins with something that is not resolved or not shown."""
        return self._placeholders is not None and self._placeholders.begins(text)

    def _substitute(self, text: str, field: str, trail: tuple[str, ...]) -> str:
        pieces = [
            piece if isinstance(piece, str) else self._look_up(piece.name, field, trail)
            for piece in parse(text)
        ]
        if sum(map(len, pieces)) > MAXIMUM_LENGTH:
            self.report(
                InvalidRequest(
                    f"{field}: its variables grow past {MAXIMUM_LENGTH:,} characters", field=field
                )
            )
            return self.left_open(text[:100])
        return "".join(pieces)

    def _look_up(self, name: str, field: str, trail: tuple[str, ...]) -> str:
        if name in trail:
            cycle = " -> ".join((*trail[trail.index(name) :], name))
            self.report(
                VariableCycle(
                    f"{field}: variables are defined by each other: {cycle}",
                    field=field,
                    hint="Give one of them a value of its own.",
                )
            )
            return self.left_open(f"{{{{{name}}}}}")
        if name not in self._values:
            value = self._define(name, field, (*trail, name))
            if value is None:
                return self._built_in(name, field, trail)
            if self._placeholders and self._placeholders.occurs_in(value):
                return value  # Not kept: the next field that uses it is to be reported too.
            self._values[name] = value
        return self._values[name]

    def _define(self, name: str, field: str, trail: tuple[str, ...]) -> str | None:
        """Find the strongest definition of a name; None where there is none."""
        layer = next((layer for layer in layers(self._context) if name in layer.values), None)
        if layer is None:
            return None
        kind, text = layer.kind, layer.values[name]
        if kind == "secret":
            return self._reveal_secret(name, text, field)
        if kind in ("verbatim", "dotenv"):
            source = "session" if kind == "verbatim" else "dotenv"
            is_secret = layer.is_secret(name)
            return self._track(Secret(name, f"{source}:{name}", text)) if is_secret else text
        if len(trail) > MAXIMUM_DEPTH:
            self.report(
                InvalidRequest(
                    f"{field}: variables are nested more than {MAXIMUM_DEPTH} deep", field=field
                )
            )
            return self.left_open(f"{{{{{name}}}}}")
        value = self._substitute(text, field, trail)
        if layer.is_secret(name) and value and not self.is_open(value) and not self._knows(value):
            return self._track(Secret(name, "", value))
        return value

    def _reveal_secret(self, name: str, reference: str, field: str) -> str:
        try:
            value = self._read_secret(name, reference, field)
        except SecretNeeded as error:
            if self._placeholders:
                return self.left_open(MASK)  # A send asks for it, which stands in nobody's way.
            raise error
        except SecretUnavailable as error:
            self.report(error)
            return self.left_open(f"{{{{{name}}}}}")
        hosts = self._context.environment.secret_hosts if self._context.environment else {}
        return self._track(Secret(name, reference, value, hosts.get(name, ())))

    def _has_part_in(self, value: str) -> Iterator[bool]:
        return (secret.value in value for secret in self.secrets.values() if secret.value)

    def _knows(self, value: str) -> bool:
        return any(secret.value == value for secret in self.secrets.values())

    def _track(self, secret: Secret) -> str:
        """Remember a secret that takes part; return its value, or what a preview shows for it."""
        self.secrets[secret.name] = secret
        return self.left_open(MASK) if self._placeholders else secret.value

    def _built_in(self, name: str, field: str, trail: tuple[str, ...]) -> str:
        """Make the value of a built-in; each use of `$uuid` and `$randomInt` has its own."""
        if name not in BUILT_INS:
            self.report(self._unknown(name, field, trail))
        elif not self._placeholders:
            return BUILT_INS[name](self._now)
        return self.left_open(f"{{{{{name}}}}}")

    def _unknown(self, name: str, field: str, trail: tuple[str, ...]) -> ResolveError:
        if not name:
            return InvalidRequest(
                f"{field}: {{{{}}}} names no variable", field=field, hint=r"Write \{{ for a {{."
            )
        from difflib import get_close_matches

        known = {key for layer in layers(self._context) for key in layer.values} | set(BUILT_INS)
        near = get_close_matches(name, known, n=1)
        hint = f"Is {near[0]} meant?" if near else "Define it in the environment or collection."
        if is_field_name(name):
            hint = "It was written out, and no history keeps it: write it again, or a {{variable}}."
        if trail:
            hint = f"It is used by the variable {trail[-1]}. {hint}"
        return UnknownVariable(name, field=field, hint=hint)


def _uuid(_now: float) -> str:
    import uuid

    return str(uuid.uuid4())


def _iso_timestamp(now: float) -> str:
    from datetime import UTC, datetime

    moment = datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds")
    return moment.replace("+00:00", "Z")


BUILT_INS: Mapping[str, Callable[[float], str]] = {
    "$uuid": _uuid,
    "$timestamp": lambda now: str(int(now)),
    "$isoTimestamp": _iso_timestamp,
    "$randomInt": lambda _now: str(int.from_bytes(os.urandom(4), "big") % 1001),
}
"""The built-in variables, as functions of the time in seconds since the epoch."""
