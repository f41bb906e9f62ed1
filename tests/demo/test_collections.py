"""The sample collections: what they hold is right, and the demo API answers as they say."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec
import pytest

from endpoint_explorer.model.collection import CollectionSettings, Environment, FolderSettings
from endpoint_explorer.model.request import Request
from endpoint_explorer.model.route import path_parameters

COLLECTIONS = Path(__file__).parents[2] / "collections"
SETTINGS: dict[str, type[msgspec.Struct]] = {
    "collection.toml": CollectionSettings,
    "folder.toml": FolderSettings,
}

ALL_FILES = sorted(COLLECTIONS.rglob("*.toml"))
REQUEST_FILES = [
    path for path in ALL_FILES if path.name not in SETTINGS and path.parent.name != "environments"
]
DEMO_FILES = [path for path in REQUEST_FILES if path.is_relative_to(COLLECTIONS / "demo")]
DEMO_SETTINGS = tomllib.loads((COLLECTIONS / "demo" / "collection.toml").read_text("utf-8"))
STATUS_CHECK = re.compile(r"status == (\d{3})")


def label(path: Path) -> str:
    return str(path.relative_to(COLLECTIONS).with_suffix(""))


def long_form(document: dict[str, Any]) -> dict[str, Any]:
    """Write every table of names and values as rows, the one form that the model has."""
    rows = {
        name: [{"name": key, "value": value} for key, value in document[name].items()]
        for name in ("path", "query", "headers")
        if isinstance(document.get(name), dict)
    }
    if isinstance(captures := document.get("captures"), dict):
        rows["captures"] = [{"name": name, "query": query} for name, query in captures.items()]
    return document | rows


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def load(path: Path) -> Request:
    return msgspec.convert(long_form(read(path)), Request)


def known_keys(struct: type[msgspec.Struct]) -> set[str]:
    keys = {field.encode_name for field in msgspec.structs.fields(struct)}
    # What the model has in one place, a file says in two.
    return keys - {"network"} | {"proxy", "tls"} if "network" in keys else keys


@pytest.mark.parametrize("path", ALL_FILES, ids=label)
def test_every_file_has_known_keys_of_the_right_types(path: Path) -> None:
    document = read(path)
    struct: type[msgspec.Struct] = SETTINGS.get(path.name, Request)
    if path.parent.name == "environments":
        struct = Environment
    assert set(document) <= known_keys(struct)
    msgspec.convert(long_form(document), struct)


@pytest.mark.parametrize("path", REQUEST_FILES, ids=label)
def test_every_request_teaches_and_is_complete(path: Path) -> None:
    request = load(path)
    assert request.name
    assert len(request.description) > 20
    assert request.description.strip() == request.description
    assert re.fullmatch(r"[0-9a-f]{32}", request.id)
    assert {row.name for row in request.path} == {p.name for p in path_parameters(request.url)}


def test_ids_are_unique() -> None:
    ids = [load(path).id for path in REQUEST_FILES]
    assert len(set(ids)) == len(ids)


def test_names_are_unique_in_their_folder() -> None:
    names = [(path.parent, load(path).name) for path in REQUEST_FILES]
    assert len(set(names)) == len(names)


def test_every_folder_is_described() -> None:
    for folder in {path.parent for path in DEMO_FILES}:
        assert (folder / "folder.toml").is_file()


def variables(path: Path) -> dict[str, str]:
    folder = path.parent / "folder.toml"
    inner = read(folder).get("variables", {}) if folder.is_file() else {}
    return {**DEMO_SETTINGS["variables"], **inner}


def fill(text: str, path: Path) -> str:
    values = variables(path)
    return re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], text)


def target_of(request: Request, path: Path) -> str:
    values = {row.name: fill(row.value, path) for row in request.path}
    route = re.sub(r"\{(\w+)\}", lambda match: values[match[1]].replace("/", "%2F"), request.url)
    pairs = [(row.name, fill(row.value, path)) for row in request.query if row.enabled]
    return route + (f"?{urlencode(pairs)}" if pairs else "")


def headers_of(request: Request, path: Path) -> list[tuple[str, str]]:
    own = [(row.name, fill(row.value, path)) for row in request.headers if row.enabled]
    names = {name.lower() for name, _ in own}
    inherited = [(n, v) for n, v in DEMO_SETTINGS["headers"].items() if n.lower() not in names]
    types = {"json": "application/json", "form": "application/x-www-form-urlencoded"}
    if request.body.type in types and "content-type" not in names:
        inherited.append(("Content-Type", types[request.body.type]))
    return [*inherited, *own]


def body_of(request: Request, path: Path) -> bytes:
    if request.body.type == "form" and request.body.fields:
        pairs = [(row.name, fill(row.value, path)) for row in request.body.fields if row.enabled]
        return urlencode(pairs).encode()
    return fill(request.body.text, path).encode()


def is_plain(path: Path) -> bool:
    """Whether a request needs neither patience nor credentials: test_auth_collection has those."""
    request = load(path)
    needs_login = request.auth.type != "inherit" or path.stem == "who-am-i"
    return request.options.timeout is None and not needs_login


@pytest.mark.parametrize("path", [p for p in DEMO_FILES if is_plain(p)], ids=label)
def test_every_demo_request_is_answered_as_it_says(client: httpx.Client, path: Path) -> None:
    request = load(path)
    expected = [int(m[1]) for check in request.checks if (m := STATUS_CHECK.fullmatch(check))]
    response = client.request(
        request.method,
        target_of(request, path),
        headers=headers_of(request, path),
        content=body_of(request, path),
        follow_redirects=request.options.follow_redirects is not False,
    )
    assert [response.status_code] == expected
    if response.status_code == 404:
        assert ("No endpoint" in response.text) == (path.stem == "unknown-path")


def test_every_demo_request_is_of_an_operation_there_is(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    elsewhere = set()
    for path in DEMO_FILES:
        request = load(path)
        if request.method.lower() not in paths.get(request.url, {}):
            elsewhere.add(path.stem)
    assert elsewhere == {"unknown-path", "wrong-method", "echo-custom-method"}


def test_every_operation_has_a_request_that_shows_it(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    operations = {(method.upper(), path) for path, item in paths.items() for method in item}
    shown = {(request.method, request.url) for request in map(load, DEMO_FILES)}
    assert operations <= shown


def test_the_demo_shows_both_sides() -> None:
    """What can be refused is shown being refused: 400, 401, 403, 404, 405, 406 and 415."""
    text = "\n".join(check for path in DEMO_FILES for check in load(path).checks)
    statuses = {int(match[1]) for match in STATUS_CHECK.finditer(text)}
    assert statuses >= {200, 201, 204, 302, 304, 400, 401, 403, 404, 405, 406, 415, 500}


def test_the_tavus_key_is_a_reference() -> None:
    settings = read(COLLECTIONS / "tavus" / "collection.toml")
    environment = read(COLLECTIONS / "tavus" / "environments" / "default.toml")
    assert settings["base_url"] == "https://tavusapi.com"
    assert settings["headers"] == {"x-api-key": "{{tavus_api_key}}"}
    assert environment["secrets"] == {"tavus_api_key": "env:TAVUS_API_KEY"}


def test_the_tavus_requests() -> None:
    requests = {path.stem: load(path) for path in (COLLECTIONS / "tavus").glob("*-*.toml")}
    routes = {name: (request.method, request.url) for name, request in requests.items()}
    assert routes == {
        "get-replica": ("GET", "/v2/replicas/{replica_id}"),
        "list-replicas": ("GET", "/v2/replicas"),
        "create-replica": ("POST", "/v2/replicas"),
    }
    for name in ("get-replica", "list-replicas"):
        rows = {(row.name, row.value): row.enabled for row in requests[name].query}
        assert rows["verbose", "data"] is False
