"""Comparing two exchanges, and remembering what comparisons of a request leave out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic, sleep
from typing import TYPE_CHECKING

from endpoint_explorer.bodies.body import Cancelled as Stopped
from endpoint_explorer.bodies.body import Watch
from endpoint_explorer.comparing import Comparer, Comparison
from endpoint_explorer.comparing.paths import is_pattern
from endpoint_explorer.errors import Cancelled
from endpoint_explorer.explorer.services import Services
from endpoint_explorer.model.endpoint import endpoint_of

if TYPE_CHECKING:
    from endpoint_explorer.model.exchange import Exchange


_STRETCH = 0.004
"""Seconds of work between two pauses."""

_PAUSE = 0.001
"""Seconds of a pause."""


def _never() -> bool:
    return False


class Compared:
    """Two exchanges of the history, or one that was just sent.

    There is no secret in `left` and `right` once they were compared.
    """

    def __init__(self, services: Services, left: Exchange, right: Exchange) -> None:
        self.left = left
        self.right = right
        self.subject = subject_of(left)
        self._services = services
        self._comparer: Comparer | None = None

    def compare(
        self, ignore: Sequence[str] = (), is_cancelled: Callable[[], bool] = _never
    ) -> Comparison:
        """Compare them without what patterns name (`comparing.paths`).

        Raises UsageError for a pattern that means nothing, Cancelled once it is not wanted.
        """
        from endpoint_explorer.storage.redaction import redact_exchange

        if self._comparer is None:
            # What the history keeps is redacted: what was just sent must not differ by that.
            self.left, self.right = redact_exchange(self.left), redact_exchange(self.right)
            self._comparer = Comparer(self.left, self.right)
        try:
            return self._comparer.compare(ignore, Watch(is_cancelled=considerate(is_cancelled)))
        except Stopped as error:
            raise Cancelled("the comparison was stopped") from error

    def remembered(self) -> tuple[str, ...]:
        """Return the patterns that comparisons of this request leave out.

        One that means nothing here, as another version may have written it, is none.
        """
        return tuple(filter(is_pattern, self._services.history.ignored_paths(self.subject)))

    def remember(self, ignore: Sequence[str]) -> None:
        """Leave these out from now on, and no others; raises FileUnwritable."""
        self._services.history.ignore_paths(self.subject, ignore)


def considerate(is_cancelled: Callable[[], bool]) -> Callable[[], bool]:
    """Return what asks the same, and gives others the interpreter for a moment now and then.

    A thread that computes without a pause makes each step of the event loop wait for its turn.
    """
    last = monotonic()

    def ask() -> bool:
        nonlocal last
        if monotonic() - last > _STRETCH:
            sleep(_PAUSE)
            last = monotonic()
        return is_cancelled()

    return ask


def subject_of(exchange: Exchange) -> str:
    """Return what comparisons are remembered for: the saved request, else the endpoint."""
    request = exchange.request
    if request is not None and request.id:
        return request.id
    route = request.url if request is not None else ""
    endpoint = endpoint_of(exchange.wire.method, exchange.wire.url, route)
    return f"{endpoint.method} {endpoint.host}{endpoint.shape}"
