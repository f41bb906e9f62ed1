"""Comparing two exchanges."""

from __future__ import annotations

from collections.abc import Sequence

from endpoint_explorer.bodies.body import UNWATCHED, Watch
from endpoint_explorer.comparing.bodies import Bodies
from endpoint_explorer.comparing.comparison import Comparison
from endpoint_explorer.comparing.heads import (
    compare_headers,
    compare_outcomes,
    compare_timings,
    headers_of,
)
from endpoint_explorer.comparing.paths import parse_ignoring
from endpoint_explorer.model.exchange import Exchange


def compare(
    left: Exchange, right: Exchange, ignore: Sequence[str] = (), watch: Watch = UNWATCHED
) -> Comparison:
    """Compare two exchanges, without the places that `ignore` names (`paths`).

    Raises UsageError for a pattern that means nothing, and Cancelled as `watch` says.
    """
    return Comparer(left, right).compare(ignore, watch)


class Comparer:
    """Two exchanges that are compared again and again, as more or less is left out."""

    def __init__(self, left: Exchange, right: Exchange) -> None:
        self.left = left
        self.right = right
        self._bodies = Bodies(left.response, right.response)

    def compare(self, ignore: Sequence[str] = (), watch: Watch = UNWATCHED) -> Comparison:
        """Compare them, without the places that `ignore` names; raises as the function does."""
        ignoring = parse_ignoring(ignore)
        return Comparison(
            outcome=compare_outcomes(self.left, self.right),
            headers=compare_headers(headers_of(self.left), headers_of(self.right), ignoring),
            timings=compare_timings(self.left, self.right),
            body=self._bodies.compare(ignoring, watch),
            ignored=tuple(ignore),
        )
