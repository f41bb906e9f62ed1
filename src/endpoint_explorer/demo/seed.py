"""The data that the demo API starts with, the same each time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import get_args
from unicodedata import normalize

from endpoint_explorer.demo.payloads.products import Category
from endpoint_explorer.demo.payloads.users import Address, Role, UserInput
from endpoint_explorer.demo.records import (
    STEPS,
    ProductRecord,
    ReplicaRecord,
    TransactionRecord,
    UserRecord,
)

NOW = datetime(2024, 12, 1, 12, 0, tzinfo=UTC)
"""The moment at which the demo's clock starts."""

USER_COUNT = 150
PRODUCT_COUNT = 600
TRANSACTIONS_FROM = datetime(2024, 9, 1, tzinfo=UTC)
TRANSACTION_DAYS = 91

_SEED = 2024
_GIVEN = "Ada Alan Barbara Edsger Frances Grace Hedy Joan José Katherine Linus Margaret Noël Zoë"
_FAMILY = "Allen Clarke Curie Goldberg Hamilton Hopper Johnson Lovelace Müller Perlman Turing Vogt"
_PLACES = (("London", "GB"), ("Berlin", "DE"), ("Zürich", "CH"), ("Paris", "FR"), ("Oslo", "NO"))
_COLOURS = ("Black", "Blue", "Brown", "Green", "Grey", "Red", "White", "Yellow")
_KINDS: Mapping[Category, tuple[tuple[str, ...], range]] = {
    "bags": (("leather bag", "rucksack", "tote"), range(1900, 14900)),
    "books": (("cookbook", "novel", "notebook"), range(900, 3900)),
    "hats": (("beanie", "straw hat", "wool cap"), range(1200, 5900)),
    "jackets": (("denim jacket", "parka", "rain jacket"), range(4900, 24900)),
    "shirts": (("flannel shirt", "linen shirt", "T-shirt"), range(1500, 8900)),
    "shoes": (("canvas shoes", "hiking boots", "running shoes"), range(3900, 19900)),
}
_REPLICAS = ("Anna", "Ben", "Chloé", "Dariusz", "Emi", "Farid", "Greta", "Hugo")


def seed_users() -> dict[int, UserRecord]:
    """Return the users by id; number 25 is Ada Lovelace."""
    random = Random(_SEED)  # noqa: S311 - nothing here is a secret
    users = (_user(random, number) for number in range(1, USER_COUNT + 1))
    return {user.id: user for user in users}


def seed_products() -> tuple[ProductRecord, ...]:
    """Return the products in the order of their ids."""
    random = Random(_SEED)  # noqa: S311 - nothing here is a secret
    categories: tuple[Category, ...] = get_args(Category)
    return tuple(
        _product(random, number, categories[number % len(categories)])
        for number in range(1, PRODUCT_COUNT + 1)
    )


def seed_transactions(products: tuple[ProductRecord, ...]) -> tuple[TransactionRecord, ...]:
    """Return the transactions in the order in which they happened."""
    random = Random(_SEED)  # noqa: S311 - nothing here is a secret
    return tuple(
        _transaction(random, f"t-2024-{number:04}", moment, products)
        for number, moment in enumerate(_moments(random), start=1)
    )


def seed_replicas() -> dict[str, ReplicaRecord]:
    """Return the replicas by id: most done, one failed, one still being made."""
    random = Random(_SEED)  # noqa: S311 - nothing here is a secret
    records = (_replica(random, number, name) for number, name in enumerate(_REPLICAS))
    return {record.id: record for record in records}


def replica_id(random: Random) -> str:
    """Return a new id, such as r4f5b5ef55c8."""
    return f"r{random.getrandbits(44):011x}"


def _user(random: Random, number: int) -> UserRecord:
    given, family = random.choice(_GIVEN.split()), random.choice(_FAMILY.split())
    role: Role = "guest" if number % 7 == 0 else "admin" if number % 25 == 0 else "member"
    city, country = random.choice(_PLACES)
    if number == 25:
        given, family, city, country = "Ada", "Lovelace", "London", "GB"
    fields = UserInput(
        name=f"{given} {family}",
        email=f"{_ascii(given)}.{_ascii(family)}{number}@example.com",
        role=role,
        address=None if number % 10 == 3 else Address(city=city, country=country),
    )
    created = datetime(2024, 1, 1, 9, tzinfo=UTC) + timedelta(days=number, minutes=7 * number)
    return UserRecord(number, fields, created, created)


def _ascii(name: str) -> str:
    return normalize("NFKD", name).encode("ascii", "ignore").decode().lower()


def _product(random: Random, number: int, category: Category) -> ProductRecord:
    names, prices = _KINDS[category]
    cents = random.choice(prices) // 10 * 10
    name = f"{random.choice(_COLOURS)} {random.choice(names)}"
    return ProductRecord(
        number, name, category, cents, random.randint(20, 50) / 10, random.randint(0, 80)
    )


def _moments(random: Random) -> Iterator[datetime]:
    for day in range(TRANSACTION_DAYS):
        midnight = TRANSACTIONS_FROM + timedelta(days=day)
        for minute in sorted(random.sample(range(24 * 60), random.randint(3, 12))):
            yield midnight + timedelta(minutes=minute)


def _transaction(
    random: Random, identity: str, moment: datetime, products: tuple[ProductRecord, ...]
) -> TransactionRecord:
    product = random.choice(products)
    is_refund = random.random() < 0.1
    return TransactionRecord(
        id=identity,
        user_id=random.randint(1, USER_COUNT),
        product_id=product.id,
        cents=-product.cents if is_refund else product.cents * random.randint(1, 3),
        kind="refund" if is_refund else "purchase",
        status=random.choice(("booked", "booked", "booked", "pending", "failed")),
        occurred_at=moment,
    )


def _replica(random: Random, number: int, name: str) -> ReplicaRecord:
    created = datetime(2024, 11, 1, 8, tzinfo=UTC) + timedelta(days=number)
    return ReplicaRecord(
        id=replica_id(random),
        name=name,
        kind="system" if number < 3 else "user",
        step=0 if name == "Hugo" else STEPS,
        fails=name == "Farid",
        created_at=created,
        updated_at=created + timedelta(hours=4),
    )
