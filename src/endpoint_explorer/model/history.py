"""What the history is asked, and what it says: pages of rows, endpoints, trends, bounds."""

from __future__ import annotations

from typing import Literal

import msgspec

from endpoint_explorer.model.exchange import ExchangeSummary

Facet = Literal["method", "status", "host", "route", "env", "collection", "is"]


class Words(msgspec.Struct, frozen=True):
    """Words that stand side by side in an exchange's URL, headers or bodies.

    The last of them may be the beginning of a longer word, unless they are `exact`.
    """

    text: str
    exact: bool = False


class Condition(msgspec.Struct, frozen=True):
    """A field filter, `status:5xx`; with `negated` whatever it does not hold for."""

    facet: Facet
    value: str
    negated: bool = False


class HistoryQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which exchanges are wanted; what is empty or None leaves all in.

    Every one of `words` must be found. Conditions on one facet are alternatives, except that
    each `is` and each negated one must hold; those on different facets must all hold.
    `request_id`, `endpoint_id`, `collection`, which is a folder's whole path, and `within`, each
    of whose conditions must hold, are scopes: no other condition makes them wider. `since` is in
    seconds since the epoch.
    `has_note`, `is_pinned`: whether a row must have, or must not have, the thing.
    `note` is a text that the note must contain, whatever its case.
    """

    words: tuple[Words, ...] = ()
    conditions: tuple[Condition, ...] = ()
    since: float | None = None
    has_note: bool | None = None
    is_pinned: bool | None = None
    note: str = ""
    request_id: str = ""
    endpoint_id: int | None = None
    collection: str = ""
    within: tuple[Condition, ...] = ()

    @property
    def narrows_series(self) -> bool:
        """Whether it asks for some series of exchanges only."""
        return bool(
            self.conditions
            or self.request_id
            or self.endpoint_id is not None
            or self.collection
            or self.within
        )


class HistoryPage(msgspec.Struct, frozen=True):
    """Rows, the newest first, and whether there are more beyond them in the asked direction.

    `total` counts all that the query finds, None where that would take a scan.
    """

    rows: tuple[ExchangeSummary, ...] = ()
    is_last: bool = True
    total: int | None = None


class EndpointSummary(msgspec.Struct, frozen=True, kw_only=True):
    """An endpoint that exchanges were recorded of: how many, the newest one, and how many failed.

    `last_at` is in seconds since the epoch.
    """

    id: int
    method: str
    host: str
    route: str
    count: int
    failed: int
    last_id: int
    last_at: float


class TrendPoint(msgspec.Struct, frozen=True):
    """One exchange of a trend. `duration` is in milliseconds; `status` None where none came."""

    id: int
    started_at: float
    duration: float
    status: int | None = None
    failure_kind: str = ""

    @property
    def is_failed(self) -> bool:
        """Whether it failed, or its status is 400 or more."""
        return bool(self.failure_kind) or self.status is None or self.status >= 400


class Limits(msgspec.Struct, frozen=True):
    """The bounds of the history; None for no bound. `days` is an age, `size` is in bytes."""

    days: float | None = 90.0
    count: int | None = 100_000
    size: int | None = 1_000_000_000


class Pruned(msgspec.Struct, frozen=True):
    """What a pruning removed: exchanges, and the bytes by which the file became smaller."""

    exchanges: int = 0
    freed: int = 0


class HistoryStats(msgspec.Struct, frozen=True, kw_only=True):
    """What the history holds. Sizes are in bytes, `oldest_at` and `newest_at` in epoch seconds.

    `body_size` is what the bodies would take as they came, once for each exchange;
    `kept_size` what they take in the file.
    """

    exchanges: int
    pinned: int
    noted: int
    failed: int
    endpoints: int
    bodies: int
    body_size: int
    kept_size: int
    file_size: int
    indexed: int
    oldest_at: float | None = None
    newest_at: float | None = None
