"""Transactions: a list that is filtered by a date."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from endpoint_explorer.demo.operation import Answer, Operation
from endpoint_explorer.demo.paging import LIST_HEADERS, Page, paginate
from endpoint_explorer.demo.payloads.products import Money
from endpoint_explorer.demo.payloads.transactions import (
    Transaction,
    TransactionPage,
    TransactionPageV2,
    TransactionPath,
    TransactionQuery,
    TransactionV2,
)
from endpoint_explorer.demo.problems import NOT_FOUND, Problem
from endpoint_explorer.demo.reading import read_query
from endpoint_explorer.demo.records import TransactionRecord
from endpoint_explorer.demo.representation import represent
from endpoint_explorer.demo.store import store_of


def _view(transaction: TransactionRecord) -> Transaction:
    return Transaction(amount=transaction.cents / 100, **_common(transaction))


def _view_v2(transaction: TransactionRecord) -> TransactionV2:
    return TransactionV2(amount=Money.of_cents(transaction.cents), **_common(transaction))


def _common(transaction: TransactionRecord) -> dict[str, Any]:
    names = ("id", "user_id", "product_id", "kind", "status", "occurred_at")
    return {name: getattr(transaction, name) for name in names}


def _page(request: Request) -> Page[TransactionRecord]:
    query = read_query(request, TransactionQuery)
    all_of_them = store_of(request).transactions
    found = [t for t in all_of_them if query.date in {None, t.occurred_at.date()}]
    return paginate(request, found, query)


async def list_transactions(request: Request) -> Response:
    """Answer with a page of transactions."""
    page = _page(request)
    payload = TransactionPage(**page.totals, items=[_view(t) for t in page.items])
    return represent(request, payload, "transactions", headers=page.headers)


async def list_transactions_v2(request: Request) -> Response:
    """Answer with a page of transactions."""
    page = _page(request)
    payload = TransactionPageV2(**page.totals, items=[_view_v2(t) for t in page.items])
    return represent(request, payload, "transactions", headers=page.headers)


async def get_transaction(request: Request) -> Response:
    """Answer with a transaction."""
    identity: str = request.path_params["id"]
    for transaction in store_of(request).transactions:
        if transaction.id == identity:
            return represent(request, _view(transaction), "transaction")
    raise Problem(NOT_FOUND, f"No transaction has the id {identity}.")


OPERATIONS = (
    Operation(
        methods=("GET",),
        route="/v1/transactions",
        handler=list_transactions,
        tag="transactions",
        summary="List transactions",
        description="In the order in which they happened. `date` takes a day: 2024-11-01.",
        query=TransactionQuery,
        answers=(
            Answer(status=200, description="A page.", model=TransactionPage, headers=LIST_HEADERS),
        ),
    ),
    Operation(
        methods=("GET",),
        route="/v1/transactions/{id}",
        handler=get_transaction,
        tag="transactions",
        summary="Get a transaction",
        description="One transaction, by its id. It has no successor in version 2 yet.",
        path=TransactionPath,
        kinds=(NOT_FOUND,),
        answers=(Answer(status=200, description="The transaction.", model=Transaction),),
    ),
    Operation(
        methods=("GET",),
        route="/v2/transactions",
        handler=list_transactions_v2,
        tag="transactions",
        summary="List transactions (version 2)",
        description="As in version 1, but an amount is a text with its currency.",
        query=TransactionQuery,
        answers=(
            Answer(
                status=200, description="A page.", model=TransactionPageV2, headers=LIST_HEADERS
            ),
        ),
    ),
)
