"""The exchange before another one of the same call."""

from __future__ import annotations

from endpoint_explorer.model.history import HistoryQuery
from endpoint_explorer.storage.history import History

_PAGES = 40
_PAGE = 500


def find_earlier(history: History, exchange_id: int) -> int | None:
    """Return the id of the newest exchange before one with its method and URL, None without.

    It looks through the last 20,000 of their endpoint.
    """
    at = history.page(before=exchange_id + 1, limit=1).rows
    if not at or at[0].id != exchange_id:
        return None
    row, before = at[0], exchange_id
    query = HistoryQuery(endpoint_id=row.endpoint_id)
    for _ in range(_PAGES):
        page = history.page(query, before=before, limit=_PAGE)
        for each in page.rows:
            if (each.method, each.url) == (row.method, row.url):
                return each.id
        if page.is_last or not page.rows:
            return None
        before = page.rows[-1].id
    return None
