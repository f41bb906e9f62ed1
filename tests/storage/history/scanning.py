"""What a search means, said the long way: by looking at each exchange."""

from __future__ import annotations

import msgspec

from endpoint_explorer.model.exchange import Exchange, Failure
from endpoint_explorer.model.history import Condition, HistoryQuery, Words
from endpoint_explorer.storage.history.words import cut

CANCELLED = Failure("cancelled", "cancelled")


class Kept(msgspec.Struct, frozen=True):
    id: int
    exchange: Exchange
    changed: bool
    pinned: bool
    note: str


def _route_of(path: str) -> str:
    return "/" + "/".join("{}" if part.isdigit() else part for part in path.split("/"))


def holds(condition: Condition, kept: Kept) -> bool:
    exchange = kept.exchange
    host, _, path = exchange.wire.url.removeprefix("http://").partition("/")
    status = exchange.response.status if exchange.response and not exchange.failure else 0
    route = _route_of(path)
    meanings: dict[tuple[str, str], bool] = {
        ("method", "post"): exchange.wire.method == "POST",
        ("status", "200"): status == 200,
        ("status", "4xx"): status == 404,
        ("status", "400-599"): status in (404, 500),
        ("host", "a.example.com"): host == "a.example.com",
        ("host", "B.example.com"): host == "b.example.com:8080",
        ("host", "*.com:8080"): host == "b.example.com:8080",
        ("route", "/users/{id}"): route in ("/users/{}", "/v1/users/{}"),
        ("route", "v1/users/:x"): route == "/v1/users/{}",
        ("route", "/users/*"): "/users/" in route,
        ("env", "staging"): exchange.environment == "Staging",
        ("env", ""): exchange.environment == "",
        ("collection", "Shop"): exchange.collection != "",
        ("collection", "/home/*"): exchange.collection != "",
        ("is", "failed"): status in (0, 404, 500),
        ("is", "ok"): status == 200,
        ("is", "partial"): exchange.failure is not None and exchange.response is not None,
        ("is", "cancelled"): exchange.failure is CANCELLED,
        ("is", "changed"): kept.changed,
    }
    return meanings[condition.facet, condition.value] is not condition.negated


def has_words(words: Words, exchange: Exchange) -> bool:
    wanted = cut(words.text)
    url = exchange.wire.url
    body = exchange.response.body.decode().replace("\\n", " ") if exchange.response else ""
    for text in (url, url.replace("%C3%A9", "é"), body):
        found = cut(text)
        for start in range(len(found) - len(wanted) + 1):
            part = found[start : start + len(wanted)]
            is_beginning = not words.exact and wanted and part and part[-1].startswith(wanted[-1])
            if part == wanted or (is_beginning and part[:-1] == wanted[:-1]):
                return True
    return False


def is_found(query: HistoryQuery, kept: Kept) -> bool:
    facets: dict[str, list[bool]] = {}
    for number, condition in enumerate(query.conditions):
        is_alone = condition.negated or condition.facet == "is"
        key = f"{condition.facet} {number}" if is_alone else condition.facet
        facets.setdefault(key, []).append(holds(condition, kept))
    return (
        all(map(any, facets.values()))
        and all(holds(condition, kept) for condition in query.within)
        and query.collection in ("", kept.exchange.collection)
        and all(has_words(words, kept.exchange) for words in query.words)
        and (query.since is None or kept.exchange.started_at >= query.since)
        and query.is_pinned in (None, kept.pinned)
        and query.has_note in (None, bool(kept.note))
        and query.note.lower() in kept.note.lower()
        and (not query.request_id or kept.exchange.request is not None)
        and query.request_id in ("", kept.exchange.request.id if kept.exchange.request else "")
    )
