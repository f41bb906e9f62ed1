"""Keeping the history in order, in the background: searchable, and within its bounds."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from endpoint_explorer.errors import EndpointExplorerError
from endpoint_explorer.explorer.services import Services
from endpoint_explorer.model.history import Pruned

EVERY = 16
"""Exchanges that a program which ends after each one records before it keeps order."""

LONGEST = 0.25
"""Seconds that such a program spends on it at its end."""


def keep_history(services: Services, is_cancelled: Callable[[], bool]) -> Pruned:
    """Index the words of what was recorded, remove what the bounds are against; say what went.

    It is given up when the services are about to close. A history that cannot be used is left
    alone: whoever records or reads is told so.
    """

    def is_over() -> bool:
        return services.is_closing or is_cancelled()

    if not services.history.path.exists():
        return Pruned()
    try:
        with services.recording():
            services.history.index(is_over)
            pruned = services.history.prune(services.settings.history, is_over)
            services.history.scrub(is_over, always=False)
            return pruned
    except EndpointExplorerError:  # cancelled, too
        return Pruned()


def keep_history_briefly(services: Services, exchange_id: int | None) -> None:
    """Keep the history in order for a moment, once in a while: by the id that was recorded."""
    if exchange_id is not None and exchange_id % EVERY == 0:
        ends = monotonic() + LONGEST
        keep_history(services, lambda: monotonic() > ends)
