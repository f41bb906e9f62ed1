"""Which elements of two JSON arrays stand for each other."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping
from typing import Any, NamedTuple

import msgspec

from endpoint_explorer.comparing.aligning import Pair, align, increasing
from endpoint_explorer.comparing.paths import behind
from endpoint_explorer.comparing.values import (
    IGNORED,
    Pruned,
    Value,
    canonical,
    is_container,
    opened,
)

ID_KEYS = ("id", "_id", "uuid", "key", "name")
"""Members by which the objects of an array are told apart, the best first."""

Elements = dict[int, Value]
"""Elements of an array by their indexes, in order."""

Tick = Callable[[], None]


class Match(NamedTuple):
    """Pairs of indexes: of elements that stay, in order on both sides, and of those that moved."""

    stays: list[Pair]
    moves: list[Pair]


class _Identity(msgspec.Struct, gc=False):
    """The members that may be an id; decoding one is far quicker than decoding the object."""

    id: msgspec.Raw = msgspec.Raw()
    uuid: msgspec.Raw = msgspec.Raw()
    key: msgspec.Raw = msgspec.Raw()
    name: msgspec.Raw = msgspec.Raw()
    own: msgspec.Raw = msgspec.field(default=msgspec.Raw(), name="_id")


def match_elements(left: list[Value], right: list[Value], tick: Tick) -> Match:
    """Pair elements by an id where all have one, else by content; some pairs differ inside.

    Raises NotJson.
    """
    equal = [(i, j) for i, j in _equal_as_sent(left, right, tick) if left[i] is not IGNORED]
    ours, theirs = _rest(left, {i for i, _ in equal}), _rest(right, {j for _, j in equal})
    pairs = _by_id(ours, theirs, tick)
    if pairs is None:
        found = _by_content(ours, theirs, equal, tick)
        return Match(sorted(found.stays + equal), found.moves)
    pairs = sorted(pairs + equal)
    stays = increasing(pairs)
    return Match(stays, sorted({*pairs}.difference(stays)))


def _equal_as_sent(left: list[Value], right: list[Value], tick: Tick) -> list[Pair]:
    """Pair what needs not be decoded to be known as equal."""
    start, least = 0, min(len(left), len(right))
    while start < least and left[start] == right[start]:
        start += 1
    after = 0
    while after < least - start and left[-1 - after] == right[-1 - after]:
        after += 1
    ours, theirs = left[start : len(left) - after], right[start : len(right) - after]
    between: list[Pair] = []
    if (
        ours
        and theirs
        and all(isinstance(each[0], msgspec.Raw | Pruned) for each in (ours, theirs))
    ):
        between = align([*map(_as_sent, ours)], [*map(_as_sent, theirs)], tick)
    return [
        *((at, at) for at in range(start)),
        *((start + i, start + j) for i, j in between),
        *((len(left) - at, len(right) - at) for at in range(after, 0, -1)),
    ]


def _as_sent(value: Value) -> Hashable:
    if isinstance(value, Pruned):
        return bytes(value.raw), value.scope
    return bytes(value) if isinstance(value, msgspec.Raw) else IGNORED


def _rest(elements: list[Value], paired: set[int]) -> Elements:
    """Return what is not paired yet, and not left out."""
    return {
        at: value for at, value in enumerate(elements) if at not in paired and value is not IGNORED
    }


def _by_id(ours: Elements, theirs: Elements, tick: Tick) -> list[Pair] | None:
    """Pair objects that have the same id; None where there is no member that is one."""
    if not ours or not theirs:
        return []
    left, right = _identities(ours, tick), _identities(theirs, tick)
    for key in ID_KEYS:
        here, there = _ids(left, key), _ids(right, key)
        pairs = [(at, there[each]) for each, at in here.items() if each in there]
        # Ids that are made anew for each answer pair nothing.
        if pairs:
            return pairs
    return None


def _identities(elements: Elements, tick: Tick) -> dict[int, Mapping[str, Value]]:
    """Return the members that may be an id, of each element; empty where one is no object."""
    found = {}
    for at, element in elements.items():
        found[at] = _identity(element)
        if not found[at]:
            return {}
        tick()
    return found


def _identity(element: Value) -> Mapping[str, Value]:
    if isinstance(element, dict):
        return {key: element[key] for key in ID_KEYS if key in element}
    if isinstance(element, Pruned):
        members = _identity(element.raw)
        return {k: v for k, v in members.items() if () not in behind(element.scope, k)}
    if not isinstance(element, msgspec.Raw):
        return {}
    try:
        found = msgspec.json.decode(element, type=_Identity)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}
    members = {key: getattr(found, "own" if key == "_id" else key) for key in ID_KEYS}
    return {key: value for key, value in members.items() if bytes(value)}


def _ids(identities: Mapping[int, Mapping[str, Value]], key: str) -> dict[Hashable, int]:
    """Return the element of each id; nothing where one is missing, repeated, or no id."""
    found: dict[Hashable, int] = {}
    for at, members in identities.items():
        value = opened(members.get(key))
        if not isinstance(value, str | bytes) or value in found:
            return {}
        found[value] = at
    return found


def _by_content(ours: Elements, theirs: Elements, equal: list[Pair], tick: Tick) -> Match:
    """Pair what is the same wherever it is, then what stands in the place of something else."""
    left, right = _contents(ours, tick), _contents(theirs, tick)
    stays: list[Pair] = []
    for gap_left, gap_right in _gaps(equal, left, right):
        pairs = align([left[i] for i in gap_left], [right[j] for j in gap_right], tick)
        stays += [(gap_left[i], gap_right[j]) for i, j in pairs]
    _drop(stays, left, right)
    moves = _moved(left, right)
    _drop(moves, left, right)
    for gap_left, gap_right in _gaps(sorted(stays + equal), left, right):
        stays += [
            (i, j)
            for i, j in zip(gap_left, gap_right, strict=False)
            if _is_alike(opened(ours[i]), opened(theirs[j]))
        ]
    return Match(stays, moves)


def _contents(elements: Elements, tick: Tick) -> dict[int, str]:
    found = {}
    for at, element in elements.items():
        found[at] = canonical(element)
        tick()
    return found


def _drop(pairs: list[Pair], left: dict[int, str], right: dict[int, str]) -> None:
    for i, j in pairs:
        del left[i], right[j]


def _moved(left: dict[int, str], right: dict[int, str]) -> list[Pair]:
    """Pair what is left over on both sides once: it stands elsewhere now."""
    ours, theirs = Counter(left.values()), Counter(right.values())
    places = {each: j for j, each in right.items() if theirs[each] == 1}
    return [(i, places[each]) for i, each in left.items() if ours[each] == 1 and each in places]


def _gaps(
    pairs: list[Pair], left: Mapping[int, Any], right: Mapping[int, Any]
) -> list[tuple[list[int], list[int]]]:
    """Return what stands on both sides between the same two pairs, of those that increase."""
    starts, firsts = [i for i, _ in pairs], [j for _, j in pairs]
    gaps: defaultdict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for i in left:
        gaps[bisect_left(starts, i)][0].append(i)
    for j in right:
        gaps[bisect_left(firsts, j)][1].append(j)
    return list(gaps.values())


def _is_alike(left: Value, right: Value) -> bool:
    """Say whether an element is rather another one's new content than something else."""
    if isinstance(left, dict) and isinstance(right, dict):
        return 2 * len(left.keys() & right.keys()) >= min(len(left), len(right))
    return type(left) is type(right) or not (is_container(left) or is_container(right))
