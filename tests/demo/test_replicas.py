from __future__ import annotations

from typing import Any

import httpx
import pytest

KEY = {"x-api-key": "demo-key"}
VIDEO = "https://videos.example.com/training.mp4"


def start(client: httpx.Client, video: str) -> str:
    body = {"replica_name": "Mine", "train_video_url": video}
    response = client.post("/v2/replicas", json=body, headers=KEY)
    assert response.status_code == 201
    assert response.json()["status"] == "started"
    location = response.headers["location"]
    assert location == f"/v2/replicas/{response.json()['replica_id']}"
    return str(location)


def ask(client: httpx.Client, location: str, query: str = "") -> dict[str, Any]:
    body: dict[str, Any] = client.get(location + query, headers=KEY).json()
    return body


@pytest.mark.parametrize("headers", [{}, {"x-api-key": ""}])
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v2/replicas"), ("POST", "/v2/replicas"), ("GET", "/v2/replicas/nobody")],
)
def test_without_a_key_nothing_is_told(
    client: httpx.Client, method: str, path: str, headers: dict[str, str]
) -> None:
    response = client.request(method, path, headers=headers)
    assert response.status_code == 401
    assert "x-api-key" in response.headers["www-authenticate"]
    assert response.json()["errors"][0]["field"] == "x-api-key"


def test_any_key_will_do(client: httpx.Client) -> None:
    assert client.get("/v2/replicas", headers={"X-API-KEY": "anything"}).status_code == 200


def test_a_replica_goes_from_started_to_completed(client: httpx.Client) -> None:
    location = start(client, VIDEO)
    seen = [ask(client, location) for _ in range(4)]
    assert [replica["status"] for replica in seen] == ["started", "started"] + ["completed"] * 2
    assert [r["training_progress"] for r in seen[:3]] == ["0/100", "50/100", "100/100"]
    assert seen[0]["thumbnail_video_url"] is None
    assert seen[2]["thumbnail_video_url"].startswith("https://")
    assert seen[2]["error_message"] is None
    assert seen[2] == seen[3]


def test_a_replica_of_a_broken_video_ends_as_an_error(client: httpx.Client) -> None:
    location = start(client, "https://videos.example.com/broken.mp4")
    seen = [ask(client, location) for _ in range(3)]
    assert [replica["status"] for replica in seen] == ["started", "started", "error"]
    assert [bool(replica["error_message"]) for replica in seen] == [False, False, True]


def test_verbose_adds_the_type(client: httpx.Client) -> None:
    location = start(client, VIDEO)
    assert "replica_type" not in ask(client, location)
    assert ask(client, location, "?verbose=data")["replica_type"] == "user"
    assert client.get(f"{location}?verbose=lots", headers=KEY).status_code == 400


def test_replicas_are_listed_without_getting_on(client: httpx.Client) -> None:
    first = ask(client, "/v2/replicas", "?verbose=data&limit=3")
    assert ask(client, "/v2/replicas", "?verbose=data&limit=3") == first
    assert (len(first["data"]), first["total_count"]) == (3, 8)
    system = ask(client, "/v2/replicas", "?verbose=data&replica_type=system")
    assert {replica["replica_type"] for replica in system["data"]} == {"system"}
    statuses = {replica["status"] for replica in ask(client, "/v2/replicas")["data"]}
    assert statuses == {"started", "completed", "error"}


def test_a_replica_that_is_not_there_is_404(client: httpx.Client) -> None:
    assert client.get("/v2/replicas/nobody", headers=KEY).status_code == 404


@pytest.mark.parametrize("url", ["", "training.mp4", "ftp://example.com/x", "http://[::1/x"])
def test_a_video_needs_a_url(client: httpx.Client, url: str) -> None:
    body = {"replica_name": "Mine", "train_video_url": url}
    response = client.post("/v2/replicas", json=body, headers=KEY)
    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "#/train_video_url"
