"""What a command must not load: start-up is a feature."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from tests.cli.conftest import Server

CODE = """
import json, os, sys
sys.argv[1:] = {arguments!r}
from endpoint_explorer.__main__ import main
sys.stdout = open(os.devnull, "w")
code = main()
json.dump([code, sorted(sys.modules)], sys.__stdout__)
"""

HEAVY = {
    "asyncio",
    "httpx",
    "jsonpath",
    "lxml",
    "platformdirs",
    "pydantic",
    "rich",
    "starlette",
    "textual",
    "tomlkit",
    "tomli_w",
    "uvicorn",
    "yaml",
}


def loaded_by(*arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(arguments=list(arguments))],
        capture_output=True,
        check=True,
    )
    code, modules = json.loads(done.stdout)
    assert code == 0
    return set(modules)


def test_send_loads_nothing_that_it_does_not_use(server: Server) -> None:
    loaded = loaded_by("send", server.url)
    assert not HEAVY & loaded
    assert "endpoint_explorer.cli.history" not in loaded
    assert "endpoint_explorer.bodies.registry" not in loaded
    assert "endpoint_explorer.sending.transport" in loaded


@pytest.mark.parametrize("arguments", [["history", "list"], ["history", "list", "--json"]])
def test_the_history_is_read_without_a_transport(arguments: list[str]) -> None:
    assert not {*HEAVY, "httpcore", "h11"} & loaded_by(*arguments)


@pytest.mark.parametrize("arguments", [["--help"], ["completion", "zsh"]])
def test_help_loads_no_part_of_the_core(arguments: list[str]) -> None:
    loaded = loaded_by(*arguments)
    assert not {*HEAVY, "httpcore", "msgspec", "sqlite3", "endpoint_explorer.cli.send"} & loaded
