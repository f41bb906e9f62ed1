"""Paging: a slice of a list, its totals, and the Link header that leads to the other pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request

from endpoint_explorer.demo.payloads.page import PageQuery
from endpoint_explorer.demo.received import raw_path

T = TypeVar("T")

LIST_HEADERS = {
    "Link": "The first, previous, next and last page (RFC 8288).",
    "X-Total-Count": "How many items match, on all pages.",
}
"""The headers of an answer with a page, and what they say."""


class Page(NamedTuple, Generic[T]):
    """The items of one page, the totals of `payloads.page.Totals`, and the headers."""

    items: Sequence[T]
    totals: Mapping[str, int]
    headers: Mapping[str, str]


def paginate(request: Request, items: Sequence[T], query: PageQuery) -> Page[T]:
    """Cut the page that was asked for out of a list; a page past the end is empty."""
    pages = max(1, -(-len(items) // query.limit))
    start = (query.page - 1) * query.limit
    totals = {"total": len(items), "page": query.page, "limit": query.limit, "pages": pages}
    headers = {"Link": _links(request, query, pages), "X-Total-Count": str(len(items))}
    return Page(items[start : start + query.limit], totals, headers)


def _links(request: Request, query: PageQuery, pages: int) -> str:
    """Return the links to other pages (RFC 8288): relative, they hold wherever the server is."""
    targets = {
        "first": 1,
        "prev": min(query.page - 1, pages),
        "next": query.page + 1,
        "last": pages,
    }
    kept = [(k, v) for k, v in request.query_params.multi_items() if k not in {"page", "limit"}]
    links = []
    for relation, page in targets.items():
        if 1 <= page <= pages:
            query_string = urlencode([*kept, ("page", page), ("limit", query.limit)])
            links.append(f'<{raw_path(request.scope)}?{query_string}>; rel="{relation}"')
    return ", ".join(links)
