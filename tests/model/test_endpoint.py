from __future__ import annotations

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.model.endpoint import endpoint_of, infer_segment, shape_of

NUMBERS = st.integers(0, 10**30).map(str)
UUIDS = st.uuids().map(str) | st.uuids().map(lambda uuid: str(uuid).upper())
HASHES = (
    st.binary(min_size=20, max_size=32)
    .map(bytes.hex)
    .filter(lambda text: re.search("[a-f]", text) and re.search("[0-9]", text))
)
DATES = st.dates().map(str) | st.datetimes().map(lambda moment: f"{moment.isoformat()}Z")
INSTANCES = NUMBERS | UUIDS | HASHES | DATES
NAMES = st.text(alphabet="abcdefghijklmnop", min_size=1, max_size=8)
BASES = st.lists(NAMES | st.sampled_from(["v1", "api", ""]), max_size=3).map(
    lambda names: "".join(f"/{name}" for name in names)
)
HOSTS = st.sampled_from(
    ["h", "h:8080", "127.0.0.1:1", "[::1]:8080", "[fe80::1]", "API.example.com"]
)
HOSTILE = st.text(max_size=60) | st.text(alphabet="/{}:?#%@.[]a1- \\", max_size=60)


class TestOneEndpoint:
    @given(host=HOSTS, base=BASES, name=NAMES, one=INSTANCES, other=INSTANCES, marker=NAMES)
    def test_instances_and_what_was_written_are_one(
        self, host: str, base: str, name: str, one: str, other: str, marker: str
    ) -> None:
        told = f"/{name}/{{{marker}}}"
        found = {
            (endpoint.method, endpoint.host, endpoint.shape)
            for endpoint in (
                endpoint_of("GET", f"http://{host}{base}/{name}/{one}"),
                endpoint_of("get", f"https://{host}{base}/{name}/{other}?page=1#there"),
                endpoint_of("GET", f"http://{host}{base}/{name}/{one}", told),
                endpoint_of("GET", f"http://{host}{base}/{name}/ada", told),
                endpoint_of("GET", f"http://{host}{base}/{name}/a%2Fb", f"/{name}/:{marker}"),
                endpoint_of("GET", f"http://{host}{base}/{name}/ada", f"{{{{base}}}}{told}"),
                endpoint_of("GET", f"http://{host}{base}/{name}/ada", f"http://{host}{base}{told}"),
            )
        }
        assert found == {("GET", host.lower(), f"{base}/{name}/{{}}")}

    @given(base=BASES, name=NAMES, value=INSTANCES | NAMES, marker=NAMES)
    def test_written_route_keeps_the_names_of_its_parameters(
        self, base: str, name: str, value: str, marker: str
    ) -> None:
        url = f"http://h{base}/{name}/{value}/items"
        endpoint = endpoint_of("GET", url, f"/{name}/{{{marker}}}/items")
        assert endpoint.route == f"{base}/{name}/{{{marker}}}/items"
        assert endpoint.is_written

    @pytest.mark.parametrize(
        "other",
        [
            ("POST", "http://h/users/1"),
            ("GET", "http://i/users/1"),
            ("GET", "http://h:81/users/1"),
            ("GET", "http://h/users"),
            ("GET", "http://h/users/"),
            ("GET", "http://h/users/1/"),
            ("GET", "http://h/users/1/2"),
            ("GET", "http://h/users/ada"),
            ("GET", "http://h/v1/users/1"),
        ],
    )
    def test_what_differs_is_another(self, other: tuple[str, str]) -> None:
        one, another = endpoint_of("GET", "http://h/users/1"), endpoint_of(*other)
        assert (one.method, one.host, one.shape) != (another.method, another.host, another.shape)


@pytest.mark.parametrize(
    ("url", "route", "expected"),
    [
        ("http://h", "", "/"),
        ("http://h/", "", "/"),
        ("http://h?a=1", "", "/"),
        ("http://h/users/25", "", "/users/{id}"),
        ("http://h/users/25/", "/users/{user}/", "/users/{user}/"),
        ("http://h/orders/7/items/9", "/orders/:order/items/:item", "/orders/{order}/items/{item}"),
        ("http://h/files/a.json", "/files/{name}.json", "/files/{name}.json"),
        ("http://h/days/2026-11-01", "", "/days/{date}"),
        ("http://h/at/2026-11-01T10%3A00%3A00Z", "", "/at/{date}"),
        ("http://h/u/3F2504E0-4F89-11D3-9A0C-0305E82C3301", "", "/u/{uuid}"),
        ("http://h/c/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", "", "/c/{hash}"),
        ("http://h/c/deadbeefdeadbeef", "", "/c/deadbeefdeadbeef"),
        ("http://h/v2/users/25", "", "/v2/users/{id}"),
        ("http://h/users/25", "{{base_url}}/users/{{id}}", "/users/{id}"),
        ("http://user:pass@h/users/25", "", "/users/{id}"),
        ("http://h/a%2F25", "", "/a%2F25"),
        ("http://h/users/25", "/quite/another/{name}", "/users/{name}"),
        ("users/25", "", "users/{id}"),
        ("", "", "/"),
    ],
)
def test_route_of_an_endpoint(url: str, route: str, expected: str) -> None:
    assert endpoint_of("GET", url, route).route == expected


@pytest.mark.parametrize("route", ["", "/users", "/users/25", "/{{path}}", "/no/{thing}/like/it"])
def test_names_that_no_request_gave_are_not_taken_for_written(route: str) -> None:
    assert not endpoint_of("GET", "http://h/users/25", route).is_written


def test_credentials_are_no_part_of_the_host() -> None:
    assert endpoint_of("GET", "http://user:p@ss@H:80/").host == "h:80"


@given(method=HOSTILE, url=HOSTILE | HOSTILE.map(lambda rest: f"http://h/{rest}"), route=HOSTILE)
def test_no_text_makes_it_fail(method: str, url: str, route: str) -> None:
    endpoint = endpoint_of(method, url, route)
    assert endpoint.route
    assert shape_of(endpoint.shape) == endpoint.shape
    assert endpoint == endpoint_of(method, url, route)


@given(url=HOSTILE.map(lambda rest: f"http://h/{rest}"))
def test_inferred_route_is_its_own_route(url: str) -> None:
    endpoint = endpoint_of("GET", url)
    assert endpoint_of("GET", f"http://h{endpoint.route}").shape == endpoint.shape


@pytest.mark.parametrize("text", ["{{" + " " * 50_000, "{" * 50_000, ":" * 50_000, "a/" * 50_000])
def test_long_route_takes_no_long(text: str) -> None:
    endpoint_of("GET", f"http://h/{text}", text)


@pytest.mark.parametrize(
    "text", ["users", "v1", "a25", "2026-13", "12-34", "", "1.5", "-1", "deadbeef", "é", "٣"]
)
def test_word_is_no_parameter(text: str) -> None:
    assert infer_segment(text) == text


@given(uuid=st.uuids())
def test_uuid_without_dashes_is_an_instance_too(uuid: UUID) -> None:
    assert infer_segment(uuid.hex) in {"{hash}", "{id}", uuid.hex}
