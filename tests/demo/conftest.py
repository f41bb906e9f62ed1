from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from endpoint_explorer.demo import DemoServer


@pytest.fixture(scope="session")
def connection(demo_server: DemoServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=demo_server.base_url, trust_env=False, verify=False) as client:
        yield client


@pytest.fixture
def client(connection: httpx.Client) -> httpx.Client:
    """A client of the demo API, whose data are as at its start."""
    connection.cookies.clear()
    assert connection.post("/reset").status_code == 204
    return connection
