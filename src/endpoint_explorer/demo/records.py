"""What the store holds: records, of which each version of the API shows its own view."""

from __future__ import annotations

from datetime import datetime

import msgspec

from endpoint_explorer.demo.payloads.products import Category
from endpoint_explorer.demo.payloads.replicas import ReplicaType
from endpoint_explorer.demo.payloads.transactions import TransactionKind, TransactionStatus
from endpoint_explorer.demo.payloads.users import UserInput


class UserRecord(msgspec.Struct, frozen=True):
    """A user: the given fields, and those that the server keeps."""

    id: int
    fields: UserInput
    created_at: datetime
    updated_at: datetime


class ProductRecord(msgspec.Struct, frozen=True):
    """A product; `cents` is its price in hundredths of a euro."""

    id: int
    name: str
    category: Category
    cents: int
    rating: float
    stock: int


class TransactionRecord(msgspec.Struct, frozen=True):
    """A transaction; `cents` is its amount in hundredths of a euro, below zero for refunds."""

    id: str
    user_id: int
    product_id: int
    cents: int
    kind: TransactionKind
    status: TransactionStatus
    occurred_at: datetime


class ReplicaRecord(msgspec.Struct, frozen=True):
    """A replica; `step` counts how often it was asked about, of `STEPS` until it is done.

    `fails` says whether it ends as an error.
    """

    id: str
    name: str
    kind: ReplicaType
    step: int
    fails: bool
    created_at: datetime
    updated_at: datetime


STEPS = 2
"""How often a replica answers that it is still being made."""
