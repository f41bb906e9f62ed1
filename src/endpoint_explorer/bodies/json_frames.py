"""The containers that are open at a place of a JSON text, as frames that share their outer ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BRACKET = re.compile(rb"[\[\]{}]")
_OPENER_OF = {ord("]"): ord("["), ord("}"): ord("{")}


class Frame:
    """An open container: `kind` is the byte that opened it, `level` how many are around it.

    `index` is its place among the children of the one around it, and `region` the number of the
    region that it starts in.
    """

    __slots__ = ("index", "key", "kind", "level", "outer", "region")

    def __init__(self, kind: int, outer: Frame | None, index: int, region: int) -> None:
        self.kind = kind
        self.outer = outer
        self.index = index
        self.region = region
        self.level: int = 0 if outer is None else outer.level + 1
        self.key: str | None = None

    @property
    def closer(self) -> bytes:
        """The byte that closes it."""
        return b"]" if self.kind == ord("[") else b"}"


class Place:
    """A place between two members or elements: the innermost open frame, and how many are before.

    `seen` counts the commas of the innermost frame, which is None outside any container.
    """

    __slots__ = ("frame", "seen")

    def __init__(self, frame: Frame | None = None, seen: int = 0) -> None:
        self.frame = frame
        self.seen = seen

    @property
    def depth(self) -> int:
        """How many containers are open."""
        return 0 if self.frame is None else self.frame.level + 1

    def frames(self) -> Iterator[Frame]:
        """Yield the open containers, the innermost first."""
        frame = self.frame
        while frame is not None:
            yield frame
            frame = frame.outer

    def after(self, rest: bytes, region: int) -> tuple[Place, int] | None:
        """Return the place behind a region, and the depth down to which the region closes.

        `rest` is what its nesting leaves; None when its brackets do not match.
        """
        frame, seen, lowest = self.frame, self.seen, self.depth
        end = 0
        for match in _BRACKET.finditer(rest):
            seen += match.start() - end
            end = match.end()
            bracket = match[0][0]
            if bracket in _OPENER_OF:
                if frame is None or frame.kind != _OPENER_OF[bracket]:
                    return None
                seen, frame = frame.index, frame.outer
                lowest = min(lowest, 0 if frame is None else frame.level + 1)
            else:
                frame, seen = Frame(bracket, frame, seen, region), 0
        return Place(frame, seen + len(rest) - end), lowest
