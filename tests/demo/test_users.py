from __future__ import annotations

from typing import Any

import httpx
import pytest

ADA = {"name": "Ada Byron", "email": "ada@example.com"}


def fields_at_fault(response: httpx.Response) -> dict[str, str]:
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    return {fault["field"]: fault["detail"] for fault in response.json()["errors"]}


def test_a_user_is_found_by_its_id(client: httpx.Client) -> None:
    response = client.get("/v1/users/25")
    assert response.status_code == 200
    assert response.json()["name"] == "Ada Lovelace"
    assert response.json()["address"] == {"city": "London", "country": "GB"}


@pytest.mark.parametrize("identity", ["9999", "abc", "-1", "0", "²5", "1" * 5000])
def test_a_user_that_is_not_there_is_404(client: httpx.Client, identity: str) -> None:
    response = client.get(f"/v1/users/{identity}")
    assert response.status_code == 404
    assert response.json()["type"] == "/problems/not-found"
    assert response.json()["status"] == 404


def test_users_come_in_pages_with_totals_and_links(client: httpx.Client) -> None:
    response = client.get("/v1/users", params={"limit": 10, "page": 2})
    body = response.json()
    assert [user["id"] for user in body["items"]] == list(range(11, 21))
    assert (body["total"], body["page"], body["limit"], body["pages"]) == (150, 2, 10, 15)
    assert response.links["next"]["url"] == "/v1/users?page=3&limit=10"


def test_users_are_narrowed_by_their_role(client: httpx.Client) -> None:
    body = client.get("/v1/users", params={"role": "admin", "limit": 100}).json()
    assert body["items"]
    assert {user["role"] for user in body["items"]} == {"admin"}
    assert body["total"] == len(body["items"])


def test_a_created_user_is_at_its_location(client: httpx.Client) -> None:
    response = client.post("/v1/users", json=ADA)
    assert response.status_code == 201
    assert response.headers["location"] == "/v1/users/151"
    assert response.json()["role"] == "member"
    assert response.json()["address"] is None
    assert client.get(response.headers["location"]).json() == response.json()


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({"name": "Ada"}, "email", "is required"),
        (ADA | {"email": "ada"}, "email", 'e-mail address such as ada@example.com; got "ada"'),
        (ADA | {"name": ""}, "name", "at least 1 character"),
        (ADA | {"name": "   "}, "name", "more than white space"),
        (ADA | {"name": 5}, "name", "must be a valid string; got 5"),
        (ADA | {"role": "boss"}, "role", "must be 'admin', 'member' or 'guest'; got \"boss\""),
        (ADA | {"e-mail": "x"}, "e-mail", "is not a field of this resource"),
        (ADA | {"address": {"city": "Paris"}}, "address.country", "is required"),
        ([1, 2], "(body)", "must be a JSON object"),
    ],
)
def test_a_refusal_names_the_field_and_why(
    client: httpx.Client, body: Any, field: str, words: str
) -> None:
    faults = fields_at_fault(client.post("/v1/users", json=body))
    assert list(faults) == [field]
    assert words in faults[field]
    assert client.get("/v1/users/151").status_code == 404


def test_a_refusal_points_into_the_body(client: httpx.Client) -> None:
    address = {"city": "Paris", "a/b~c": 1, "country": "FR"}
    response = client.post("/v1/users", json=ADA | {"address": address})
    assert response.json()["errors"][0]["pointer"] == "#/address/a~1b~0c"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "is empty"),
        (b"{", "EOF while parsing"),
        (b'{"name": NaN}', "line 1 column 10"),
        (b'{"name": "\\ud800"}', "line 1 column"),
        (b"\xff\xfe", "is not JSON"),
        (b"[" * 100_000, "recursion limit"),
    ],
)
def test_a_body_that_is_not_json_says_where(client: httpx.Client, body: bytes, words: str) -> None:
    for method, path in (("POST", "/v1/users"), ("PUT", "/v1/users/25")):
        response = client.request(
            method, path, content=body, headers={"Content-Type": "application/json"}
        )
        assert words in fields_at_fault(response)["(body)"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
def test_a_patch_that_is_no_object_is_refused(client: httpx.Client, body: bytes) -> None:
    headers = {"Content-Type": "application/merge-patch+json"}
    response = client.patch("/v1/users/25", content=body, headers=headers)
    assert list(fields_at_fault(response)) == ["(body)"]


@pytest.mark.parametrize(
    ("method", "path", "header"),
    [("POST", "/v1/users", "accept-post"), ("PATCH", "/v1/users/25", "accept-patch")],
)
def test_another_format_is_415_and_says_which_to_use(
    client: httpx.Client, method: str, path: str, header: str
) -> None:
    response = client.request(method, path, data={"name": "Ada"})
    assert response.status_code == 415
    assert "application/json" in response.headers[header]


def test_a_body_that_is_too_large_is_413(client: httpx.Client) -> None:
    response = client.post("/v1/users", json={"name": "x" * 1_000_001})
    assert response.status_code == 413


def test_put_replaces_all_of_a_user(client: httpx.Client) -> None:
    before = client.get("/v1/users/25").json()
    response = client.put("/v1/users/25", json=ADA)
    assert response.status_code == 200
    assert response.json() == {
        "id": 25,
        **ADA,
        "role": "member",
        "address": None,
        "created_at": before["created_at"],
        "updated_at": "2024-12-01T12:00:01Z",
    }
    assert client.get("/v1/users/25").json() == response.json()


def test_put_to_nothing_is_404_also_with_a_bad_body(client: httpx.Client) -> None:
    assert client.put("/v1/users/9999", json={}).status_code == 404


def test_patch_changes_what_it_names(client: httpx.Client) -> None:
    before = client.get("/v1/users/25").json()
    response = client.patch("/v1/users/25", json={"address": {"city": "Paris"}})
    assert response.status_code == 200
    assert response.json()["address"] == {"city": "Paris", "country": "GB"}
    assert response.json()["name"] == before["name"]


def test_null_in_a_patch_removes(client: httpx.Client) -> None:
    assert client.patch("/v1/users/25", json={"address": None}).json()["address"] is None
    faults = fields_at_fault(client.patch("/v1/users/25", json={"name": None}))
    assert faults == {"name": "is required"}
    assert client.get("/v1/users/25").json()["name"] == "Ada Lovelace"


def test_a_deleted_user_is_gone(client: httpx.Client) -> None:
    response = client.delete("/v1/users/25")
    assert (response.status_code, response.content) == (204, b"")
    assert client.get("/v1/users/25").status_code == 404
    assert client.delete("/v1/users/25").status_code == 404


def test_a_password_is_reset_without_a_body(client: httpx.Client) -> None:
    response = client.post("/v1/users/25/reset-password")
    assert response.status_code == 200
    assert response.json()["sent_to"] == "a***@example.com"
    assert client.post("/v1/users/9999/reset-password").status_code == 404


def test_version_2_gives_the_name_in_parts(client: httpx.Client) -> None:
    user = client.get("/v2/users/25").json()
    assert (user["given_name"], user["family_name"]) == ("Ada", "Lovelace")
    assert "name" not in user
    assert client.get("/v2/users", params={"limit": 1}).json()["items"][0]["id"] == 1
    assert client.get("/v2/users/9999").status_code == 404


def test_the_same_requests_give_the_same_answers(client: httpx.Client) -> None:
    def play() -> list[bytes]:
        created = client.post("/v1/users", json=ADA)
        return [created.content, client.get(created.headers["location"]).content]

    first = play()
    assert client.post("/reset").status_code == 204
    assert play() == first
