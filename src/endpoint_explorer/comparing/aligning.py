"""Which elements of two sequences stand for each other, in bounded time.

What both begin and end with is paired first. Between that, elements that are unique on both sides
are anchors (patience diff, Bram Cohen), and what lies between anchors is aligned by the shortest
edit script (Myers 1986) as long as that is short.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

Pair = tuple[int, int]

_LONGEST_SCRIPT = 64
"""Edits of a gap up to which the shortest script is looked for: it takes their square."""

_WORK = 40
"""Looks at an element, on average, after which the rest is paired in one go."""


def _idle() -> None:
    """Do nothing between two steps."""


def align(
    left: Sequence[Hashable], right: Sequence[Hashable], tick: Callable[[], None] = _idle
) -> list[Pair]:
    """Return pairs of indexes of equal elements, increasing on both sides.

    `tick` is called between steps, and may raise to stop.
    """
    numbers: defaultdict[Hashable, int] = defaultdict(lambda: len(numbers))
    return _Aligner([numbers[e] for e in left], [numbers[e] for e in right], tick).align()


def increasing(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the longest part of pairs, sorted by the left side, that increases on the right."""
    tails: list[int] = []  # the least right side with which so many pairs can end
    ends: list[int] = []  # which pair that is
    previous: list[int] = []
    best = -1
    for at, (_, right) in enumerate(pairs):
        place = bisect_left(tails, right)
        previous.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(right)
            ends.append(at)
            best = at
        else:
            tails[place], ends[place] = right, at
    found: list[Pair] = []
    while best >= 0:
        found.append(pairs[best])
        best = previous[best]
    return found[::-1]


class _Aligner:
    def __init__(self, left: list[int], right: list[int], tick: Callable[[], None]) -> None:
        self._left = left
        self._right = right
        self._tick = tick
        self._budget = _WORK * (len(left) + len(right))

    def align(self) -> list[Pair]:
        pairs: list[Pair] = []
        gaps = [(0, len(self._left), 0, len(self._right))]
        while gaps:
            self._tick()
            start, stop, first, last = self._trim(*gaps.pop(), pairs)
            if start == stop or first == last:
                continue
            self._budget -= stop - start + last - first
            if self._budget < 0:
                pairs += self._by_occurrence(start, stop, first, last)
                continue
            anchors = self._anchors(start, stop, first, last)
            if anchors:
                pairs += anchors
                for i, j in anchors:
                    gaps.append((start, i, first, j))
                    start, first = i + 1, j + 1
                gaps.append((start, stop, first, last))
            else:
                script = self._shortest(start, stop, first, last)
                found = self._by_occurrence(start, stop, first, last) if script is None else script
                pairs += found
        return sorted(pairs)

    def _trim(
        self, start: int, stop: int, first: int, last: int, pairs: list[Pair]
    ) -> tuple[int, int, int, int]:
        """Pair what a gap begins and ends with on both sides; return what is left of it."""
        left, right = self._left, self._right
        while start < stop and first < last and left[start] == right[first]:
            pairs.append((start, first))
            start, first = start + 1, first + 1
        while start < stop and first < last and left[stop - 1] == right[last - 1]:
            stop, last = stop - 1, last - 1
            pairs.append((stop, last))
        return start, stop, first, last

    def _anchors(self, start: int, stop: int, first: int, last: int) -> list[Pair]:
        ours = _unique(self._left, start, stop)
        theirs = _unique(self._right, first, last)
        return increasing([(i, theirs[e]) for e, i in ours.items() if e in theirs])

    def _by_occurrence(self, start: int, stop: int, first: int, last: int) -> list[Pair]:
        """Pair the n-th of equal elements on the left with the n-th on the right."""
        places: defaultdict[int, list[int]] = defaultdict(list)
        for j in range(last - 1, first - 1, -1):
            places[self._right[j]].append(j)
        found = []
        for i in range(start, stop):
            theirs = places.get(self._left[i])
            if theirs:
                found.append((i, theirs.pop()))
        return increasing(found)

    def _shortest(self, start: int, stop: int, first: int, last: int) -> list[Pair] | None:
        """Return the pairs of the shortest edit script, None where it is long."""
        left, right = self._left, self._right
        width, height = stop - start, last - first
        reach = {1: 0}
        trace: list[dict[int, int]] = []
        for edits in range(min(_LONGEST_SCRIPT, width + height) + 1):
            trace.append(dict(reach))
            for diagonal in range(-edits, edits + 1, 2):
                is_down = diagonal == -edits or (
                    diagonal != edits and reach[diagonal - 1] < reach[diagonal + 1]
                )
                x = reach[diagonal + 1] if is_down else reach[diagonal - 1] + 1
                y = x - diagonal
                while x < width and y < height and left[start + x] == right[first + y]:
                    x, y = x + 1, y + 1
                reach[diagonal] = x
                if x >= width and y >= height:
                    self._budget -= edits * edits
                    found = _walk_back(trace, width, height)
                    return [(start + i, first + j) for i, j in found]
        self._budget -= _LONGEST_SCRIPT**2
        return None


def _walk_back(trace: list[dict[int, int]], x: int, y: int) -> Iterable[Pair]:
    """Yield the pairs on the way that the trace of a script has found, the last one first."""
    for edits in range(len(trace) - 1, -1, -1):
        reach = trace[edits]
        diagonal = x - y
        is_down = diagonal == -edits or (
            diagonal != edits and reach[diagonal - 1] < reach[diagonal + 1]
        )
        before = diagonal + 1 if is_down else diagonal - 1
        start = reach[before] + (0 if is_down else 1)
        while x > start:
            x, y = x - 1, y - 1
            yield x, y
        x = reach[before]
        y = x - before


def _unique(elements: Sequence[int], start: int, stop: int) -> dict[int, int]:
    """Return where the elements are that stand in a range only once, in order."""
    part = elements[start:stop]
    counts = Counter(part)
    return {e: at for at, e in enumerate(part, start) if counts[e] == 1}
