"""What all answers have in common: formats, problems, methods, versions."""

from __future__ import annotations

import httpx
import pytest
from lxml import etree

from endpoint_explorer.demo.problems import CATALOGUE

XML = {"Accept": "application/xml"}
KEY = {"x-api-key": "demo-key"}


@pytest.mark.parametrize(
    ("path", "root", "xpath", "expected"),
    [
        ("/v1/users/25", "user", "address/city", "London"),
        ("/v1/users?limit=2", "users", "items/item[2]/id", "2"),
        ("/v1/products?limit=2", "products", "total", "600"),
        ("/v2/products/7", "product", "price/currency", "EUR"),
        ("/v1/transactions?limit=1", "transactions", "items/item/id", "t-2024-0001"),
        ("/v2/replicas?limit=1", "replicas", "total_count", "8"),
        ("/echo?a=1", "echo", "query/item/name", "a"),
        ("/status/200", "status", "reason", "OK"),
        ("/delay/0", "delay", "delayed", "0.0"),
        ("/cookies/set?a=b", "cookies", "cookies/item/value", "b"),
        ("/", "index", "openapi", "/openapi.json"),
        ("/problems/not-found", "problem_kind", "status", "404"),
    ],
)
def test_every_representation_also_comes_as_xml(
    client: httpx.Client, path: str, root: str, xpath: str, expected: str
) -> None:
    response = client.get(path, headers=XML | KEY)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/xml"
    assert response.headers["vary"] == "Accept"
    document = etree.fromstring(response.content)
    assert document.tag == root
    assert document.findtext(xpath) == expected


def test_null_is_told_from_an_empty_text_in_xml(client: httpx.Client) -> None:
    document = etree.fromstring(client.get("/v1/users/3", headers=XML).content)
    (address,) = document.findall("address")
    assert address.get("{http://www.w3.org/2001/XMLSchema-instance}nil") == "true"
    assert len(address) == 0


def test_a_created_user_comes_in_the_format_asked_for(client: httpx.Client) -> None:
    body = {"name": "Zoë", "email": "zoe@example.com"}
    response = client.post("/v1/users", json=body, headers=XML)
    assert response.status_code == 201
    assert etree.fromstring(response.content).findtext("name") == "Zoë"


def test_a_problem_comes_as_xml_too(client: httpx.Client) -> None:
    response = client.post("/v1/users", json={}, headers=XML)
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+xml"
    names = etree.fromstring(response.content).findall(".//{urn:ietf:rfc:7807}field")
    assert [name.text for name in names] == ["name", "email"]


def test_what_cannot_be_given_is_406_and_has_no_effect(client: httpx.Client) -> None:
    body = {"name": "Ada", "email": "ada@example.com"}
    response = client.post("/v1/users", json=body, headers={"Accept": "text/csv"})
    assert response.status_code == 406
    assert response.headers["content-type"] == "application/problem+json"
    assert client.get("/v1/users").json()["total"] == 150


def test_the_index_is_a_page_for_browsers(client: httpx.Client) -> None:
    assert client.get("/").json()["openapi"] == "/openapi.json"
    page = client.get("/", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "/v1/users/{id}" in page.text
    assert 'href="/cookies"' in page.text


def test_an_unchanged_resource_is_not_sent_again(client: httpx.Client) -> None:
    etag = client.get("/v1/users/25").headers["etag"]
    for condition in (etag, f'"x", W/{etag}', "*"):
        response = client.get("/v1/users/25", headers={"If-None-Match": condition})
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["etag"] == etag
    client.patch("/v1/users/25", json={"role": "guest"})
    changed = client.get("/v1/users/25", headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != etag
    in_xml = client.get("/v1/users/25", headers=XML)
    assert in_xml.headers["etag"] != changed.headers["etag"]


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("DELETE", "/v1/users", "GET, HEAD, POST, OPTIONS"),
        ("POST", "/v1/users/25", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"),
        ("GET", "/v1/users/25/reset-password", "POST, OPTIONS"),
        ("PURGE", "/v1/products", "GET, HEAD, OPTIONS"),
        ("DELETE", "/v2/replicas", "GET, HEAD, POST, OPTIONS"),
    ],
)
def test_a_method_not_taken_is_405_with_those_that_are(
    client: httpx.Client, method: str, path: str, allow: str
) -> None:
    response = client.request(method, path)
    assert response.status_code == 405
    assert response.headers["allow"] == allow
    assert client.options(path).headers["allow"] == allow
    assert client.options(path).status_code == 204


def test_head_is_get_without_the_body(client: httpx.Client) -> None:
    got, head = client.get("/v1/users/25"), client.head("/v1/users/25")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]
    assert head.headers["etag"] == got.headers["etag"]


@pytest.mark.parametrize("path", ["/nowhere", "/v1", "/v1/users/", "/v3/users", "/v1/users/25/x"])
def test_an_unknown_path_is_404_and_says_where_to_look(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert "/openapi.json" in response.json()["detail"]
    assert response.json()["instance"] == path


def test_version_1_says_that_it_is_deprecated_and_what_comes_after(client: httpx.Client) -> None:
    response = client.get("/v1/users/25")
    assert response.headers["deprecation"] == "@1730419200"
    assert response.links["successor-version"]["url"] == "/v2/users/25"
    successor = client.get(response.links["successor-version"]["url"])
    assert successor.status_code == 200
    assert "deprecation" not in successor.headers


def test_the_successor_does_not_hide_the_pages(client: httpx.Client) -> None:
    links = client.get("/v1/products").links
    assert {"next", "last", "successor-version", "deprecation"} <= set(links)


def test_what_has_no_successor_links_to_none(client: httpx.Client) -> None:
    for path in ("/v1/users/25/reset-password", "/v1/transactions/t-2024-0001"):
        response = client.request("POST" if "reset" in path else "GET", path)
        assert "deprecation" in response.headers
        assert "successor-version" not in response.links


def test_every_kind_of_problem_explains_itself(client: httpx.Client) -> None:
    for slug, kind in CATALOGUE.items():
        response = client.get(f"/problems/{slug}")
        assert response.json()["status"] == kind.status
        assert response.json()["type"] == f"/problems/{slug}"
    assert client.get("/problems/none").status_code == 404
