"""`env list`, `env show`, environments by their titles, and `--var` wherever one resolves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import Cli, Server


@pytest.fixture
def demo(home: Path, server: Server) -> Path:
    folder = home / "data" / "collections" / "demo"
    (folder / "environments").mkdir(parents=True)
    (folder / "collection.toml").write_text(
        f'name = "Demo"\nbase_url = "{server.url}"\n[variables]\npage = "1"\n'
    )
    (folder / "environments" / "stage.toml").write_text(
        'name = "The Stage"\nproduction = true\n[variables]\npage = "2"\n'
        '[secrets]\ntoken = "env:NEVER_SET"\n'
    )
    (folder / "environments" / "local.toml").write_text("")
    (folder / "paged.toml").write_text(
        'id = "1"\nmethod = "GET"\nurl = "/users"\n[query]\npage = "{{page}}"\n'
    )
    return folder


def other(demo: Path) -> None:
    folder = demo.parent / "other"
    (folder / "environments").mkdir(parents=True)
    (folder / "collection.toml").write_text("")
    (folder / "environments" / "local.toml").write_text("[secrets]\nt = 5\n")


def loads(text: str) -> Any:
    return json.loads(text)


def test_list_names_every_environment_and_what_is_wrong_with_one(cli: Cli, demo: Path) -> None:
    other(demo)
    rows = [" ".join(line.split()) for line in cli("env", "list").text.splitlines()]
    assert rows[1:3] == ["demo local 0 0", "demo stage The Stage 1 1 production"]
    assert "local.toml:2" in rows[3]
    assert "other" not in cli("env", "list", "demo").text
    listed = loads(cli("env", "list", "other", "--json").text)
    assert listed[0]["name"] == "local"
    assert "secrets.t must be text" in listed[0]["problem"]
    assert cli("env", "list", "nothing").code == 2


def test_show_says_layers_and_masks_secrets(
    cli: Cli, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEVER_SET", "hunter2hunter2")
    shown = cli("env", "show", "The Stage", "--var", "page={{token}}")
    assert shown.code == 0, shown.err
    rows = [" ".join(line.split()) for line in shown.text.splitlines()]
    assert rows[0] == "stage The Stage PRODUCTION"
    assert rows[1] == (
        "page •••••• the command line, instead of 2 from environment The Stage; "
        "1 from the collection"
    )
    assert "token •••••• environment The Stage" in rows
    assert "hunter2" not in shown.text
    document = loads(cli("env", "show", "stage", "demo", "--json").text)
    assert (document["name"], document["production"]) == ("stage", True)
    by_name = {each["name"]: each for each in document["variables"]}
    assert by_name["token"]["value"] is None
    assert by_name["page"]["shadows"] == [{"layer": "the collection", "value": "1"}]
    assert by_name["$uuid"]["layer"] == "built in"


def test_show_asks_for_the_collection_where_several_have_the_name(cli: Cli, demo: Path) -> None:
    other(demo)
    several = cli("env", "show", "local")
    assert (several.code, "demo, other" in several.err) == (2, True)
    assert cli("env", "show", "local", "demo").code == 0
    assert cli("env", "show", "nowhere").code == 2


def test_an_environment_by_its_title_is_the_one_of_its_file(
    cli: Cli, demo: Path, server: Server
) -> None:
    assert cli("send", "demo/paged", "--env", "The Stage").code == 0
    assert b"GET /users?page=2" in server.requests[0]
    assert loads(cli("history", "list", "--json").text)[0]["environment"] == "stage"


def test_var_reaches_every_command_that_resolves(cli: Cli, demo: Path, server: Server) -> None:
    assert "page=7" in cli("send", "demo/paged", "--var", "page=7", "--dry-run").text
    assert cli("send", "demo/paged", "--var", "page=7").code == 0
    assert cli("history", "replay", "1").code == 0
    assert cli("history", "replay", "1", "--var", "page=8").code == 0
    pages = [request.split()[1] for request in server.requests]
    assert pages == [b"/users?page=7", b"/users?page=7", b"/users?page=8"]
