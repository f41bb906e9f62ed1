from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Cli

from endpoint_explorer.cli import history
from endpoint_explorer.cli.commands import COMMANDS
from endpoint_explorer.cli.scripts import SCRIPTS


@pytest.fixture
def collections(home: Path) -> Path:
    """Two collections in ./collections, one of them with environments and a hostile name."""
    root = Path.cwd() / "collections"
    for name in ("demo/users/get-user", "demo/users/list-users", "tavus/get-replica"):
        path = root / f"{name}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('name = "x"\nmethod = "GET"\nurl = "/"\n')
    (root / "demo" / "$(reboot).toml").write_text('name = "x"\n')
    (root / "demo" / "environments").mkdir()
    for name in ("demo", "tavus"):
        (root / name / "collection.toml").write_text(f'format = 1\nname = "{name}"\n')
    (root / "demo" / "environments" / "local.toml").write_text('name = "Local"\n')
    return root


def ask(cli: Cli, monkeypatch: pytest.MonkeyPatch, words: str) -> list[str]:
    """Return what is offered for the last of the words, as the bash script would ask."""
    monkeypatch.setenv("_ENDPOINT_EXPLORER_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split(" ")) - 1))
    outcome = cli("completion")
    assert (outcome.code, outcome.err) == (0, "")
    return [line.partition(",")[2] for line in outcome.text.splitlines() if line]


@pytest.mark.parametrize("shell", SCRIPTS)
def test_the_script_serves_both_names_and_asks_the_subcommand(cli: Cli, shell: str) -> None:
    script = cli("completion", shell).text
    assert "epx" in script
    assert f"_ENDPOINT_EXPLORER_COMPLETE={shell}_complete" in script
    # Without the word `completion` the program would start the terminal UI.
    assert " completion 2>/dev/null)" in script


def test_an_unknown_shell_is_wrong_usage(cli: Cli) -> None:
    outcome = cli("completion", "tcsh")
    assert outcome.code == 2
    assert "'bash', 'zsh', 'fish'" in outcome.err


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("epx ", list(COMMANDS)),
        ("epx h", ["history"]),
        ("epx history ", list(history.COMMANDS)),
        ("epx completion ", ["bash", "zsh", "fish"]),
        ("epx send --inc", ["--include"]),
        ("epx send demo/", ["demo/users/get-user", "demo/users/list-users"]),
        ("epx send tav", ["tavus/get-replica"]),
        ("epx send GET demo/", []),
        ("epx send demo/users/get-user --env ", ["local"]),
        ("epx send tavus/get-replica --env ", []),
        ("epx send --env l", ["local"]),
        ("epx send no/such --env ", []),
        ("epx history show ", []),
    ],
)
def test_what_is_offered(
    cli: Cli,
    monkeypatch: pytest.MonkeyPatch,
    collections: Path,
    words: str,
    offered: list[str],
) -> None:
    assert ask(cli, monkeypatch, words) == offered


def test_a_name_that_a_shell_would_run_is_not_offered(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, collections: Path
) -> None:
    assert not any("reboot" in name for name in ask(cli, monkeypatch, "epx send "))


def test_a_path_is_left_to_the_shell(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, collections: Path
) -> None:
    assert ask(cli, monkeypatch, "epx send ./coll") == ["./coll"]


def test_the_bash_script_fills_in_what_the_program_says(collections: Path) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("needs bash")
    code = (
        f"{SCRIPTS['bash']}\nCOMP_WORDS=(epx send dem) COMP_CWORD=2\n"
        '_endpoint_explorer_completion epx\nprintf "%s\\n" "${COMPREPLY[@]}"'
    )
    folder = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
    done = subprocess.run(
        [bash, "--norc", "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.splitlines() == ["demo/users/get-user", "demo/users/list-users"]
