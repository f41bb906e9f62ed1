from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest
from tests.cli.conftest import Cli

from endpoint_explorer import __version__
from endpoint_explorer.cli import demo
from endpoint_explorer.cli.main import run
from endpoint_explorer.errors import FileUnwritable


def test_the_terminal_ui_opens_the_own_copy_while_the_api_answers(home: Path) -> None:
    seen: list[tuple[Path | None, int]] = []

    def launch(root: Path | None, base_url: str) -> int:
        with urllib.request.urlopen(f"{base_url}/v1/users/25") as response:
            seen.append((root, response.status))
        return 5

    assert run(["demo"], launch) == 5
    assert seen == [(home / "data" / "demo" / __version__ / "demo", 200)]


def test_the_copy_is_the_whole_collection(home: Path) -> None:
    copy = demo.own_copy()
    original = demo.sample()
    files = {path.relative_to(original) for path in original.rglob("*") if path.is_file()}
    assert files
    assert {path.relative_to(copy) for path in copy.rglob("*") if path.is_file()} == files
    assert all((copy / name).read_bytes() == (original / name).read_bytes() for name in files)
    assert home.joinpath("data").stat().st_mode & 0o077 == 0


def test_what_was_edited_stays(home: Path) -> None:
    copy = demo.own_copy()
    (copy / "collection.toml").write_text("edited")
    (copy / "mine.toml").write_text("mine")
    assert demo.own_copy() == copy
    assert (copy / "collection.toml").read_text() == "edited"
    assert (copy / "mine.toml").read_text() == "mine"


def test_the_copy_can_be_edited_where_the_original_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = tmp_path / "sample" / "demo"
    original.mkdir(parents=True)
    (original / "collection.toml").write_text('name = "x"\n')
    (original / "collection.toml").chmod(0o444)
    original.chmod(0o555)
    monkeypatch.setattr(demo, "sample", lambda: original)
    (demo.own_copy() / "collection.toml").write_text("edited")
    original.chmod(0o755)


def test_nothing_half_copied_is_left(tmp_path: Path, home: Path) -> None:
    home.mkdir()
    (home / "data").write_text("a file where the folder should be")
    with pytest.raises(FileUnwritable):
        demo.own_copy()


def test_the_port_belongs_to_serving_alone(cli: Cli) -> None:
    outcome = cli("demo", "--port", "8765")
    assert (outcome.code, outcome.launched) == (2, ())
    assert "--port needs --serve-only" in outcome.err


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_is_a_port(cli: Cli, port: str) -> None:
    assert cli("demo", "--serve-only", "--port", port).code == 2
