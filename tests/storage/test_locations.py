from __future__ import annotations

import stat
from pathlib import Path

import pytest

from endpoint_explorer.errors import FileUnwritable
from endpoint_explorer.storage import locations


def test_one_variable_puts_everything_below_one_folder(home: Path) -> None:
    assert locations.data_dir() == home / "data"
    assert locations.config_dir() == home / "config"
    assert locations.state_dir() == home / "state"
    assert locations.history_path() == home / "state" / "history.sqlite"
    assert locations.trash_dir() == home / "state" / "trash"


def test_platform_folders_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENDPOINT_EXPLORER_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr("sys.platform", "linux")
    folders = (locations.data_dir(), locations.config_dir(), locations.state_dir())
    assert all(folder.name == "endpoint-explorer" for folder in folders)
    assert len(set(folders)) == 3


def test_default_is_the_collections_folder_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "collections").mkdir()
    monkeypatch.chdir(tmp_path)
    assert locations.default_root() == tmp_path / "collections"


def test_default_is_else_the_users_own_folder_and_it_is_made(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert locations.default_root() == home / "data" / "collections"
    assert (home / "data" / "collections").is_dir()


def test_private_folder_and_its_parents_are_the_owners_alone(tmp_path: Path) -> None:
    made = locations.private_dir(tmp_path / "a" / "b")
    assert [stat.S_IMODE(p.stat().st_mode) for p in (made, made.parent)] == [0o700, 0o700]


def test_open_folder_is_closed_but_a_shared_one_is_not(tmp_path: Path) -> None:
    ours, shared = tmp_path / "ours", tmp_path / "shared"
    ours.mkdir()
    ours.chmod(0o755)
    shared.mkdir()
    shared.chmod(0o1777)
    locations.private_dir(ours)
    locations.private_dir(shared)
    assert stat.S_IMODE(ours.stat().st_mode) == 0o700
    assert stat.S_IMODE(shared.stat().st_mode) == 0o1777


def test_file_in_the_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileUnwritable):
        locations.private_dir(tmp_path / "file" / "x")


def test_samples_are_in_the_checkout() -> None:
    assert locations.sample_collections().name == "collections"
    assert locations.sample_collections().is_dir()
