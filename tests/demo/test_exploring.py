from __future__ import annotations

import base64
import hashlib
import json
import struct
import time
import zlib
from typing import get_args

import httpx
import pytest

from endpoint_explorer.demo.samples import MEDIA_TYPES, SampleKind


@pytest.mark.parametrize("code", [200, 203, 299, 400, 418, 429, 500, 503, 599])
def test_a_status_is_given_as_asked_for(client: httpx.Client, code: int) -> None:
    response = client.get(f"/status/{code}")
    assert response.status_code == code
    assert response.json()["status"] == code


@pytest.mark.parametrize("code", [204, 205, 304])
def test_some_statuses_have_no_body(client: httpx.Client, code: int) -> None:
    response = client.get(f"/status/{code}")
    assert (response.status_code, response.content) == (code, b"")


@pytest.mark.parametrize(
    ("code", "header"),
    [
        (301, "location"),
        (308, "location"),
        (401, "www-authenticate"),
        (405, "allow"),
        (407, "proxy-authenticate"),
        (429, "retry-after"),
        (503, "retry-after"),
    ],
)
def test_a_status_brings_the_headers_that_belong_to_it(
    client: httpx.Client, code: int, header: str
) -> None:
    response = client.get(f"/status/{code}")
    assert response.status_code == code
    assert header in response.headers


def test_a_status_is_given_to_any_method(client: httpx.Client) -> None:
    for method in ("POST", "DELETE", "PURGE", "OPTIONS"):
        assert client.request(method, "/status/418").status_code == 418


@pytest.mark.parametrize(
    "path",
    [
        "/status/99",
        "/status/100",
        "/status/600",
        "/status/teapot",
        "/delay/61",
        "/delay/-1",
        "/delay/nan",
        "/delay/inf",
        "/bytes/-1",
        "/bytes/200000001",
        "/bytes/1.5",
        "/bytes/1?seed=x",
        "/json/0",
        "/json/200.1",
        "/stream/0",
        "/stream/1001",
        "/stream/1?pause=3",
        "/redirect/0",
        "/redirect/51",
        "/redirect/1?status=200",
        "/redirect/1?status=x",
        "/cookies/set",
        "/cookies/set?a%3D=1",
        "/cookies/set?a=x%3Bb",
        "/cookies/set?a=x%0d%0aX-Evil:1",
        "/cookies/set?=1",
        "/cookies/set?a=%C3%A9",
    ],
)
def test_what_is_out_of_range_is_refused_with_its_field(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 400
    (fault,) = response.json()["errors"]
    assert fault["field"]
    assert fault["detail"].startswith(("must ", "cannot be "))


def test_an_answer_waits_as_long_as_asked(client: httpx.Client) -> None:
    start = time.monotonic()
    assert client.get("/delay/0.2").json() == {"delayed": 0.2}
    assert time.monotonic() - start >= 0.2


@pytest.mark.parametrize("count", [0, 1, 65_536, 100_001])
def test_bytes_are_as_many_as_asked_for_and_always_the_same(
    client: httpx.Client, count: int
) -> None:
    first = client.get(f"/bytes/{count}")
    assert first.headers["content-length"] == str(count)
    assert first.headers["content-type"] == "application/octet-stream"
    assert first.headers["content-disposition"] == f'attachment; filename="demo-{count}.bin"'
    assert len(first.content) == count
    assert client.get(f"/bytes/{count}").content == first.content
    if count > 1:
        assert client.get(f"/bytes/{count}?seed=1").content != first.content


@pytest.mark.parametrize("megabytes", [0.001, 0.0137, 0.5, 3])
def test_json_is_valid_and_of_the_exact_size(client: httpx.Client, megabytes: float) -> None:
    response = client.get(f"/json/{megabytes}")
    assert response.headers["content-type"] == "application/json"
    assert len(response.content) == round(megabytes * 1_000_000)
    items = json.loads(response.content)
    assert "padding" in items[-1]
    assert all(item["tags"][1] == "Zoë" for item in items[:-1])


def test_lines_come_in_chunks_as_they_are_made(client: httpx.Client) -> None:
    with client.stream("GET", "/stream/3?pause=0.05") as response:
        assert response.headers["transfer-encoding"] == "chunked"
        assert response.headers["content-type"] == "application/x-ndjson"
        lines = [json.loads(line) for line in response.iter_lines()]
    assert lines == [{"line": number, "of": 3} for number in (1, 2, 3)]


def test_redirects_lead_to_echo(client: httpx.Client) -> None:
    response = client.get("/redirect/3", follow_redirects=True)
    assert [hop.status_code for hop in response.history] == [302, 302, 302]
    assert response.json()["target"] == "/echo"


@pytest.mark.parametrize(("status", "method"), [(303, "GET"), (307, "POST"), (308, "POST")])
def test_the_status_decides_what_becomes_of_a_post(
    client: httpx.Client, status: int, method: str
) -> None:
    response = client.post(f"/redirect/2?status={status}", content=b"hello", follow_redirects=True)
    assert [hop.status_code for hop in response.history] == [status, status]
    assert response.json()["method"] == method
    assert response.json()["body"]["size"] == (5 if method == "POST" else 0)


def test_cookies_are_set_and_come_back(client: httpx.Client) -> None:
    response = client.get("/cookies/set", params={"flavour": "vanilla", "size": "2"})
    assert response.headers.get_list("set-cookie") == [
        "flavour=vanilla; Path=/; HttpOnly; SameSite=Lax",
        "size=2; Path=/; HttpOnly; SameSite=Lax",
    ]
    expected = [{"name": "flavour", "value": "vanilla"}, {"name": "size", "value": "2"}]
    assert response.json() == {"cookies": expected}
    assert client.get("/cookies").json() == {"cookies": expected}


def test_no_cookies_are_an_empty_list(client: httpx.Client) -> None:
    assert client.get("/cookies").json() == {"cookies": []}


def test_the_image_is_a_png(client: httpx.Client) -> None:
    response = client.get("/image.png")
    assert response.headers["content-type"] == "image/png"
    data = response.content
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    chunks = {}
    position = 8
    while position < len(data):
        (length,) = struct.unpack(">I", data[position : position + 4])
        kind, body = data[position + 4 : position + 8], data[position + 8 : position + 8 + length]
        (checksum,) = struct.unpack(">I", data[position + 8 + length : position + 12 + length])
        assert checksum == zlib.crc32(kind + body)
        chunks[kind] = body
        position += 12 + length
    assert struct.unpack(">II", chunks[b"IHDR"][:8]) == (240, 160)
    assert len(zlib.decompress(chunks[b"IDAT"])) == 160 * (1 + 3 * 240)
    assert list(chunks)[-1] == b"IEND"


def test_a_failure_tells_nothing_of_its_inside(client: httpx.Client) -> None:
    response = client.get("/error")
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["type"] == "/problems/internal-error"
    assert "Traceback" not in response.text


def test_echo_gives_a_body_back_as_text_base64_and_hash(client: httpx.Client) -> None:
    sent = "Zoë\r\n\t€".encode()
    body = client.post("/echo", content=sent).json()["body"]
    assert body["text"] == sent.decode()
    assert base64.b64decode(body["base64"]) == sent
    assert body["sha256"] == hashlib.sha256(sent).hexdigest()
    assert body["size"] == len(sent)


def test_echo_of_bytes_that_are_no_text(client: httpx.Client) -> None:
    body = client.put("/echo", content=b"\x00\xff\xfe").json()["body"]
    assert body["text"] is None
    assert base64.b64decode(body["base64"]) == b"\x00\xff\xfe"


def test_echo_keeps_size_and_hash_of_a_body_too_large_to_show(client: httpx.Client) -> None:
    sent = b"x" * 1_000_001
    body = client.post("/echo", content=sent).json()["body"]
    assert (body["text"], body["base64"], body["size"]) == (None, None, len(sent))
    assert body["sha256"] == hashlib.sha256(sent).hexdigest()
    assert client.post("/echo", content=sent[:-1]).json()["body"]["text"] == "x" * 1_000_000


@pytest.mark.parametrize("kind", get_args(SampleKind))
def test_a_body_of_each_kind_has_its_type_and_is_always_the_same(
    client: httpx.Client, kind: str
) -> None:
    response = client.get(f"/bodies/{kind}")
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] in MEDIA_TYPES
    assert response.content
    assert client.get(f"/bodies/{kind}").content == response.content


def test_a_kind_there_is_not_is_refused(client: httpx.Client) -> None:
    response = client.get("/bodies/hologram")
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "kind"
