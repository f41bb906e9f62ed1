"""The rows that are in memory: a window over the history that moves with whoever reads it."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from endpoint_explorer.model.exchange import ExchangeSummary
from endpoint_explorer.model.history import HistoryPage

PAGE = 100
"""Rows that are asked for at a time."""

MOST = 2_000
"""Rows that are in memory at a time; what is far from the reader is forgotten."""


class Window(msgspec.Struct, frozen=True):
    """Rows that follow each other, the newest first.

    `is_newest` says that nothing newer is beyond the first, `is_oldest` that nothing older is
    beyond the last. `total` counts all rows there are, None where that is not known.
    """

    rows: tuple[ExchangeSummary, ...] = ()
    is_newest: bool = True
    is_oldest: bool = True
    total: int | None = None

    @classmethod
    def newest(cls, page: HistoryPage) -> Window:
        """Return the window at the newest rows."""
        return cls(page.rows, is_oldest=page.is_last, total=page.total)

    @classmethod
    def oldest(cls, page: HistoryPage) -> Window:
        """Return the window at the oldest rows, from a page that was asked for from that end."""
        return cls(page.rows, is_newest=page.is_last, total=page.total)

    @classmethod
    def below(cls, page: HistoryPage) -> Window:
        """Return the window somewhere in between: there may be newer rows."""
        return cls(page.rows, is_newest=False, is_oldest=page.is_last, total=page.total)

    def with_older(self, page: HistoryPage) -> Window:
        """Return the window with a page below it; as many rows at the top may be forgotten."""
        rows = (*self.rows, *page.rows)
        return Window(
            rows[-MOST:], self.is_newest and len(rows) <= MOST, page.is_last, _total(self, page)
        )

    def with_newer(self, page: HistoryPage) -> Window:
        """Return the window with a page above it; as many rows at the end may be forgotten."""
        rows = (*page.rows, *self.rows)
        return Window(
            rows[:MOST], page.is_last, self.is_oldest and len(rows) <= MOST, _total(self, page)
        )

    def without(self, ids: Collection[int]) -> Window:
        """Return the window without some rows, which were deleted."""
        rows = tuple(row for row in self.rows if row.id not in ids)
        total = None if self.total is None else max(self.total - len(ids), len(rows))
        return msgspec.structs.replace(self, rows=rows, total=total)

    def pinned(self, ids: Collection[int], *, pinned: bool) -> Window:
        """Return the window with some rows pinned, or not any more."""
        return self._with(ids, {"pinned": pinned})

    def annotated(self, exchange_id: int, note: str) -> Window:
        """Return the window with another note at a row."""
        return self._with((exchange_id,), {"note": note})

    def index_of(self, exchange_id: int) -> int | None:
        """Return where an exchange stands, or where the next older one does; None below all."""
        return next((i for i, row in enumerate(self.rows) if row.id <= exchange_id), None)

    def _with(self, ids: Collection[int], changes: dict[str, object]) -> Window:
        rows = tuple(
            msgspec.structs.replace(row, **changes) if row.id in ids else row for row in self.rows
        )
        return msgspec.structs.replace(self, rows=rows)


def _total(window: Window, page: HistoryPage) -> int | None:
    return window.total if page.total is None else page.total
