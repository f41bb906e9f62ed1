from __future__ import annotations

from typing import Any

import httpx
import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from endpoint_explorer.demo.openapi import plain_path
from endpoint_explorer.demo.routes import OPERATIONS

KEY = {"x-api-key": "demo-key"}


@pytest.fixture
def document(client: httpx.Client) -> dict[str, Any]:
    response = client.get("/openapi.json")
    assert response.headers["content-type"] == "application/json"
    body: dict[str, Any] = response.json()
    return body


def check(document: dict[str, Any], schema: dict[str, Any], value: object) -> None:
    OAS31Validator({**schema, "components": document["components"]}).validate(value)


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(document).validate()


def test_it_describes_every_operation(document: dict[str, Any]) -> None:
    described = {
        (method.upper(), path) for path, item in document["paths"].items() for method in item
    }
    served = {(method, plain_path(o.route)) for o in OPERATIONS for method in o.methods}
    assert described == served
    names = [o["operationId"] for item in document["paths"].values() for o in item.values()]
    assert len(set(names)) == len(names)


def test_every_operation_says_what_it_does(document: dict[str, Any]) -> None:
    for item in document["paths"].values():
        for operation in item.values():
            assert operation["summary"]
            assert operation["description"]
            assert operation["responses"]
            assert all(parameter["description"] for parameter in operation["parameters"])


def test_examples_fit_their_schemas(document: dict[str, Any]) -> None:
    checked = 0
    for item in document["paths"].values():
        for operation in item.values():
            answers = list(operation["responses"].values())
            for part in [*answers, operation.get("requestBody", {})]:
                for content in part.get("content", {}).values():
                    if "example" in content:
                        check(document, content["schema"], content["example"])
                        checked += 1
            for parameter in operation["parameters"]:
                check(document, parameter["schema"], parameter["example"])
    assert checked > 50


def test_what_is_guarded_names_its_scheme(document: dict[str, Any]) -> None:
    schemes = document["components"]["securitySchemes"]
    used = set()
    for path, item in document["paths"].items():
        is_guarded = path.startswith(("/v2/replicas", "/auth/", "/oauth/profile", "/me"))
        for operation in item.values():
            assert ("security" in operation) == is_guarded
            used |= {name for needed in operation.get("security", ()) for name in needed}
    assert used == set(schemes)


@pytest.mark.parametrize(
    ("path", "described"),
    [
        ("/v1/users", "/v1/users"),
        ("/v1/users/25", "/v1/users/{id}"),
        ("/v1/users/3", "/v1/users/{id}"),
        ("/v2/users/25", "/v2/users/{id}"),
        ("/v1/products?category=shoes", "/v1/products"),
        ("/v2/products/7", "/v2/products/{id}"),
        ("/v1/transactions?date=2024-11-01", "/v1/transactions"),
        ("/v2/transactions", "/v2/transactions"),
        ("/v2/replicas?verbose=data", "/v2/replicas"),
        ("/v2/replicas", "/v2/replicas"),
        ("/echo?a=1", "/echo"),
        ("/status/200", "/status/{code}"),
        ("/delay/0", "/delay/{seconds}"),
        ("/json/0.01", "/json/{megabytes}"),
        ("/cookies", "/cookies"),
        ("/", "/"),
        ("/problems/not-found", "/problems/{slug}"),
    ],
)
def test_answers_fit_their_schemas(
    client: httpx.Client, document: dict[str, Any], path: str, described: str
) -> None:
    answer = client.get(path, headers=KEY)
    assert answer.status_code == 200
    operation = document["paths"][described]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    check(document, schema, answer.json())


def test_problems_fit_their_schema(client: httpx.Client, document: dict[str, Any]) -> None:
    operation = document["paths"]["/v1/users"]["post"]
    content = operation["responses"]["400"]["content"]["application/problem+json"]
    check(document, content["schema"], client.post("/v1/users", json={}).json())
