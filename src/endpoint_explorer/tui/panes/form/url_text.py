"""The text of the URL field: what it shows of a request, and what it makes of one.

The field shows the URL with the query rows that are switched on, verbatim. A request that nobody
edits stays as it is, also one whose URL has a query of its own; the first edit makes rows of it.
"""

from __future__ import annotations

import msgspec

from endpoint_explorer.model.request import Field, Request
from endpoint_explorer.model.route import add_query, format_query, join_url, parse_query, split_url


def url_text(request: Request) -> str:
    """Return the text that stands for a request's URL and query."""
    return add_query(request.url, request.query)


def query_rows(request: Request) -> tuple[Field, ...]:
    """Return every query row of a request, those that its URL has of its own first."""
    own = split_url(request.url)[1]
    return parse_query(own or "") + request.query


def with_url_text(request: Request, text: str) -> Request:
    """Return a request whose URL and query rows say what a text says.

    Rows that are switched off, which the text does not show, keep their place.
    """
    if text == url_text(request):
        return request
    base, query, fragment = split_url(text)
    # `/users?` has no row, but it is not `/users`.
    url = join_url(base, "" if query == "" else None, fragment)
    rows = merge_rows(query_rows(request), parse_query(query or ""))
    return msgspec.structs.replace(request, url=url, query=rows)


def with_query_rows(request: Request, rows: tuple[Field, ...]) -> Request:
    """Return a request with other query rows, and no query in its URL."""
    base, _, fragment = split_url(request.url)
    rows = tuple(
        msgspec.structs.replace(row, bare=False) if row.bare and row.value else row for row in rows
    )
    return msgspec.structs.replace(request, url=join_url(base, None, fragment), query=rows)


def merge_rows(rows: tuple[Field, ...], shown: tuple[Field, ...]) -> tuple[Field, ...]:
    """Put new rows in the place of those that are switched on, keeping the others between them.

    What is the same at the start and at the end is taken as not edited.
    """
    old = tuple(row for row in rows if row.enabled)
    start, end = _common_ends(old, shown)
    new = old[:start] + shown[start : len(shown) - end] + old[len(old) - end :]
    result: list[Field] = []
    passed = taken = 0
    for row in rows:
        if row.enabled:
            passed += 1
            continue
        if passed >= len(old) - end and passed > start:
            target = len(new) - (len(old) - passed)
        else:
            target = min(passed, len(new) - end) if passed > start else passed
        result += [*new[taken : max(taken, target)], row]
        taken = max(taken, target)
    return (*result, *new[taken:])


def _common_ends(old: tuple[Field, ...], new: tuple[Field, ...]) -> tuple[int, int]:
    """Return how many rows are written the same at the start, and behind that at the end."""
    limit = min(len(old), len(new))
    start = 0
    while start < limit and _written(old[start]) == _written(new[start]):
        start += 1
    end = 0
    while end < limit - start and _written(old[-1 - end]) == _written(new[-1 - end]):
        end += 1
    return start, end


def _written(row: Field) -> str:
    return format_query((row,))
