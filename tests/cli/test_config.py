from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Cli, Server


@pytest.fixture
def config(home: Path) -> Path:
    path = home / "config" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


def test_every_setting_is_listed_with_its_value_and_where_it_comes_from(
    cli: Cli, config: Path
) -> None:
    config.write_text('\n[timeouts]\nread = 2\n\n[keymap]\nviewer.find = "f7"\n')
    done = cli("config")
    rows = [" ".join(line.split()) for line in done.text.splitlines()]
    assert done.code == 0
    assert 'theme = "explorer" default' in rows
    assert "pager = ($PAGER, or less) default" in rows
    assert f"timeouts.read = 2 {config}:3" in rows
    assert f'keymap.viewer.find = "f7" {config}:6' in rows
    assert "Seconds that a server may say nothing." in rows


def test_where_the_file_is_and_a_file_to_begin_with(cli: Cli, home: Path) -> None:
    path = home / "config" / "config.toml"
    assert cli("config", "path").text == f"{path}\n"
    assert not path.exists()
    assert cli("config", "init").text == f"{path}\n"
    assert "# pager = " in path.read_text()
    assert "Print the path" in cli("config", "path", "-h").text
    again = cli("config", "init")
    assert again.code == 3
    assert "is there already" in again.err


def test_a_broken_file_stops_a_send_and_names_the_line(
    cli: Cli, config: Path, server: Server
) -> None:
    config.write_text("[timeouts]\ntotal = soon\n")
    for command in (("config",), ("send", server.url)):
        done = cli(*command)
        assert done.code == 3
        assert f"{config}:2" in done.err
    assert server.requests == []


def test_a_setting_holds_in_a_send_and_what_nobody_reads_is_named(
    cli: Cli, config: Path, server: Server
) -> None:
    config.write_text("[limits]\nmax_body = 1\nmax_bdy = 2\n")
    server.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nabcd"
    done = cli("send", server.url)
    assert done.out.startswith(b"a")
    assert b"b" not in done.out
    assert f"{config}:3: no setting is named limits.max_bdy. Did you mean limits.max_body?" in (
        done.err
    )
    assert cli("send", server.url, "--max-body", "0").out == b"abcd"


def test_a_server_that_says_nothing_is_given_up_as_the_settings_say(
    cli: Cli, config: Path, server: Server
) -> None:
    config.write_text("[timeouts]\nread = 0.05\n")
    server.answer = b""
    server.held = b"HTTP/1.1 200 OK\r\n\r\n"
    done = cli("send", server.url)
    assert done.code == 4
    assert "0.05 s" in done.err


def test_the_environment_to_begin_with(cli: Cli, config: Path, server: Server) -> None:
    shop = Path("collections/shop")
    (shop / "environments").mkdir(parents=True)
    (shop / "collection.toml").write_text(f'format = 1\nbase_url = "{server.url}"\n')
    for name in ("default", "local"):
        text = f'[variables]\nwhere = "{name}"\n'
        (shop / "environments" / f"{name}.toml").write_text(text)
    (shop / "get.toml").write_text('url = "/{{where}}"\n')
    config.write_text('environment = "local"\n')
    for arguments, path in (((), b"/local"), (("--env", "default"), b"/default")):
        assert cli("send", "shop/get", *arguments).code == 0
        assert server.requests[-1].startswith(b"GET " + path)
    config.write_text('environment = "elsewhere"\n')
    cli("send", "shop/get")
    assert server.requests[-1].startswith(b"GET /default")
