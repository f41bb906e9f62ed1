"""Settings in the core: what they change, and when."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from endpoint_explorer.explorer import Explorer
from endpoint_explorer.model.exchange import Failure
from endpoint_explorer.model.request import Options, Request
from endpoint_explorer.model.settings import Settings
from endpoint_explorer.storage.history import History


@pytest.fixture
def explorer(tmp_path: Path) -> Iterator[Explorer]:
    explorer = Explorer(history=History(tmp_path / "history.sqlite"))
    yield explorer
    explorer.close()


@pytest.fixture
def silent() -> Iterator[str]:
    """Return the URL of a server that takes connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


def send(explorer: Explorer, url: str, root: Path) -> Failure:
    failure = explorer.send(Request(url=url), explorer.context(root)).exchange.failure
    assert failure is not None
    return failure


def test_the_limit_of_a_wait_holds_from_the_next_send_on(
    explorer: Explorer, silent: str, tmp_path: Path
) -> None:
    explorer.use_settings(Settings(read=0.02))
    assert "0.02 s" in send(explorer, silent, tmp_path).message
    explorer.use_settings(Settings(read=0.03))
    assert "0.03 s" in send(explorer, silent, tmp_path).message
    explorer.use_settings(Settings(options=Options(timeout=0.04)))
    assert "0.04 s" in send(explorer, silent, tmp_path).message


def test_the_environment_to_begin_with_is_one_that_there_is(
    explorer: Explorer, tmp_path: Path
) -> None:
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "local.toml").touch()
    assert explorer.default_environment(tmp_path) == ""
    explorer.use_settings(Settings(environment="local"))
    assert explorer.default_environment(tmp_path) == "local"
    explorer.use_settings(Settings(environment="staging"))
    assert explorer.default_environment(tmp_path) == ""
    (tmp_path / "environments" / "default.toml").touch()
    assert explorer.default_environment(tmp_path) == "default"
