"""The application without its server, to put it into states that no request can."""

from __future__ import annotations

import httpx
import pytest

from endpoint_explorer.demo.app import create_app


async def test_a_fault_of_ours_is_logged_whole_and_told_without_its_inside(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = create_app()
    app.state.store = None
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://demo"
    ) as client:
        response = await client.get("/v1/users/25")
    assert response.status_code == 500
    assert response.json()["type"] == "/problems/internal-error"
    assert response.headers["deprecation"]
    assert "AttributeError" not in response.text
    assert "AttributeError" in caplog.text


async def test_each_application_has_its_own_data() -> None:
    for _ in range(2):
        transport = httpx.ASGITransport(create_app())
        async with httpx.AsyncClient(transport=transport, base_url="http://demo") as client:
            assert (await client.delete("/v1/users/25")).status_code == 204


async def test_echo_says_when_the_case_of_headers_is_lost() -> None:
    transport = httpx.ASGITransport(create_app())
    async with httpx.AsyncClient(transport=transport, base_url="http://demo") as client:
        body = (await client.get("/echo/a%2Fb?x=1", headers={"X-Trace": "1"})).json()
    assert body["header_case_kept"] is False
    assert body["target"] == "/echo/a%2Fb?x=1"
    assert {"name": "x-trace", "value": "1"} in body["headers"]


def test_everything_is_there_again_as_staging(client: httpx.Client) -> None:
    answer = client.get("/staging/v1/users/25")
    assert answer.json() == client.get("/v1/users/25").json()
    assert answer.headers["x-demo-environment"] == "staging"
    assert "</staging/v2/users/25>" in answer.headers["link"]
    assert "x-demo-environment" not in client.get("/v1/users/25").headers
    assert client.get("/staging/nothing").status_code == 404
    assert client.get("/staging/auth/basic").status_code == 401
