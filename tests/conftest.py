from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from endpoint_explorer.demo.process import DemoServer

# Where a machine keeps no bytecode, every worker and every program that a test starts would
# compile the whole of it again: that takes longer than the tests.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# How long an example takes says more about the machine than about the code. The suite tries the
# same examples each time: what it says is about the change. New ones are looked for by hand, with
# `--hypothesis-profile explore`.
settings.register_profile("suite", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=500)
settings.load_profile("suite")

# The first import of keyring looks for one: no test may find the user's own.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--kill-rounds",
        type=int,
        default=100,
        help="how often a program is killed while it writes the history",
    )


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the user's data and keyring, and none is sent through a proxy."""
    monkeypatch.setenv("ENDPOINT_EXPLORER_HOME", str(tmp_path / "home"))
    for name in PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(scope="session")
def demo_server() -> Iterator[DemoServer]:
    """One demo API for all tests of a process: POST /reset brings its data back."""
    with DemoServer() as server:
        yield server
