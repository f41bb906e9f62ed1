from __future__ import annotations

import httpx

from endpoint_explorer.demo import seed


def test_the_data_are_the_same_each_time() -> None:
    assert seed.seed_users() == seed.seed_users()
    products = seed.seed_products()
    assert products == seed.seed_products()
    assert seed.seed_transactions(products) == seed.seed_transactions(products)
    assert seed.seed_replicas() == seed.seed_replicas()


def test_another_process_has_the_same_data(client: httpx.Client) -> None:
    here = seed.seed_products()[-1]
    there = client.get(f"/v1/products/{here.id}").json()
    assert (there["name"], there["price"]) == (here.name, here.cents / 100)
    emails = [user["email"] for user in client.get("/v1/users?limit=100").json()["items"]]
    assert emails == [user.fields.email for user in seed.seed_users().values()][:100]
    key = {"x-api-key": "demo-key"}
    replicas = client.get("/v2/replicas", headers=key).json()["data"]
    assert [replica["replica_id"] for replica in replicas] == list(seed.seed_replicas())


def test_transactions_are_about_users_and_products_that_exist() -> None:
    users, products = seed.seed_users(), {p.id: p for p in seed.seed_products()}
    transactions = seed.seed_transactions(tuple(products.values()))
    for transaction in transactions:
        assert transaction.user_id in users
        assert transaction.cents % products[transaction.product_id].cents == 0
    moments = [transaction.occurred_at for transaction in transactions]
    assert moments == sorted(moments)
    assert len({transaction.id for transaction in transactions}) == len(transactions)


def test_addresses_of_mail_are_plain_and_unique() -> None:
    emails = [user.fields.email for user in seed.seed_users().values()]
    assert len(set(emails)) == len(emails)
    assert all(email.isascii() for email in emails)
    assert any(not user.fields.name.isascii() for user in seed.seed_users().values())
