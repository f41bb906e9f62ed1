"""Taking values out of a response into variables."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from endpoint_explorer.model.credentials import names_credential
from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.model.request import Capture
from endpoint_explorer.model.secret import MASK, Secret
from endpoint_explorer.model.session import Captured, SessionVariable

LONGEST = 1024 * 1024
"""Characters of a value that may be captured: it stands in messages, lists and the history."""

Taken = tuple[Captured, SessionVariable | None]


def capture(
    exchange: Exchange, is_cancelled: Callable[[], bool]
) -> tuple[Exchange, dict[str, SessionVariable]]:
    """Return an exchange with what its request captures, and the variables that this makes.

    Only a complete response is looked into. Values that are secret are among the exchange's
    secrets, so that no trace of them leaves memory.
    """
    response = exchange.response
    rows = [row for row in exchange.request.captures if row.enabled] if exchange.request else []
    if not rows or exchange.failure or response is None or not response.is_complete:
        return exchange, {}
    taken = list(_take(rows, exchange, is_cancelled))
    variables = {told.name: variable for told, variable in taken if variable is not None}
    secrets = tuple(
        Secret(name, f"session:{name}", variable.value)
        for name, variable in variables.items()
        if variable.secret
    )
    exchange = msgspec.structs.replace(
        exchange,
        captures=tuple(told for told, _ in taken),
        secrets=(*exchange.secrets, *secrets),
    )
    return exchange, variables


def _take(
    rows: list[Capture], exchange: Exchange, is_cancelled: Callable[[], bool]
) -> Iterator[Taken]:
    from endpoint_explorer.checking.evaluating import NotFound, evaluate
    from endpoint_explorer.checking.query import MalformedQuery, parse_query
    from endpoint_explorer.explorer.reading import ResponseReader

    assert exchange.response is not None, "there is a complete response"
    reader = ResponseReader(exchange.response, is_cancelled)
    for row in rows:
        is_secret = row.secret or names_credential(row.name)
        try:
            query = parse_query(row.query)
            value = evaluate(query, exchange, reader).text
            if len(value) > LONGEST:
                raise NotFound(f"{len(value):,} characters are too many for a variable")
        except (MalformedQuery, NotFound) as error:
            yield Captured(row.name, is_secret=is_secret, fault=str(error)), None
            continue
        is_secret = is_secret or query.finds_credential
        shown = MASK if is_secret else value
        yield Captured(row.name, shown, is_secret), SessionVariable(value, is_secret)
