"""Products and transactions: filtering, sorting, paging."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import httpx
import pytest


def everything(client: httpx.Client, path: str, **params: Any) -> list[dict[str, Any]]:
    """Follow the links to the next page until there is none."""
    response = client.get(path, params={"limit": 100, **params})
    items = list(response.json()["items"])
    while "next" in response.links:
        assert len(items) < response.json()["total"], "the pages go round in circles"
        response = client.get(response.links["next"]["url"])
        items += response.json()["items"]
    assert len(items) == response.json()["total"] == int(response.headers["x-total-count"])
    return items


def test_there_are_at_least_500_products(client: httpx.Client) -> None:
    ids = [product["id"] for product in everything(client, "/v1/products")]
    assert len(set(ids)) == len(ids) >= 500


@pytest.mark.parametrize(
    ("sort", "field", "reverse"),
    [
        ("price_asc", "price", False),
        ("price_desc", "price", True),
        ("name_asc", "name", False),
        ("name_desc", "name", True),
        ("rating_desc", "rating", True),
        ("id", "id", False),
    ],
)
def test_products_are_sorted_and_no_page_loses_any(
    client: httpx.Client, sort: str, field: str, reverse: bool
) -> None:
    products = everything(client, "/v1/products", category="shoes", sort=sort)
    assert {product["category"] for product in products} == {"shoes"}
    assert len({product["id"] for product in products}) == len(products)
    values = [product[field] for product in products]
    assert values == sorted(values, reverse=reverse)


def test_a_page_links_to_those_around_it_and_keeps_the_filter(client: httpx.Client) -> None:
    url = "/v1/products?category=shoes&sort=price_asc&page=2&limit=20"
    links = {name: link["url"] for name, link in client.get(url).links.items()}
    base = "/v1/products?category=shoes&sort=price_asc"
    assert links["first"] == f"{base}&page=1&limit=20"
    assert links["prev"] == f"{base}&page=1&limit=20"
    assert links["next"] == f"{base}&page=3&limit=20"
    assert links["last"] == f"{base}&page=5&limit=20"


def test_the_ends_of_a_list_have_no_link_beyond(client: httpx.Client) -> None:
    assert "prev" not in client.get("/v1/products?page=1").links
    last = client.get("/v1/products?page=30&limit=20").links
    assert "next" not in last
    beyond = client.get("/v1/products?page=999&limit=20")
    assert beyond.status_code == 200
    assert beyond.json()["items"] == []
    assert beyond.links["prev"]["url"].endswith("page=30&limit=20")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("category=socks", "category"),
        ("category=", "category"),
        ("sort=cheapest", "sort"),
        ("page=0", "page"),
        ("page=two", "page"),
        ("limit=101", "limit"),
        ("limit=5&limit=6", "limit"),
    ],
)
def test_a_parameter_that_is_not_valid_is_named(
    client: httpx.Client, query: str, field: str
) -> None:
    response = client.get(f"/v1/products?{query}")
    assert response.status_code == 400
    (fault,) = response.json()["errors"]
    assert (fault["location"], fault["field"]) == ("query", field)
    assert fault["detail"].startswith("must be ")


def test_a_parameter_that_is_not_known_changes_nothing(client: httpx.Client) -> None:
    assert client.get("/v1/products?colour=red").json() == client.get("/v1/products").json()


def test_a_product_is_found_by_its_id(client: httpx.Client) -> None:
    assert client.get("/v1/products/7").json()["id"] == 7
    assert client.get("/v1/products/07").status_code == 404
    assert client.get("/v2/products/9999").status_code == 404


def test_version_2_gives_prices_as_text_with_a_currency(client: httpx.Client) -> None:
    old, new = client.get("/v1/products/7").json(), client.get("/v2/products/7").json()
    assert new["price"]["currency"] == "EUR"
    assert Decimal(new["price"]["amount"]) == Decimal(str(old["price"]))
    assert new["price"]["amount"][-3] == "."
    assert len(everything(client, "/v2/products", category="hats")) == 100


def test_transactions_are_filtered_by_their_day(client: httpx.Client) -> None:
    found = everything(client, "/v1/transactions", date="2024-11-01")
    assert found
    assert {transaction["occurred_at"][:10] for transaction in found} == {"2024-11-01"}
    everywhen = everything(client, "/v1/transactions")
    assert found == [t for t in everywhen if t["occurred_at"].startswith("2024-11-01")]


def test_a_day_without_transactions_is_an_empty_list(client: httpx.Client) -> None:
    body = client.get("/v1/transactions?date=1999-01-01").json()
    assert (body["items"], body["total"], body["pages"]) == ([], 0, 1)


def test_a_date_that_is_none_is_refused(client: httpx.Client) -> None:
    response = client.get("/v1/transactions?date=2024-11-31")
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "date"


def test_refunds_are_below_zero_in_both_versions(client: httpx.Client) -> None:
    old = everything(client, "/v1/transactions")
    new = everything(client, "/v2/transactions")
    assert any(t["kind"] == "refund" for t in old)
    for before, after in zip(old, new, strict=True):
        assert Decimal(after["amount"]["amount"]) == Decimal(str(before["amount"]))
        assert (before["amount"] < 0) == (before["kind"] == "refund")


def test_a_transaction_is_found_by_its_id(client: httpx.Client) -> None:
    found = client.get("/v1/transactions/t-2024-0433")
    assert found.json()["occurred_at"].startswith("2024-11-01")
    assert client.get("/v1/transactions/t-2024-9999").status_code == 404
