"""What every name stands for in a context, and what it shadows: for whoever looks or completes."""

from __future__ import annotations

from endpoint_explorer.errors import ResolveError, VariableCycle
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.secret import MASK
from endpoint_explorer.model.variable import Variable
from endpoint_explorer.sending.layers import Layer, layers
from endpoint_explorer.sending.scope import Placeholders, Scope
from endpoint_explorer.sending.templates import escape

BUILT_IN = "built in"

_BUILT_INS = {
    "$uuid": "a new UUID each time",
    "$timestamp": "the time, in seconds since 1970",
    "$isoTimestamp": "the time, as in 2026-01-31T12:00:00.000Z",
    "$randomInt": "a number from 0 to 1000",
}


def variables(context: Context) -> tuple[Variable, ...]:
    """Return every name that a template may use, in the order of their layers.

    Nothing is read: no secret, no keyring, no file. What cannot be resolved is shown as written.
    """
    defined: dict[str, list[Layer]] = {}
    for layer in layers(context):
        for name in layer.values:
            defined.setdefault(name, []).append(layer)
    places = Placeholders()
    cycles: dict[str, str] = {}

    def keep_cycle(fault: ResolveError) -> None:
        if isinstance(fault, VariableCycle):
            cycles[fault.field] = fault.message.removeprefix(f"{fault.field}: ")

    scope = Scope(context, keep_cycle, places, _read_nothing)
    found = []
    for name, (first, *weaker) in defined.items():
        shown = places.reveal(scope.resolve(f"{{{{{name}}}}}", name))
        if name in cycles:
            shown = _as_written(first, name)
        written = _template(first, name)
        found.append(
            Variable(
                name,
                shown,
                first.origin,
                first.is_secret(name),
                tuple((layer.origin, _as_written(layer, name)) for layer in weaker),
                "" if written == shown else written,
                cycles.get(name, ""),
            )
        )
    built_in = (Variable(n, says, BUILT_IN) for n, says in _BUILT_INS.items() if n not in defined)
    return (*found, *built_in)


def _template(layer: Layer, name: str) -> str:
    """Return what another layer is to say for the same value; nothing for a secret one."""
    if layer.is_secret(name):
        return ""
    text = layer.values[name]
    return text if layer.kind == "template" else escape(text)


def _as_written(layer: Layer, name: str) -> str:
    return MASK if layer.is_secret(name) else layer.values[name]


def _read_nothing(_name: str, _reference: str, _field: str) -> str:
    return ""
