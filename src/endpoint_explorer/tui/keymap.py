"""What is wrong with a keymap: names of nothing, keys that no terminal has, and clashes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from importlib import import_module
from pkgutil import walk_packages
from typing import NamedTuple

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import Keys
from textual.screen import ModalScreen

from endpoint_explorer import tui

_NAMED = {key.value for key in Keys} | {"space", "slash", "question_mark", "comma"}
_MODIFIERS = {"ctrl", "alt", "shift", "super", "hyper", "meta"}


class Bound(NamedTuple):
    """A binding that has a name, and the class that it is of."""

    owner: type[DOMNode]
    id: str
    keys: frozenset[str]
    is_everywhere: bool


def faults(keymap: Mapping[str, str]) -> tuple[str, ...]:
    """Return a sentence for each fault; it imports every module of the terminal UI."""
    bound = tuple(_bindings())
    known = {each.id for each in bound}
    return (*_unknown(keymap, known), *_strange(keymap), *_clashes(keymap, bound))


def _bindings() -> Iterator[Bound]:
    for module in walk_packages(tui.__path__, f"{tui.__name__}."):
        import_module(module.name)
    waiting: list[type[DOMNode]] = [DOMNode]
    seen: set[type[DOMNode]] = set()
    while waiting:
        owner = waiting.pop()
        if owner in seen:
            continue
        seen.add(owner)
        waiting += owner.__subclasses__()
        if owner.__module__.startswith(tui.__name__):
            for item in owner.__dict__.get("BINDINGS", ()):
                if isinstance(item, Binding) and item.id:
                    yield Bound(owner, item.id, _split(item.key), item.priority)


def _unknown(keymap: Mapping[str, str], known: set[str]) -> Iterator[str]:
    for name in keymap:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            yield f"keymap.{name}: nothing has this name.{hint}"


def _strange(keymap: Mapping[str, str]) -> Iterator[str]:
    for name, text in keymap.items():
        for key in sorted(_split(text)) or [""]:
            *modifiers, base = key.split("+") if key != "+" else [key]
            is_known = len(base) == 1 or base in _NAMED
            if not (is_known and set(modifiers) <= _MODIFIERS):
                yield f'keymap.{name}: "{key}" is no key.'


def _clashes(keymap: Mapping[str, str], bound: tuple[Bound, ...]) -> Iterator[str]:
    """Yield each key that two bindings have in one place, one of them by the keymap."""
    mapped = [
        each._replace(keys=_split(keymap[each.id])) if keymap.get(each.id) else each
        for each in bound
    ]
    told: set[frozenset[str]] = set()
    for one in mapped:
        if one.id not in keymap:
            continue
        for other in mapped:
            both = frozenset((one.id, other.id))
            shared = one.keys & other.keys
            if len(both) == 2 and shared and both not in told and _meet(one, other):
                told.add(both)
                key = ", ".join(sorted(shared))
                yield f"keymap.{one.id}: {key} is the key of {other.id}, too."


def _meet(one: Bound, other: Bound) -> bool:
    """Tell whether two bindings may be asked for the same key."""
    if one.owner is other.owner:
        return True
    is_apart = any(issubclass(each.owner, ModalScreen) for each in (one, other))
    return not is_apart and (one.is_everywhere or other.is_everywhere)


def _split(keys: str) -> frozenset[str]:
    return frozenset(key.strip() for key in keys.split(",") if key.strip())
