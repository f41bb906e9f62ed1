"""Transactions, as version 1 and version 2 represent them."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, Field

from endpoint_explorer.demo.payloads.page import PageQuery, Totals
from endpoint_explorer.demo.payloads.products import Money

TransactionKind = Literal["purchase", "refund"]
TransactionStatus = Literal["pending", "booked", "failed"]


class _Described(BaseModel):
    id: str = Field(examples=["t-2024-0433"])
    user_id: int = Field(examples=[25])
    product_id: int = Field(examples=[7])
    kind: TransactionKind = Field(examples=["purchase"])
    status: TransactionStatus = Field(examples=["booked"])
    occurred_at: dt.datetime = Field(examples=["2024-11-01T10:15:00Z"])


class Transaction(_Described):
    """A transaction, version 1: the amount is a number."""

    amount: float = Field(description="In euros, below zero for refunds.", examples=[59.9])


class TransactionV2(_Described):
    """A transaction, version 2: the amount says its currency."""

    amount: Money


class TransactionPath(BaseModel):
    """The path of a transaction."""

    id: str = Field(description="The transaction's id.", examples=["t-2024-0433"])


class TransactionQuery(PageQuery):
    """Which transactions to list."""

    date: dt.date | None = Field(
        default=None, description="Only those of this day, in UTC.", examples=["2024-11-01"]
    )


class TransactionPage(Totals):
    """A page of transactions."""

    items: list[Transaction]


class TransactionPageV2(Totals):
    """A page of transactions, version 2."""

    items: list[TransactionV2]
