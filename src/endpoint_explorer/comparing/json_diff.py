"""The structural difference of two JSON values."""

from __future__ import annotations

from endpoint_explorer.comparing.comparison import Change
from endpoint_explorer.comparing.matching import Tick, match_elements
from endpoint_explorer.comparing.paths import Path
from endpoint_explorer.comparing.values import IGNORED, Value, opened


def diff(left: Value, right: Value, tick: Tick) -> tuple[Change, ...]:
    """Return the changes that make `left` the same value as `right`, in the order of the right.

    `tick` is called again and again, and may raise to stop. Raises NotJson and RecursionError.
    """
    differ = _Differ(tick)
    differ.compare(left, right, ())
    return tuple(differ.changes)


class _Differ:
    def __init__(self, tick: Tick) -> None:
        self.changes: list[Change] = []
        self._tick = tick

    def compare(self, left: Value, right: Value, path: Path) -> None:
        """Add what differs between two values at a path."""
        # Equal bytes are equal values, which spares most of two bodies from being decoded.
        if left == right:
            return
        self._tick()
        left, right = opened(left), opened(right)
        if isinstance(left, dict) and isinstance(right, dict):
            self._objects(left, right, path)
        elif isinstance(left, list) and isinstance(right, list):
            self._arrays(left, right, path)
        elif left != right:
            self.changes.append(Change("changed", path, left, right))

    def _objects(self, left: dict[str, Value], right: dict[str, Value], path: Path) -> None:
        for name, value in left.items():
            if name in right:
                self.compare(value, right[name], (*path, name))
            else:
                self.changes.append(Change("removed", (*path, name), left=value))
        for name, value in right.items():
            if name not in left:
                self.changes.append(Change("added", (*path, name), right=value))

    def _arrays(self, left: list[Value], right: list[Value], path: Path) -> None:
        match = match_elements(left, right, self._tick)
        partners = {j: i for i, j in match.stays}
        sources = {j: i for i, j in match.moves}
        paired = {*partners.values(), *sources.values()}
        gone = [i for i, value in enumerate(left) if i not in paired and value is not IGNORED]
        # What was removed is told before what stands in its place.
        here = [(j, 1) for j, value in enumerate(right) if value is not IGNORED]
        for at, is_right in sorted([*here, *((i, 0) for i in gone)]):
            where = (*path, at)
            if not is_right:
                self.changes.append(Change("removed", where, left=left[at]))
            elif at in partners:
                self.compare(left[partners[at]], right[at], where)
            elif at in sources:
                source = sources[at]
                self.changes.append(Change("moved", where, left[source], right[at], source))
                self.compare(left[source], right[at], where)
            else:
                self.changes.append(Change("added", where, right=right[at]))
