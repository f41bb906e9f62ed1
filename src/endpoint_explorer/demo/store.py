"""The data in memory, and the clock that goes by writes rather than by time."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

import msgspec
from starlette.requests import Request

from endpoint_explorer.demo import seed
from endpoint_explorer.demo.payloads.replicas import ReplicaInput
from endpoint_explorer.demo.payloads.users import UserInput
from endpoint_explorer.demo.records import STEPS, ReplicaRecord, UserRecord

K = TypeVar("K")
V = TypeVar("V")

LARGEST = 10_000
"""How many users, and how many replicas, the store holds: past it the oldest is forgotten."""


class Store:
    """All data of one application. The same requests in the same order give the same answers."""

    def __init__(self) -> None:
        self.products = seed.seed_products()
        self.transactions = seed.seed_transactions(self.products)
        self.reset()

    def reset(self) -> None:
        """Go back to the data that the server started with."""
        self.users = seed.seed_users()
        self.replicas = seed.seed_replicas()
        self._now = seed.NOW
        self._last_user = max(self.users)
        self._ids = Random(len(self.replicas))  # noqa: S311 - ids, not secrets

    def tick(self) -> datetime:
        """Return the next second of the demo's clock."""
        self._now += timedelta(seconds=1)
        return self._now

    def add_user(self, fields: UserInput) -> UserRecord:
        """Keep a new user under the next id."""
        self._last_user += 1
        now = self.tick()
        user = UserRecord(self._last_user, fields, now, now)
        _make_room(self.users)
        self.users[user.id] = user
        return user

    def change_user(self, user: UserRecord, fields: UserInput) -> UserRecord:
        """Replace what a client said about a user."""
        changed = msgspec.structs.replace(user, fields=fields, updated_at=self.tick())
        self.users[user.id] = changed
        return changed

    def add_replica(self, fields: ReplicaInput) -> ReplicaRecord:
        """Start a replica; it fails when its video's URL has `broken` in it."""
        now = self.tick()
        fails = "broken" in fields.train_video_url
        identity = seed.replica_id(self._ids)
        replica = ReplicaRecord(identity, fields.replica_name, "user", 0, fails, now, now)
        _make_room(self.replicas)
        self.replicas[identity] = replica
        return replica

    def ask_replica(self, replica: ReplicaRecord) -> ReplicaRecord:
        """Return a replica as it is now; asking takes it one step further."""
        if replica.step < STEPS:
            further = msgspec.structs.replace(
                replica, step=replica.step + 1, updated_at=self.tick()
            )
            self.replicas[replica.id] = further
        return replica


def store_of(request: Request) -> Store:
    """Return the store of the application that a request came to."""
    store: Store = request.app.state.store
    return store


def _make_room(records: dict[K, V]) -> None:
    if len(records) >= LARGEST:
        del records[next(iter(records))]
