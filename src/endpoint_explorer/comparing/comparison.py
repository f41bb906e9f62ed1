"""What a comparison of two exchanges says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from endpoint_explorer.comparing.paths import Path, format_path, pattern_of
from endpoint_explorer.comparing.values import Value

Kind = Literal["added", "removed", "changed", "moved"]
BodyKind = Literal["none", "json", "text", "binary", "omitted"]


class Change(msgspec.Struct, frozen=True):
    """One difference between two JSON values.

    `path` leads to it on the right; only the last step of what was removed is of the left.
    `left` and `right` are what stood and stands there (`comparing.values`), None where nothing
    did. Of what was moved, an element of an array, `source` is its index on the left.
    """

    kind: Kind
    path: Path
    left: Value = None
    right: Value = None
    source: int | None = None

    @property
    def shown_path(self) -> str:
        """The path as JSONPath."""
        return format_path(self.path)

    @property
    def pattern(self) -> str:
        """The pattern that leaves this place out, in every element of the arrays around it."""
        return pattern_of(self.path)


class Hunk(msgspec.Struct, frozen=True):
    """Lines from `start` up to `stop` on the left, in whose place others stand on the right.

    All count from 0; `first` and `last` are of the right side.
    """

    start: int
    stop: int
    first: int
    last: int


class TextDiff(msgspec.Struct, frozen=True):
    """Two texts by line, in UTF-8 without line ends, and where they differ."""

    left: Sequence[bytes]
    right: Sequence[bytes]
    hunks: tuple[Hunk, ...] = ()


class Difference(msgspec.Struct, frozen=True):
    """One thing side by side, as text; empty where a side has none."""

    name: str
    left: str
    right: str

    @property
    def is_same(self) -> bool:
        """Whether both sides say the same."""
        return self.left == self.right


class HeaderDifference(msgspec.Struct, frozen=True):
    """The values of one header, all of them in their order.

    `is_volatile` names one that differs from answer to answer, or that follows from the body;
    `is_ignored` one that is left out. Neither makes answers differ.
    """

    name: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    is_volatile: bool = False
    is_ignored: bool = False

    @property
    def kind(self) -> Kind | None:
        """What became of it; None where both sides say the same."""
        if self.left == self.right:
            return None
        if not self.left:
            return "added"
        return "changed" if self.right else "removed"

    @property
    def counts(self) -> bool:
        """Whether it makes the answers differ."""
        return self.kind is not None and not self.is_volatile and not self.is_ignored


class TimingRow(msgspec.Struct, frozen=True):
    """A phase, in milliseconds; None where it did not happen."""

    name: str
    left: float | None
    right: float | None


class BodyComparison(msgspec.Struct, frozen=True, kw_only=True):
    """What differs in the bodies.

    `changes` are those of JSON values, `text` the lines of other text, `facts` what is to say of
    bodies that are no text, or that were too large to keep. `note` says what no change shows.
    """

    kind: BodyKind = "none"
    changes: tuple[Change, ...] = ()
    text: TextDiff | None = None
    facts: tuple[Difference, ...] = ()
    note: str = ""

    @property
    def count(self) -> int:
        """How many places differ."""
        hunks = len(self.text.hunks) if self.text else 0
        return len(self.changes) + hunks + sum(not fact.is_same for fact in self.facts)

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return self.count == 0


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two answers side by side. `ignored` are the patterns of what was left out.

    `outcome` has the status and what else there is to say of how the two ended. Times and volatile
    headers never make answers differ.
    """

    outcome: tuple[Difference, ...] = ()
    headers: tuple[HeaderDifference, ...] = ()
    timings: tuple[TimingRow, ...] = ()
    body: BodyComparison = BodyComparison()
    ignored: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether it is the same answer."""
        return (
            all(difference.is_same for difference in self.outcome)
            and not any(header.counts for header in self.headers)
            and self.body.is_same
        )
